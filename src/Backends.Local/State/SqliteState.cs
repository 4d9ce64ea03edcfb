using System.Data;
using System.Data.Common;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Hven.Backends.Local.State;

/// <summary>State in <c>state.db</c> of the data directory.</summary>
internal sealed class SqliteState(DataDirectory data) : IStateDatabase
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int UniqueConstraint = 2067;
    private const int PrimaryKeyConstraint = 1555;

    public string Name => data.State;

    public bool IsShared => false;

    public void Configure(DbContextOptionsBuilder options) => Use(options, data.State);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(data.Root);
        if (!File.Exists(data.State))
        {
            // It holds hashes of passwords: nobody but the server's user reads it.
            FileStreamOptions alone = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                alone.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using FileStream file = new(data.State, alone);
        }

        await using SqliteConnection connection = new($"Data Source={data.State}");
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();

        // Readers then do not wait for the writer; the setting stays with the file.
        command.CommandText = "PRAGMA journal_mode = WAL";
        await command.ExecuteScalarAsync(cancellationToken);
    }

    public IsolationLevel OneMoment => IsolationLevel.Serializable;

    /// <summary>SQLite goes on after the largest number by itself.</summary>
    public Task ContinueNumbersAsync(HvenState state, CancellationToken cancellationToken) => Task.CompletedTask;

    public bool IsPassing(DbException exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen };

    public bool IsDuplicate(DbException exception) => exception is SqliteException { SqliteExtendedErrorCode: UniqueConstraint or PrimaryKeyConstraint };

    private static void Use(DbContextOptionsBuilder options, string file) =>
        options.UseSqlite($"Data Source={file};Foreign Keys=True;Default Timeout=30", sqlite => sqlite.MigrationsAssembly(typeof(SqliteState).Assembly.GetName().Name));

    /// <summary>What the tool that makes migrations starts from.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<HvenState>
    {
        public HvenState CreateDbContext(string[] args)
        {
            DbContextOptionsBuilder<HvenState> options = new();
            Use(options, "design.db");
            return new(options.Options);
        }
    }
}
