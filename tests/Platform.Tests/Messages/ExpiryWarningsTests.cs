using Hven.Backends.Local;
using Hven.Platform.Accounts;
using Hven.Platform.Jobs;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Hven.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hven.Platform.Tests.Messages;

public sealed class ExpiryWarningsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();
    private readonly TemporaryFolder _folder = new();
    private ServiceProvider _services = null!;

    private IDbContextFactory<HvenState> Contexts => _services.GetRequiredService<IDbContextFactory<HvenState>>();

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string?> settings = new() { ["Mail:Host"] = "localhost", ["Mail:From"] = "a@example.org", ["PublicUrl"] = "https://survey.example.org/" };
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddSingleton(new DataDirectory(_folder.Path)).AddSingleton(TimeProvider.System).AddLogging();
        services.AddLocalState().AddState().AddAccounts().AddJobs();
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<StateStart>().StartAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task LookAsync_warns_once_of_what_ends_soon_and_again_after_a_renewal()
    {
        await using HvenState state = await Contexts.CreateDbContextAsync();
        User ada = Add(state, "ada", isConfirmed: true);
        User ben = Add(state, "ben", isConfirmed: false);
        User cleo = Add(state, "cleo", isConfirmed: true, """{"mailExpiry":false}""");
        await state.SaveChangesAsync();
        foreach (User user in new[] { ada, ben, cleo })
        {
            Add(state, user, "soon", created: -11, destruction: 2);
            Add(state, user, "later", created: -4, destruction: 10);
            Add(state, user, "short", created: -0.5, destruction: 0.5);
            state.Tokens.Add(Token(user, "old", -80, 5));
            state.Tokens.Add(Token(user, "new", -1, 5));
        }

        await state.SaveChangesAsync();
        await LookAsync();
        Assert.Equal(["Results of a job at Hven are deleted soon", $"Your token \"old\" for Hven ends on {s_now.AddDays(5).UtcDateTime:yyyy-MM-dd}"], await SubjectsAsync());
        OutgoingMessage warning = await state.Messages.AsNoTracking().OrderBy(one => one.Id).FirstAsync();
        Assert.Contains("soon <&>", warning.Text, StringComparison.Ordinal);
        Assert.Contains("soon &lt;&amp;&gt;", warning.Html, StringComparison.Ordinal);
        Assert.Contains("https://survey.example.org/jobs", warning.Text, StringComparison.Ordinal);
        await LookAsync();
        Assert.Equal(2, (await SubjectsAsync()).Count);

        // Renewed to another time that is near again.
        string id = (await state.Jobs.AsNoTracking().SingleAsync(job => job.OwnerId == ada.Id && job.RunId!.StartsWith("soon"))).Id;
        Assert.NotNull(await _services.GetRequiredService<JobStore>().RenewAsync(id, 1));
        await LookAsync();
        Assert.Equal(3, (await SubjectsAsync()).Count);
    }

    [Fact]
    public async Task LookAsync_forgets_accounts_that_nobody_confirmed()
    {
        await using HvenState state = await Contexts.CreateDbContextAsync();
        Add(state, "old", isConfirmed: false).Status = UserStatus.Unconfirmed;
        User young = Add(state, "young", isConfirmed: false);
        (young.Status, young.Created) = (UserStatus.Unconfirmed, s_now.AddDays(-6));
        Add(state, "active", isConfirmed: false);
        await state.SaveChangesAsync();
        await LookAsync();
        Assert.Equal(["active", "young"], await state.Users.AsNoTracking().Select(user => user.Name).Order().ToListAsync());
    }

    private Task LookAsync() => new ExpiryWarnings(Contexts, _services.GetRequiredService<Outbox>(), TimeProvider.System, NullLogger<ExpiryWarnings>.Instance).LookAsync(default);

    private async Task<List<string?>> SubjectsAsync()
    {
        await using HvenState state = await Contexts.CreateDbContextAsync();
        return await state.Messages.OrderBy(one => one.Id).Select(one => one.Subject).ToListAsync();
    }

    private static User Add(HvenState state, string name, bool isConfirmed, string? preferences = null)
    {
        User user = new() { Name = name, NameKey = name, Email = $"{name}@example.org", EmailKey = $"{name}@example.org", EmailConfirmed = isConfirmed, Created = s_now.AddDays(-100), Preferences = preferences };
        state.Users.Add(user);
        return user;
    }

    private static void Add(HvenState state, User owner, string name, double created, double destruction) => state.Jobs.Add(JobRow.Of(
        new()
        {
            Id = Guid.NewGuid().ToString("N"),
            Kind = "query",
            OwnerId = owner.Id,
            Owner = owner.Name,
            OwnerKey = $"u:{owner.Id}",
            RunId = $"{name} <&>",
            Phase = JobPhase.Completed,
            Created = s_now.AddDays(created),
            Destruction = s_now.AddDays(destruction),
            ExecutionSeconds = 1,
        }, 0));

    private static AccessToken Token(User user, string name, double created, double expires) =>
        new() { UserId = user.Id, Name = name, Hash = Guid.NewGuid().ToString("N"), Created = s_now.AddDays(created), Expires = s_now.AddDays(expires) };
}
