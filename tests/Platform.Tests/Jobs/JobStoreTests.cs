using Hven.Backends.Local;
using Hven.Platform.Accounts;
using Hven.Platform.Jobs;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Hven.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hven.Platform.Tests.Jobs;

public sealed class JobStoreTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServiceProvider _services = null!;

    private JobStore Store => _services.GetRequiredService<JobStore>();

    public async ValueTask InitializeAsync()
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton(new DataDirectory(_folder.Path)).AddSingleton(TimeProvider.System).AddLogging();
        services.AddLocalState().AddState().AddMessages().AddJobs();
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<StateStart>().StartAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task EndAsync_a_second_time_keeps_the_results()
    {
        (Job job, JobFolder folder) = await RunningAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Result("r"))!);
        await File.WriteAllTextAsync(folder.Result("r"), "rows");
        JobResult result = new("result", "r", "text/csv", 4, "");
        for (int time = 0; time < 2; time++)
        {
            Job? ended = await Store.EndAsync(job, now => Store.Moved(now, JobPhase.Completed, "Done.") with { Results = [result] });
            Assert.Equal(JobPhase.Completed, ended?.Phase);
            Assert.True(File.Exists(folder.Result("r")));
        }
    }

    [Fact]
    public async Task EndAsync_of_a_job_that_was_stopped_leaves_no_results()
    {
        (Job job, JobFolder folder) = await RunningAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Result("r"))!);
        await File.WriteAllTextAsync(folder.Result("r"), "rows");
        await Store.AbortAsync(job.Id, "its user");
        Assert.Null(await Store.EndAsync(job, now => Store.Moved(now, JobPhase.Completed, "Done.")));
        Assert.False(File.Exists(folder.Result("r")));
        Assert.Equal(JobPhase.Aborted, (await Store.FindAsync(job.Id, default))?.Phase);
    }

    [Fact]
    public async Task ClaimAsync_by_many_at_once_gives_each_job_once()
    {
        for (int number = 0; number < 20; number++)
        {
            await Store.CreateAsync(new("query", [], new Caller { Address = $"10.0.0.{number % 4}" }) { Runs = true }, default);
        }

        Job?[] claimed = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => Store.ClaimAsync(_ => new((int?)null), new(), default))));
        string[] ids = [.. claimed.Where(job => job is not null).Select(job => job!.Id)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.True(ids.Length > 0);
    }

    [Fact]
    public async Task CreateAsync_with_text_that_no_database_takes_makes_a_job()
    {
        Job job = await Store.CreateAsync(new("query", [new("QUERY", "a\0b\ud800")], new Caller()) { RunId = $"a\0b\ud800{new string('x', 500)}" }, default);
        Assert.Equal(JobPhase.Pending, (await Store.FindAsync(job.Id, default))?.Phase);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(null, false)]
    public async Task SweepAsync_keeps_the_record_of_a_users_completed_job_alone(int? user, bool isKept)
    {
        (Job job, JobFolder folder) = await RunningAsync(new Caller { UserId = user, Name = "ada" });
        Directory.CreateDirectory(folder.Results);
        await File.WriteAllTextAsync(folder.Result("r"), "rows");
        Job done = (await Store.EndAsync(job, now => Store.Moved(now, JobPhase.Completed, "Done.") with { Rows = 4, Results = [new("result", "r", "text/csv", 4, new('a', 64))] }))!;
        await Store.ChangeAnyAsync(job.Id, now => now with { Destruction = TimeProvider.System.GetUtcNow().AddSeconds(-1) });
        Assert.Null(await Store.FindAsync(job.Id, default));
        await Store.SweepAsync(default);
        Job? left = await Store.FindAsync(job.Id, default);
        Assert.Equal(isKept ? (JobPhase.Archived, 4L, 0L, JobCitation.Of(done)) : default((JobPhase, long?, long, string?)?), left is null ? null : (left.Phase, left.Rows, left.Bytes, JobCitation.Of(left)));
        Assert.False(File.Exists(folder.Result("r")));
        Assert.Equal(isKept, File.Exists(Path.Combine(folder.Path, "job.json")));
        Assert.Empty(await Store.ListAsync(new() { OwnerId = user }, default));
        Assert.Equal(isKept ? 1 : 0, await Store.CountAsync(new() { OwnerId = user, Phases = [JobPhase.Archived] }, default));

        // It has no results to give more time to, and a second look does nothing.
        Assert.Null(await Store.RenewAsync(job.Id, null));
        await Store.SweepAsync(default);
        Assert.Equal(left?.Transitions.Count, (await Store.FindAsync(job.Id, default))?.Transitions.Count);
    }

    private async Task<(Job Job, JobFolder Folder)> RunningAsync(Caller? owner = null)
    {
        await Store.CreateAsync(new("query", [], owner ?? new Caller()) { Runs = true }, default);
        Job job = (await Store.ClaimAsync(_ => new((int?)null), new(), default))!;
        return (job, Store.Folder(job));
    }
}
