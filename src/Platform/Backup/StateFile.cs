using System.Reflection;
using System.Text;
using System.Text.Json;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Hven.Platform.Backup;

/// <summary>
/// The rows of the state as lines of JSON, the same for every database: what was kept in one can be restored into another. The first line tells the
/// version; then, for each table, a line with its name and columns, and a line for each row.
/// </summary>
public static class StateFile
{
    private const int RowsAtOnce = 1000;
    private static readonly JsonSerializerOptions s_json = JsonSerializerOptions.Web;

    /// <summary>Writes all rows as they are at one moment.</summary>
    /// <returns>Rows written.</returns>
    public static async Task<long> WriteAsync(IStateDatabase database, HvenState state, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(state);
        await using var transaction = await state.Database.BeginTransactionAsync(database.OneMoment, cancellationToken);
        string[] migrations = [.. await state.Database.GetAppliedMigrationsAsync(cancellationToken)];
        await using StreamWriter writer = new(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        await writer.WriteLineAsync(JsonSerializer.Serialize(new Head(Version(migrations)), s_json));
        long rows = 0;
        foreach (IEntityType table in Tables(state.Model))
        {
            IProperty[] columns = [.. table.GetProperties()];
            await writer.WriteLineAsync(JsonSerializer.Serialize(new TableHead(table.GetTableName()!, [.. columns.Select(column => column.Name)]), s_json));
            await foreach (object row in Rows(state, table).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(columns.Select(column => column.GetGetter().GetClrValue(row)).ToArray(), s_json));
                rows++;
            }
        }

        return rows;
    }

    /// <summary>Fills an empty database, which is of this program's version, with the rows of a file.</summary>
    /// <returns>Rows read.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or of another version, or the database has rows.</exception>
    public static async Task<long> ReadAsync(IStateDatabase database, HvenState state, Stream input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(state);
        using StreamReader reader = new(input, Encoding.UTF8, false, 1 << 16, leaveOpen: true);
        string[] migrations = [.. await state.Database.GetAppliedMigrationsAsync(cancellationToken)];
        Head head = Parse<Head>(await reader.ReadLineAsync(cancellationToken), 1);
        if (head.Version != Version(migrations))
        {
            throw new InvalidDataException($"The backup's state is of version '{head.Version}', and this program's of '{Version(migrations)}'. Restore with the version of hvend that made it; then start the newer one.");
        }

        await using var transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        state.ChangeTracker.AutoDetectChangesEnabled = false;
        IEntityType[] tables = [.. Tables(state.Model)];
        foreach (IEntityType table in tables)
        {
            if (await Rows(state, table).AnyAsync(cancellationToken))
            {
                throw new InvalidDataException($"The database has rows in {table.GetTableName()} already. Restore into an empty one.");
            }
        }

        long rows = 0;
        IEntityType? current = null;
        IProperty[] columns = [];
        for (int line = 2; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (text.StartsWith('{'))
            {
                TableHead told = Parse<TableHead>(text, line);
                current = tables.SingleOrDefault(table => table.GetTableName() == told.Table) ?? throw new InvalidDataException($"Line {line} of the state tells of a table '{told.Table}', which this version has not.");
                columns = [.. told.Columns.Select(name => current.FindProperty(name) ?? throw new InvalidDataException($"Line {line} of the state tells of a column '{name}' of {told.Table}, which this version has not."))];
                continue;
            }

            if (current is null)
            {
                throw new InvalidDataException($"Line {line} of the state is a row of no table.");
            }

            JsonElement[] values = Parse<JsonElement[]>(text, line);
            if (values.Length != columns.Length)
            {
                throw new InvalidDataException($"Line {line} of the state has {values.Length} values for {columns.Length} columns.");
            }

            Add(state, current, columns, values);
            if (++rows % RowsAtOnce == 0)
            {
                await state.SaveChangesAsync(cancellationToken);
                state.ChangeTracker.Clear();
            }
        }

        await state.SaveChangesAsync(cancellationToken);
        state.ChangeTracker.Clear();
        await database.ContinueNumbersAsync(state, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <summary>The tables so that a row's references come before it.</summary>
    private static IEnumerable<IEntityType> Tables(IModel model)
    {
        List<IEntityType> left = [.. model.GetEntityTypes().Where(table => table.GetTableName() is not null && !table.IsOwned()).OrderBy(table => table.GetTableName(), StringComparer.Ordinal)];
        HashSet<IEntityType> given = [];
        while (left.Count > 0)
        {
            IEntityType next = left.First(table => table.GetForeignKeys().All(key => key.PrincipalEntityType == table || given.Contains(key.PrincipalEntityType)));
            left.Remove(next);
            given.Add(next);
            yield return next;
        }
    }

    private static IQueryable<object> Rows(HvenState state, IEntityType table)
    {
        // The set of a type that is known only now.
        MethodInfo set = typeof(DbContext).GetMethods().Single(method => method.Name == nameof(DbContext.Set) && method.GetParameters().Length == (table.HasSharedClrType ? 1 : 0)).MakeGenericMethod(table.ClrType);
        return ((IQueryable<object>)set.Invoke(state, table.HasSharedClrType ? [table.Name] : [])!).AsNoTracking();
    }

    private static void Add(HvenState state, IEntityType table, IProperty[] columns, JsonElement[] values)
    {
        object?[] given = [.. columns.Zip(values, (column, value) => value.ValueKind == JsonValueKind.Null ? null : value.Deserialize(column.ClrType, s_json))];
        if (table.HasSharedClrType)
        {
            Dictionary<string, object> pair = columns.Zip(given).ToDictionary(one => one.First.Name, one => one.Second!);
            state.Set<Dictionary<string, object>>(table.Name).Add(pair);
            return;
        }

        object row = Activator.CreateInstance(table.ClrType)!;
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column].PropertyInfo!.SetValue(row, given[column]);
        }

        state.Add(row);
    }

    /// <summary>Names of migrations without their times: each database has its own of the same name.</summary>
    private static string Version(string[] migrations) => string.Join(' ', migrations.Select(migration => migration[(migration.IndexOf('_', StringComparison.Ordinal) + 1)..]));

    private static T Parse<T>(string? text, int line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text ?? "", s_json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Line {line} of the state cannot be read: {exception.Message}", exception);
        }
    }

    private sealed record Head(string Version);

    private sealed record TableHead(string Table, IReadOnlyList<string> Columns);
}
