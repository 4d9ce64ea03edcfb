using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs;

/// <summary>The one decision of who may use a job.</summary>
public static class JobAccess
{
    /// <summary>Whether somebody may see and change a job: its owner or an administrator; of a job that has no owner, whoever has its name.</summary>
    public static bool MayUse(Caller caller, Job job)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(job);
        return job.OwnerId is not { } owner || owner == caller.UserId || caller.May(Capability.Admin);
    }
}
