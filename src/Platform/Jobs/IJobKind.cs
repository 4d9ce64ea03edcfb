using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs;

/// <summary>Port: a kind of work that jobs do; the module that offers it fills it.</summary>
public interface IJobKind
{
    /// <summary>Its name, for instance <c>query</c>.</summary>
    string Name { get; }

    /// <summary>Does the work of a job, from its beginning: a job may be run again after the server died.</summary>
    /// <param name="job">The job, in phase EXECUTING.</param>
    /// <param name="owner">Whose it is, with what that user may see now.</param>
    /// <param name="files">Its files.</param>
    /// <param name="cancellationToken">Stops the work within a second.</param>
    /// <returns>The results, whose files are in their place.</returns>
    /// <exception cref="Http.ServiceException">The work cannot be done; the message is for the job's user.</exception>
    Task<IReadOnlyList<JobResult>> RunAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken);
}
