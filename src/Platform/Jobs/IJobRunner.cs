using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs;

/// <summary>Port: where jobs run, apart from the server. A runner does not know of phases; it does the work of one job and says what came of it.</summary>
public interface IJobRunner
{
    /// <summary>Runs a job to its end.</summary>
    /// <param name="job">The job, in phase EXECUTING.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="files">Its files; what the work takes on the disk is counted there while it runs.</param>
    /// <param name="cancellationToken">Ends the work within a second, whatever it does.</param>
    /// <exception cref="Http.ServiceException">The work cannot be done; the message is for the job's user.</exception>
    /// <exception cref="JobLostException">The process that did it ended by itself, or was killed.</exception>
    Task<JobOutcome> RunAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken);
}

/// <summary>The process that ran a job is gone, and nobody knows what came of it.</summary>
/// <param name="message">What is known, for the job's user.</param>
public sealed class JobLostException(string message) : Exception(message);
