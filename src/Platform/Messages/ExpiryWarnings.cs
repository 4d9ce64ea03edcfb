using System.Globalization;
using System.Text.Json;
using Hven.Platform.Accounts;
using Hven.Platform.Jobs;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Messages;

/// <summary>
/// Warns users by mail before results of jobs are deleted and tokens end, of each once; of a job once more when it was renewed. Those whose address is not confirmed, and those who set
/// <c>mailExpiry</c> to false in their preferences, get none. Accounts that nobody confirmed are deleted.
/// </summary>
internal sealed partial class ExpiryWarnings(IDbContextFactory<HvenState> contexts, Outbox outbox, TimeProvider time, ILogger<ExpiryWarnings> logger) : BackgroundService
{
    private const int MostListed = 50;
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_jobs = TimeSpan.FromDays(3);
    private static readonly TimeSpan s_tokens = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_unconfirmed = TimeSpan.FromDays(7);

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        await ForgetUnconfirmedAsync(cancellationToken);
        if (outbox.HasMail)
        {
            await WarnOfJobsAsync(cancellationToken);
            await WarnOfTokensAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan pause = s_first;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, stoppingToken);
                pause = s_look;
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception exception) when (StateFault.Of(exception) is not null || exception is DbUpdateConcurrencyException)
                {
                    // Another server warned, or somebody changed a job, in the same moment: the next look sees it.
                    LogStateFailed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task WarnOfJobsAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset soon = now + s_jobs;
        DateTimeOffset young = now - s_jobs;
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        List<long> owners = await Expiring().Select(job => job.OwnerId!.Value).Distinct().ToListAsync(cancellationToken);
        foreach (long owner in owners)
        {
            User? user = await state.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == owner, cancellationToken);
            List<JobRow> jobs = await Expiring().Where(job => job.OwnerId == owner).OrderBy(job => job.Destruction).ToListAsync(cancellationToken);
            foreach (JobRow job in jobs)
            {
                job.Warned = job.Destruction;
                job.Version++;
            }

            if (user is not null && Wants(user))
            {
                string list = string.Join('\n', jobs.Take(MostListed).Select(job => string.Create(CultureInfo.InvariantCulture, $"{job.Destruction.UtcDateTime:yyyy-MM-dd HH:mm}Z  {job.RunId ?? job.Summary ?? job.Id}")))
                    + (jobs.Count > MostListed ? $"\nand {jobs.Count - MostListed} more" : "");
                outbox.AddMail(state, user.Email!, user.Name, "jobs-expire", ("count", jobs.Count == 1 ? "a job" : $"{jobs.Count} jobs"), ("list", list), ("link", outbox.Link("jobs")));
            }

            await state.SaveChangesAsync(cancellationToken);
        }

        // Results that were never meant to stay for longer need no warning.
        IQueryable<JobRow> Expiring() => state.Jobs.Where(job => job.Phase == JobPhase.Completed && job.OwnerId != null && job.Destruction > now && job.Destruction < soon && job.Created < young
            && (job.Warned == null || job.Warned != job.Destruction));
    }

    private async Task WarnOfTokensAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset soon = now + s_tokens;
        DateTimeOffset young = now - s_tokens;
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (AccessToken token in await state.Tokens.Include(one => one.User).Where(one => !one.Warned && one.Expires > now && one.Expires < soon && one.Created < young).ToListAsync(cancellationToken))
        {
            token.Warned = true;
            if (token.User is { } user && Wants(user))
            {
                outbox.AddMail(state, user.Email!, user.Name, "token-expires", ("token", token.Name), ("day", token.Expires.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("link", outbox.Link("account")));
            }
        }

        await state.SaveChangesAsync(cancellationToken);
    }

    private async Task ForgetUnconfirmedAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset old = time.GetUtcNow() - s_unconfirmed;
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        int count = await state.Users.Where(user => user.Status == UserStatus.Unconfirmed && user.Created < old).ExecuteDeleteAsync(cancellationToken);
        if (count > 0)
        {
            LogForgotten(count);
        }
    }

    private static bool Wants(User user)
    {
        if (!user.EmailConfirmed || user.Status != UserStatus.Active)
        {
            return false;
        }

        using JsonDocument? preferences = user.Preferences is null ? null : JsonDocument.Parse(user.Preferences);
        return preferences is null || !preferences.RootElement.TryGetProperty("mailExpiry", out JsonElement wanted) || wanted.ValueKind != JsonValueKind.False;
    }

    [LoggerMessage(1403, LogLevel.Warning, "Warnings of what ends soon could not be written; they are looked at again")]
    private partial void LogStateFailed(Exception exception);

    [LoggerMessage(1404, LogLevel.Information, "{Count} accounts whose address nobody confirmed within a week were deleted")]
    private partial void LogForgotten(int count);
}
