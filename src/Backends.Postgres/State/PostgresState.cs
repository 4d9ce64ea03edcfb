using System.Data;
using System.Data.Common;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Hven.Backends.Postgres.State;

/// <summary>State in a PostgreSQL database.</summary>
internal sealed class PostgresState(IOptions<StateOptions> options) : IStateDatabase
{
    private readonly string _connection = ConnectionString(options.Value);

    public string Name
    {
        get
        {
            NpgsqlConnectionStringBuilder parts = new(_connection);
            return $"PostgreSQL database {parts.Database} on {parts.Host}";
        }
    }

    public bool IsShared => true;

    public void Configure(DbContextOptionsBuilder options) => Use(options, _connection);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new(_connection);
        await connection.OpenAsync(cancellationToken);
    }

    public IsolationLevel OneMoment => IsolationLevel.RepeatableRead;

    public async Task ContinueNumbersAsync(HvenState state, CancellationToken cancellationToken)
    {
        foreach (IEntityType table in state.Model.GetEntityTypes())
        {
            if (table.GetTableName() is { } name && table.FindPrimaryKey()?.Properties is [{ ValueGenerated: ValueGenerated.OnAdd } key] && key.ClrType == typeof(long))
            {
                string column = key.GetColumnName();
#pragma warning disable EF1002 // Names of the model, not of a user.
                await state.Database.ExecuteSqlRawAsync($"SELECT setval(pg_get_serial_sequence('\"{name}\"', '{column}'), GREATEST((SELECT MAX(\"{column}\") FROM \"{name}\"), 1))", cancellationToken);
#pragma warning restore EF1002
            }
        }
    }

    public bool IsPassing(DbException exception) => exception is NpgsqlException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.CrashShutdown };

    public bool IsDuplicate(DbException exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private static string ConnectionString(StateOptions options)
    {
        NpgsqlConnectionStringBuilder parts = new(options.Postgres);
        if (options.PostgresPasswordFile is { } file)
        {
            parts.Password = File.ReadAllText(file).TrimEnd('\r', '\n');
        }

        parts.ApplicationName ??= "hvend";
        return parts.ConnectionString;
    }

    private static void Use(DbContextOptionsBuilder options, string connection) =>
        options.UseNpgsql(connection, postgres => postgres.MigrationsAssembly(typeof(PostgresState).Assembly.GetName().Name));

    /// <summary>What the tool that makes migrations starts from.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<HvenState>
    {
        public HvenState CreateDbContext(string[] args)
        {
            DbContextOptionsBuilder<HvenState> options = new();
            Use(options, "Host=design");
            return new(options.Options);
        }
    }
}
