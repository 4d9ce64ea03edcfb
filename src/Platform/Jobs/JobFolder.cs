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
    private const string Notes = "work.txt";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The disk that all jobs may take; what is written here counts.</summary>
    public JobSpace Space { get; } = space;

    /// <summary>How far the work is; who does it says so here.</summary>
    public JobMeter Meter { get; } = new();

    /// <summary>Whether the record lies in a job's folder.</summary>
    public static bool HasRecord(string folder) => File.Exists(System.IO.Path.Combine(folder, Record));

    /// <summary>Place of a result.</summary>
    public string Result(string file) => System.IO.Path.Combine(Path, "results", file);

    /// <summary>Place of an upload.</summary>
    public string Upload(string file) => System.IO.Path.Combine(Path, "uploads", file);

    /// <summary>Writes the record beside the results in one step, for people and other programs.</summary>
    public async Task WriteAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        await AtomicFile.WriteJsonAsync(System.IO.Path.Combine(Path, Record), job.AsRecord(), cancellationToken);
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

    /// <summary>Adds a line to the job's log. Called by who does the work.</summary>
    /// <param name="time">When.</param>
    /// <param name="text">One line for the job's user.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task LogAsync(DateTimeOffset time, string text, CancellationToken cancellationToken) =>
        File.AppendAllTextAsync(System.IO.Path.Combine(Path, Notes), Line(time, text), cancellationToken);

    /// <summary>The phases that a job came into and what its work said, a line each, in the order of time.</summary>
    public async Task<string> ReadLogAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        string notes = System.IO.Path.Combine(Path, Notes);
        string[] said = File.Exists(notes) ? await File.ReadAllLinesAsync(notes, cancellationToken) : [];

        // Lines begin with a time that sorts as text.
        return string.Concat(job.Transitions.Select(step => Line(step.Time, $"{step.Phase.Word()} {step.Cause}")).Concat(said.Where(line => line.Length > 0).Select(line => line + "\n")).OrderBy(line => line[..Math.Min(24, line.Length)], StringComparer.Ordinal));
    }

    /// <summary>Writes the log beside the results.</summary>
    public async Task WriteLogAsync(Job job, CancellationToken cancellationToken) =>
        await AtomicFile.WriteTextAsync(System.IO.Path.Combine(Path, "log.txt"), await ReadLogAsync(job, cancellationToken), cancellationToken);

    private static string Line(DateTimeOffset time, string text) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {text.ReplaceLineEndings(" ")}\n";

    /// <summary>Deletes what a run left.</summary>
    public void DeleteResults() => Delete(Results);

    /// <summary>Folder of the results.</summary>
    public string Results => System.IO.Path.Combine(Path, "results");

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

/// <summary>How far a job's work is. Safe for concurrent use.</summary>
public sealed class JobMeter
{
    private double _fraction = double.NaN;
    private long _rows;
    private long _bytes;

    /// <summary>Part of the work that is done, 0 to 1; null when that is not known.</summary>
    public double? Fraction
    {
        get => Volatile.Read(ref _fraction) is var known && double.IsNaN(known) ? null : known;
        set => Volatile.Write(ref _fraction, value ?? double.NaN);
    }

    /// <summary>Rows that it has delivered.</summary>
    public long Rows
    {
        get => Interlocked.Read(ref _rows);
        set => Interlocked.Exchange(ref _rows, value);
    }

    /// <summary>Bytes that it has on the disk.</summary>
    public long Bytes
    {
        get => Interlocked.Read(ref _bytes);
        set => Interlocked.Exchange(ref _bytes, value);
    }
}
