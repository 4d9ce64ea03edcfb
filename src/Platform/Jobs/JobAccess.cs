using System.Security.Cryptography;
using System.Text;
using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs;

/// <summary>The one decision of who may use a job.</summary>
public static class JobAccess
{
    /// <summary>Whether somebody may change a job: its owner or an administrator; of a job that has no owner, whoever has its name.</summary>
    public static bool MayChange(Caller caller, Job job)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(job);
        return caller.May(Capability.Jobs) && (job.OwnerId is not { } owner || owner == caller.UserId || caller.May(Capability.Admin));
    }

    /// <summary>Whether somebody may see a job and its results: who may change it, whom it is shared with, and who has a link that holds.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="job">The job.</param>
    /// <param name="key">Secret of a link, if one was shown.</param>
    /// <param name="now">The time.</param>
    public static bool MaySee(Caller caller, Job job, string? key, DateTimeOffset now) =>
        MayChange(caller, job) || (caller.May(Capability.Jobs) && IsShared(caller, job.Shares)) || (key is not null && job.Shares.Links.Any(link => link.Expires > now && IsSame(link.Hash, Secret.Hash(key))));

    private static bool IsShared(Caller caller, JobShares shares) => shares.Users.Any(user => user.Id == caller.UserId) || shares.Groups.Any(caller.Groups.Contains);

    private static bool IsSame(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
