using Hven.Platform.Http;
using Hven.Platform.Storage;

namespace Hven.Platform.Jobs;

/// <summary>The files of one job: <c>jobs/ID/</c> with <c>job.json</c>, <c>log.txt</c>, <c>uploads/</c> and <c>results/</c>.</summary>
/// <param name="path">The folder.</param>
/// <param name="space">The disk that all jobs may take.</param>
public sealed class JobFolder(string path, JobSpace space)
{
    private const string Record = "job.json";
    private const string Request = "request.json";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The disk that all jobs may take; what is written here counts.</summary>
    public JobSpace Space { get; } = space;

    /// <summary>Place of a result.</summary>
    public string Result(string file) => System.IO.Path.Combine(Path, "results", file);

    /// <summary>Place of an upload.</summary>
    public string Upload(string file) => System.IO.Path.Combine(Path, "uploads", file);

    /// <summary>Writes the record beside the results in one step, for people and other programs.</summary>
    public async Task WriteAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        await AtomicFile.WriteJsonAsync(System.IO.Path.Combine(Path, Record), job, cancellationToken);
    }

    /// <summary>Writes what the process that runs the job is told.</summary>
    public Task WriteRequestAsync(JobRequest request, CancellationToken cancellationToken) => AtomicFile.WriteJsonAsync(System.IO.Path.Combine(Path, Request), request, cancellationToken);

    /// <summary>Reads what the process that runs the job is told.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public async Task<JobRequest> ReadRequestAsync(CancellationToken cancellationToken)
    {
        string file = System.IO.Path.Combine(Path, Request);
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize<JobRequest>(await File.ReadAllBytesAsync(file, cancellationToken), AtomicFile.Json) ?? throw new InvalidDataException($"{file} holds null.");
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new InvalidDataException($"{file} is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Deletes what the process that ran the job was told.</summary>
    public void DeleteRequest()
    {
        if (Directory.Exists(Path))
        {
            File.Delete(System.IO.Path.Combine(Path, Request));
        }
    }

    /// <summary>Writes the phases that a job came into as text, a line each.</summary>
    public async Task WriteLogAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        await AtomicFile.WriteTextAsync(System.IO.Path.Combine(Path, "log.txt"), string.Concat(job.Transitions.Select(step => $"{step.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {step.Phase.Word()} {step.Cause}\n")), cancellationToken);
    }

    /// <summary>Deletes what a run left.</summary>
    public void DeleteResults() => Delete(System.IO.Path.Combine(Path, "results"));

    /// <summary>Deletes what came with the job.</summary>
    public void DeleteUploads() => Delete(System.IO.Path.Combine(Path, "uploads"));

    /// <summary>Deletes everything.</summary>
    public void Delete() => Delete(Path);

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // There was none, or somebody else was faster.
        }
    }
}

/// <summary>The disk that results and uploads of all jobs take together. Safe for concurrent use.</summary>
public sealed class JobSpace(long limitBytes)
{
    private long _used;

    /// <summary>Bytes taken now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Counts bytes; they count until they are given back, also when this throws.</summary>
    /// <exception cref="ServiceException">There is no room for them.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) > limitBytes)
        {
            throw new ServiceException("job-space", 503, $"The {limitBytes >> 20} MiB that this server has for results and uploads of jobs are used up. Delete jobs that you no longer need, ask for fewer rows or columns, or try again later.")
            {
                RetryAfter = TimeSpan.FromMinutes(5),
            };
        }
    }

    /// <summary>Counts bytes of which the disk holds proof, however many.</summary>
    public void Count(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _used, -bytes);
}
