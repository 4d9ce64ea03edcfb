using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Operations;

namespace Hven.Platform.Jobs;

/// <summary>Holds users to the hours that their jobs may run in a day (UTC). What runs counts when it ends; a job that begins with little left is stopped when that is used up.</summary>
public sealed class JobHours(UsageLog usage, TimeProvider time)
{
    /// <summary>Time that jobs of a user may still run today; null when there is no limit.</summary>
    public async ValueTask<TimeSpan?> LeftAsync(Caller owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return owner.Quota.JobHoursPerDay is { } hours ? TimeSpan.FromHours(Math.Min(hours, 24 * 365)) - await usage.TodayAsync(owner.Name, "job.", cancellationToken) : null;
    }

    /// <summary>Refuses a job when nothing is left for it today.</summary>
    /// <exception cref="ServiceException">Nothing is left; status 429.</exception>
    public async Task RequireAsync(Caller owner, CancellationToken cancellationToken)
    {
        if (await LeftAsync(owner, cancellationToken) is { } left && left <= TimeSpan.Zero)
        {
            DateTimeOffset now = time.GetUtcNow();
            throw new ServiceException("job-hours", 429, FormattableString.Invariant($"Your jobs have used up the {owner.Quota.JobHoursPerDay:0.##} hours that they may run in a day. The next day begins at 00:00 UTC. Or ask an administrator for more."))
            {
                RetryAfter = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime,
                Limit = new("job-hours", (long)Math.Ceiling(owner.Quota.JobHoursPerDay ?? 0)),
            };
        }
    }
}
