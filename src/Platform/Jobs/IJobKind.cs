using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs;

/// <summary>Port: a kind of work that jobs do; the module that offers it fills it. The work is done in a process of its own, which has no database.</summary>
public interface IJobKind
{
    /// <summary>Its name, for instance <c>query</c>.</summary>
    string Name { get; }

    /// <summary>Does the work of a job, from its beginning: a job may be run again after the server died.</summary>
    /// <param name="job">The job, in phase EXECUTING.</param>
    /// <param name="owner">Whose it is, with what that user may see now.</param>
    /// <param name="files">Its files.</param>
    /// <param name="cancellationToken">Stops the work within a second.</param>
    /// <returns>What came of it; the files of the results are in their place.</returns>
    /// <exception cref="Http.ServiceException">The work cannot be done; the message is for the job's user.</exception>
    Task<JobOutcome> RunAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken);

    /// <summary>Looks at what a job is to be asked for before it is made, as far as that can be done at once.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="owner">Whose job it will be.</param>
    /// <returns>The parameters as they are kept.</returns>
    /// <exception cref="Http.ServiceException">It could not be done; the message says why.</exception>
    IReadOnlyList<JobParameter> Check(IReadOnlyList<JobParameter> parameters, Caller owner) => parameters;

    /// <summary>Takes over in the server's process what a job left for others than its results, before its end is told. Called again when the server died meanwhile.</summary>
    /// <param name="job">The job.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="files">Its files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Http.ServiceException">It cannot be taken over; the job has failed then.</exception>
    Task PublishAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Told in the server's process of a job that was completed.</summary>
    void Completed(JobOutcome outcome)
    {
    }
}

/// <summary>What came of a job.</summary>
/// <param name="Results">Its results.</param>
/// <param name="Rows">Rows that it delivered.</param>
public sealed record JobOutcome(IReadOnlyList<JobResult> Results, long Rows)
{
    /// <summary>Rows that were to be looked at by the estimate; null when there was none.</summary>
    public long? EstimatedRows { get; init; }

    /// <summary>Rows that were looked at.</summary>
    public long RowsLookedAt { get; init; }

    /// <summary>The tables that were read.</summary>
    public IReadOnlyList<JobSource> Sources { get; init; } = [];

    /// <summary>What did the work.</summary>
    public string? Engine { get; init; }
}
