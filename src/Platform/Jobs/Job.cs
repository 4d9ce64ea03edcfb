using System.Text.Json.Serialization;

namespace Hven.Platform.Jobs;

/// <summary>A durable unit of work. Immutable: a change is a new record. It lies in the database, and as <c>job.json</c> beside its results.</summary>
public sealed record Job
{
    /// <summary>Unguessable name: who knows it may see and end the job.</summary>
    public required string Id { get; init; }

    /// <summary>What it does, for instance <c>query</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Account of the user who made it; null for one without an account.</summary>
    public long? OwnerId { get; init; }

    /// <summary>Name of the user who made it; null for one without an account.</summary>
    public string? Owner { get; init; }

    /// <summary>Whom its turn and its limits are counted for: a user, or a client without an account.</summary>
    public string OwnerKey { get; init; } = "";

    /// <summary>Larger goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Mark of the client that made it, by which a list shows a client its own jobs and no others; null for a client without one.</summary>
    public string? Session { get; init; }

    /// <summary>The user's own name for it (RUNID).</summary>
    public string? RunId { get; init; }

    /// <summary>What the user notes on it.</summary>
    public string? Comment { get; init; }

    /// <summary>The user's words for finding it again.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whom the user lets see it.</summary>
    public JobShares Shares { get; init; } = new();

    /// <summary>Whom its end is told.</summary>
    public JobNotify? Notify { get; init; }

    /// <summary>Whether who made it may keep tables: a token with fewer scopes may make jobs and no tables.</summary>
    public bool MayKeepTables { get; init; }

    /// <summary>The job that this one repeats.</summary>
    public string? Repeats { get; init; }

    /// <summary>Where it stands.</summary>
    public JobPhase Phase { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it began to run, the last time it did.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Seconds that it may run.</summary>
    public required int ExecutionSeconds { get; init; }

    /// <summary>When what it left is deleted. Of a completed job of a user the record stays, ARCHIVED; all others go.</summary>
    public required DateTimeOffset Destruction { get; init; }

    /// <summary>How often it began to run.</summary>
    public int Attempts { get; init; }

    /// <summary>What it was asked for, in the order in which it came; a name may come more than once.</summary>
    public IReadOnlyList<JobParameter> Parameters { get; init; } = [];

    /// <summary>Files that came with it.</summary>
    public IReadOnlyList<JobUpload> Uploads { get; init; } = [];

    /// <summary>What it left.</summary>
    public IReadOnlyList<JobResult> Results { get; init; } = [];

    /// <summary>Rows that it delivered.</summary>
    public long? Rows { get; init; }

    /// <summary>The tables that it read, each with the state that it had.</summary>
    public IReadOnlyList<JobSource> Sources { get; init; } = [];

    /// <summary>Version of the program that ran it.</summary>
    public string? Software { get; init; }

    /// <summary>What did the work within the program.</summary>
    public string? Engine { get; init; }

    /// <summary>Why it failed or was stopped, for its user.</summary>
    public string? Error { get; init; }

    /// <summary>Each phase that it came into, with time and cause.</summary>
    public IReadOnlyList<JobTransition> Transitions { get; init; } = [];

    /// <summary>The server that runs it, while it does.</summary>
    public string? Server { get; init; }

    /// <summary>Until when that server need not be heard of.</summary>
    [JsonIgnore]
    public DateTimeOffset? Lease { get; init; }

    /// <summary>The record as it lies beside the results and can be handed on: without what tells of other people.</summary>
    public Job AsRecord() => this with { Session = null, Shares = new(), Notify = null, Server = null };

    /// <summary>The time of destruction that its user was warned of.</summary>
    [JsonIgnore]
    public DateTimeOffset? Warned { get; init; }

    /// <summary>How far it is, while it runs.</summary>
    [JsonIgnore]
    public JobProgress Progress { get; init; }

    /// <summary>Bytes on disk that the record tells of.</summary>
    [JsonIgnore]
    public long Bytes => Phase == JobPhase.Archived ? 0 : Uploads.Sum(upload => upload.Bytes) + Results.Sum(result => result.Bytes);
}

/// <summary>One parameter of a job.</summary>
/// <param name="Name">Its name as it was given.</param>
/// <param name="Value">Its value.</param>
public sealed record JobParameter(string Name, string Value);

/// <summary>A file that came with a job.</summary>
/// <param name="Name">Name of the part of the request.</param>
/// <param name="File">Name of the file in the job's folder <c>uploads</c>.</param>
/// <param name="Bytes">Its size.</param>
public sealed record JobUpload(string Name, string File, long Bytes);

/// <summary>A file that a job left.</summary>
/// <param name="Name">Its name among the results.</param>
/// <param name="File">Name of the file in the job's folder <c>results</c>.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, in lower-case hexadecimal digits.</param>
public sealed record JobResult(string Name, string File, string MediaType, long Bytes, string Sha256);

/// <summary>One step of a job's way.</summary>
/// <param name="Phase">The phase that it came into.</param>
/// <param name="Time">When.</param>
/// <param name="Cause">Why.</param>
public sealed record JobTransition(JobPhase Phase, DateTimeOffset Time, string Cause);

/// <summary>A table that a job read.</summary>
/// <param name="Table">Its name in queries.</param>
/// <param name="Rows">Rows that it had.</param>
/// <param name="Identity">Changes whenever its content does: SHA-256 of the manifest of a release's table.</param>
public sealed record JobSource(string Table, long Rows, string Identity);

/// <summary>How far a job is.</summary>
/// <param name="Fraction">Part of the work that is done, 0 to 1; null when that is not known.</param>
/// <param name="Rows">Rows that it has delivered.</param>
/// <param name="Bytes">Bytes that it has on the disk.</param>
public readonly record struct JobProgress(double? Fraction, long Rows, long Bytes);

/// <summary>Whom the end of a job is told.</summary>
/// <param name="Mail">Whether its user gets a mail.</param>
/// <param name="Webhook">Address that is posted to.</param>
/// <param name="WebhookSecret">What that is signed with.</param>
public sealed record JobNotify(bool Mail, Uri? Webhook = null, string? WebhookSecret = null);

/// <summary>Whom a user lets see a job with its results.</summary>
public sealed record JobShares
{
    /// <summary>Names of users.</summary>
    public IReadOnlyList<JobUser> Users { get; init; } = [];

    /// <summary>Names of groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Links for whoever has them.</summary>
    public IReadOnlyList<JobLink> Links { get; init; } = [];

    /// <summary>Whether nobody else may see it.</summary>
    public bool IsEmpty => Users.Count == 0 && Groups.Count == 0 && Links.Count == 0;
}

/// <summary>A user whom a job is shared with.</summary>
/// <param name="Id">Account.</param>
/// <param name="Name">Name of the account when it was shared.</param>
public sealed record JobUser(long Id, string Name);

/// <summary>A link to a job. The secret in it is not kept.</summary>
/// <param name="Hash">Hash of its secret.</param>
/// <param name="Expires">When it ends.</param>
public sealed record JobLink(string Hash, DateTimeOffset Expires);
