using System.Globalization;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Files;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Hven.Query.UserTables;

/// <summary><c>SELECT ... INTO mydb.name</c>: the rows become a table of the caller's.</summary>
public sealed class IntoTable(UserTableStore store, UserSpace space, AuditLog audit, IDbContextFactory<HvenState> contexts)
{
    /// <summary>The name of the table.</summary>
    /// <exception cref="ServiceException">It is in another schema.</exception>
    public static string NameOf(AdqlInto into)
    {
        ArgumentNullException.ThrowIfNull(into);
        return into.Schema.Equals(UserTable.Schema, StringComparison.OrdinalIgnoreCase)
            ? into.Name
            : throw new ServiceException("query", 400, $"Line {into.Span.Line}, column {into.Span.Column}: INTO takes a table of your own, INTO {UserTable.Schema}.name; there is nothing to write to in '{into.Schema}'.");
    }

    /// <summary>What a query answers whose rows have become a table: its name and its rows.</summary>
    internal static BoundQuery Answer(UserTable table, QueryTables tables) => QueryRunner.CompileToRun(
        string.Create(CultureInfo.InvariantCulture, $"SELECT '{table.Table.FullName}' AS table_name, {table.Table.RowCount} AS row_count"), tables, AdqlDialect.Adql).Query!;

    /// <summary>Runs a query while its caller waits and keeps its rows.</summary>
    internal async Task<UserTable> KeepAsync(HttpContext context, QueryRunner runner, BoundQuery query, QueryTables tables, string name, bool replaces, string? description)
    {
        Caller caller = context.Caller();
        store.RequireFree(caller, name, replaces, job: null);
        long left = await space.LeftAsync(caller, context.RequestAborted);
        UserTable table = await runner.ReadAsync(context, query, tables, (reader, token) => store.AddAsync(caller, name, reader, replaces, left, description, token));
        await NoteAsync(caller, table, context.RequestAborted);
        return table;
    }

    /// <summary>Makes the table that a job wrote.</summary>
    internal async Task PublishAsync(Caller owner, UserTable staged, bool replaces, string job, CancellationToken cancellationToken)
    {
        if (staged.Bytes > await space.LeftAsync(owner, cancellationToken))
        {
            throw new ServiceException("quota-bytes", 413, $"The table has {staged.Bytes} bytes, and you have not as many left. Delete tables or jobs that you no longer need, or ask an administrator for more.");
        }

        await NoteAsync(owner, await store.PublishAsync(owner, staged, replaces, job, cancellationToken), cancellationToken);
    }

    /// <summary>Notes a table that was made.</summary>
    internal async Task NoteAsync(Caller caller, UserTable table, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Note(state, caller, "mydb.add", $"table:{table.Table.Name}", string.Create(CultureInfo.InvariantCulture, $"{table.Table.RowCount} rows{(table.Job is null ? "" : $" by job {table.Job}")}"));
        await state.SaveChangesAsync(cancellationToken);
    }
}
