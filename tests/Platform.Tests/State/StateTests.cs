using Hven.Backends.Local;
using Hven.Backends.Postgres;
using Hven.Platform.Backup;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Hven.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hven.Platform.Tests.State;

/// <summary>State in SQLite.</summary>
public sealed class SqliteStateTests : StateConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<(IStateDatabase Database, IDbContextFactory<HvenState> Contexts)> CreateAsync() => StateServices.CreateLocalAsync(_folder.Path);

    protected override Task<(IStateDatabase Database, IDbContextFactory<HvenState> Contexts)> CreateOtherAsync() => StateServices.CreateLocalAsync(_folder["other"]);

    [Fact]
    public async Task File_of_the_database_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await CreateAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Path, "state.db")));
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>State in PostgreSQL.</summary>
public sealed class PostgresStateTests(PostgresFixture postgres) : StateConformance, IClassFixture<PostgresFixture>
{
    protected override async Task<(IStateDatabase Database, IDbContextFactory<HvenState> Contexts)> CreateAsync()
    {
        string connection = await postgres.Server.CreateDatabaseAsync();
        return await StateServices.CreateAsync(services => services.AddPostgresState(), [new("State:Postgres", connection)]);
    }

    [Fact]
    public async Task State_of_SQLite_goes_on_in_PostgreSQL()
    {
        using TemporaryFolder folder = new();
        (IStateDatabase local, IDbContextFactory<HvenState> from) = await StateServices.CreateLocalAsync(folder.Path);
        using MemoryStream backup = new();
        await using (HvenState state = await from.CreateDbContextAsync())
        {
            state.Users.Add(new() { Name = "ada", NameKey = "ada", Created = DateTimeOffset.UnixEpoch, Roles = { new() { Name = "observer", Capabilities = ["query", "jobs"] } } });
            await state.SaveChangesAsync();
            await StateFile.WriteAsync(local, state, backup, default);
        }

        backup.Position = 0;
        (IStateDatabase database, IDbContextFactory<HvenState> to) = await CreateAsync();
        await using HvenState target = await to.CreateDbContextAsync();
        await StateFile.ReadAsync(database, target, backup, default);
        Assert.Equal(["query", "jobs"], (await target.Users.Include(user => user.Roles).SingleAsync(user => user.NameKey == "ada")).Roles.Single().Capabilities);
    }
}

/// <summary>One PostgreSQL for the tests of a class; the tests are skipped where there is none.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresProcess? _server;

    /// <summary>The server.</summary>
    public PostgresProcess Server
    {
        get
        {
            Assert.SkipWhen(PostgresProcess.Missing is not null, PostgresProcess.Missing ?? "");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync() => _server = PostgresProcess.Missing is null ? await PostgresProcess.StartAsync() : null;

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

internal static class StateServices
{
    public static Task<(IStateDatabase Database, IDbContextFactory<HvenState> Contexts)> CreateLocalAsync(string folder) =>
        CreateAsync(services => services.AddSingleton(new DataDirectory(folder)).AddLocalState(), []);

    public static async Task<(IStateDatabase Database, IDbContextFactory<HvenState> Contexts)> CreateAsync(Action<IServiceCollection> choose, KeyValuePair<string, string?>[] settings)
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging();
        choose(services);
        services.AddState();
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StateStart>().StartAsync(default);
        return (provider.GetRequiredService<IStateDatabase>(), provider.GetRequiredService<IDbContextFactory<HvenState>>());
    }
}
