using System.Text.Json.Serialization;

namespace Hven.Client;

/// <summary>A job as lists show it.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Kind">What it does, for instance <c>query</c>.</param>
/// <param name="Name">Its user's name for it.</param>
/// <param name="Summary">The beginning of what it is asked for.</param>
/// <param name="Phase">PENDING, QUEUED, EXECUTING, COMPLETED, ERROR, ABORTED, HELD or ARCHIVED.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="IsMine">Whether the caller may change it.</param>
/// <param name="Tags">Its user's words for finding it again.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Started">When it began to run.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Destruction">When its results are deleted.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Rows">Rows that it delivered.</param>
/// <param name="Bytes">Bytes that it takes on the server's disk.</param>
public sealed record JobSummary(
    string Id, string Kind, string? Name, string? Summary, string Phase, string? Owner, bool IsMine, IReadOnlyList<string> Tags, DateTimeOffset Created, DateTimeOffset? Started, DateTimeOffset? Ended,
    DateTimeOffset Destruction, JobProgress Progress, long? Rows, long Bytes)
{
    /// <summary>Whether it may still change by itself.</summary>
    [JsonIgnore]
    public bool IsActive => Phase is "PENDING" or "QUEUED" or "EXECUTING";
}

/// <summary>How far a job is.</summary>
/// <param name="Fraction">Part of the work that is done, 0 to 1; absent when that is not known.</param>
/// <param name="Rows">Rows that it has delivered.</param>
/// <param name="Bytes">Bytes that it has written.</param>
public sealed record JobProgress(double? Fraction, long Rows, long Bytes);

/// <summary>A page of a list of jobs.</summary>
/// <param name="Jobs">The jobs of the page.</param>
/// <param name="Total">Jobs of the whole list.</param>
public sealed record JobsResponse(IReadOnlyList<JobSummary> Jobs, int Total);

/// <summary>A job with all that is known of it.</summary>
/// <param name="Job">What lists show.</param>
/// <param name="Comment">What its user noted on it.</param>
/// <param name="Parameters">What it is asked for.</param>
/// <param name="Error">Why it failed or was stopped.</param>
/// <param name="ExecutionSeconds">Seconds that it may run.</param>
/// <param name="Results">The files that it left.</param>
/// <param name="Sources">The tables that it read.</param>
/// <param name="Software">Version of the program that ran it.</param>
/// <param name="Engine">What did the work.</param>
/// <param name="Repeats">The job that it repeats.</param>
/// <param name="Shares">Whom it is shared with.</param>
/// <param name="Citation">How to name it in a paper.</param>
public sealed record JobDetail(
    JobSummary Job, string? Comment, IReadOnlyList<JobParameter> Parameters, string? Error, int ExecutionSeconds, IReadOnlyList<JobResult> Results, IReadOnlyList<JobSource> Sources, string? Software, string? Engine,
    string? Repeats, JobShares? Shares, string? Citation);

/// <summary>One parameter of a job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record JobParameter(string Name, string Value);

/// <summary>A file that a job left.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
public sealed record JobResult(string Name, string MediaType, long Bytes, string Sha256);

/// <summary>A table that a job read.</summary>
/// <param name="Table">Its name in queries.</param>
/// <param name="Rows">Rows that it had.</param>
/// <param name="Identity">Changes whenever its content does.</param>
public sealed record JobSource(string Table, long Rows, string Identity);

/// <summary>Whom a job is shared with.</summary>
/// <param name="Users">Names of users.</param>
/// <param name="Groups">Names of groups.</param>
/// <param name="Links">When its links end.</param>
public sealed record JobShares(IReadOnlyList<string> Users, IReadOnlyList<string> Groups, IReadOnlyList<DateTimeOffset> Links);

/// <summary>A job to make.</summary>
/// <param name="Kind">What it shall do.</param>
/// <param name="Parameters">What it is asked for, each name with its values.</param>
/// <param name="Name">The user's name for it.</param>
/// <param name="Comment">What the user notes on it.</param>
/// <param name="Tags">Words for finding it again.</param>
public sealed record CreateJobRequest(string Kind, IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters, string? Name = null, string? Comment = null, IReadOnlyList<string>? Tags = null);

/// <summary>What changes of a job; what is absent stays.</summary>
/// <param name="Name">The user's name for it; empty to take it away.</param>
/// <param name="Comment">What the user notes on it; empty to take it away.</param>
/// <param name="Tags">Words for finding it again, all of them.</param>
/// <param name="Days">Days from now after which its results are deleted.</param>
public sealed record ChangeJobRequest(string? Name = null, string? Comment = null, IReadOnlyList<string>? Tags = null, int? Days = null);

/// <summary>How a job is to be repeated.</summary>
/// <param name="Name">Name of the new job; that of the old one when absent.</param>
public sealed record CloneJobRequest(string? Name = null);

/// <summary>Whom a job is to be shared with; what is absent stays.</summary>
/// <param name="Users">Names of users, in the place of the former ones.</param>
/// <param name="Groups">Names of groups, in the place of the former ones.</param>
/// <param name="LinkDays">To make one more link, which ends after so many days.</param>
/// <param name="EndLinks">Whether all former links end.</param>
public sealed record ShareJobRequest(IReadOnlyList<string>? Users = null, IReadOnlyList<string>? Groups = null, int? LinkDays = null, bool EndLinks = false);

/// <summary>Whom a job is shared with now.</summary>
/// <param name="Shares">Whom it is shared with.</param>
/// <param name="Link">Address for whoever has it, told this once.</param>
public sealed record ShareJobResponse(JobShares Shares, string? Link);

/// <summary>The record of a job as <c>job.json</c> holds it, as far as it is needed to run it again.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Parameters">What it was asked for.</param>
/// <param name="RunId">Its user's name for it.</param>
/// <param name="Sources">The tables that it read.</param>
/// <param name="Results">The files that it left.</param>
/// <param name="Uploads">Files that came with it.</param>
public sealed record JobRecord(string Kind, IReadOnlyList<JobParameter> Parameters, string? RunId = null, IReadOnlyList<JobSource>? Sources = null, IReadOnlyList<RecordedResult>? Results = null, IReadOnlyList<RecordedUpload>? Uploads = null);

/// <summary>A file that a recorded job left.</summary>
/// <param name="File">Its name.</param>
/// <param name="Sha256">Its SHA-256.</param>
public sealed record RecordedResult(string File, string Sha256);

/// <summary>A file that came with a recorded job.</summary>
/// <param name="Name">Name of its part.</param>
public sealed record RecordedUpload(string Name);
