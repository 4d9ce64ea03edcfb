using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary>A job as lists show it.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Kind">What it does, for instance <c>query</c>.</param>
/// <param name="Name">Its user's name for it.</param>
/// <param name="Summary">The beginning of what it is asked for.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Owner">Whose it is; null for somebody without an account.</param>
/// <param name="IsMine">Whether the caller may change it.</param>
/// <param name="Tags">Its user's words for finding it again.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Started">When it began to run.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Destruction">When its results are deleted.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Rows">Rows that it delivered.</param>
/// <param name="Bytes">Bytes that it takes on the disk.</param>
public sealed record JobSummary(
    string Id, string Kind, string? Name, string? Summary, JobPhase Phase, string? Owner, bool IsMine, IReadOnlyList<string> Tags, DateTimeOffset Created, DateTimeOffset? Started, DateTimeOffset? Ended,
    DateTimeOffset Destruction, JobProgressAnswer Progress, long? Rows, long Bytes)
{
    internal static JobSummary Of(JobRow row, Caller caller) => new(
        row.Id, row.Kind, row.RunId, row.Summary, row.Phase, row.Owner, row.OwnerId is not { } owner || owner == caller.UserId || caller.May(Capability.Admin),
        row.Tags?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [], row.Created, row.Started, row.Ended, row.Destruction, new(row.Fraction, row.RowsNow, row.BytesNow), row.Rows, row.Bytes);
}

/// <summary>How far a job is.</summary>
/// <param name="Fraction">Part of the work that is done, 0 to 1; null when that is not known.</param>
/// <param name="Rows">Rows that it has delivered.</param>
/// <param name="Bytes">Bytes that it has written.</param>
public sealed record JobProgressAnswer(double? Fraction, long Rows, long Bytes);

/// <summary>A page of a list of jobs.</summary>
/// <param name="Jobs">The jobs of the page.</param>
/// <param name="Total">Jobs of the whole list.</param>
public sealed record JobsAnswer(IReadOnlyList<JobSummary> Jobs, int Total);

/// <summary>A job with all that is known of it.</summary>
/// <param name="Job">What lists show.</param>
/// <param name="Comment">What its user noted on it.</param>
/// <param name="Parameters">What it is asked for, in the order in which it came.</param>
/// <param name="Error">Why it failed or was stopped.</param>
/// <param name="ExecutionSeconds">Seconds that it may run.</param>
/// <param name="Attempts">How often it began to run.</param>
/// <param name="Transitions">The phases that it came into.</param>
/// <param name="Results">The files that it left.</param>
/// <param name="Sources">The tables that it read, with the state that they had.</param>
/// <param name="Software">Version of the program that ran it.</param>
/// <param name="Engine">What did the work.</param>
/// <param name="Repeats">The job that it repeats.</param>
/// <param name="Shares">Whom it is shared with; only for who may change it.</param>
/// <param name="Citation">How to name it in a paper.</param>
public sealed record JobDetail(
    JobSummary Job, string? Comment, IReadOnlyList<JobParameter> Parameters, string? Error, int ExecutionSeconds, int Attempts, IReadOnlyList<JobTransition> Transitions, IReadOnlyList<JobResultAnswer> Results,
    IReadOnlyList<JobSource> Sources, string? Software, string? Engine, string? Repeats, JobSharesAnswer? Shares, string? Citation)
{
    internal static JobDetail Of(Job job, Caller caller, string address) => new(
        JobSummary.Of(JobRow.Of(job, 0), caller), job.Comment, job.Parameters, job.Error, job.ExecutionSeconds, job.Attempts, job.Transitions,
        job.Phase == JobPhase.Archived ? [] : [.. job.Results.Select(result => JobResultAnswer.Of(result, $"{address}/results/{Uri.EscapeDataString(result.File)}"))],
        job.Sources, job.Software, job.Engine, job.Repeats, JobAccess.MayChange(caller, job) ? JobSharesAnswer.Of(job.Shares) : null, JobCitation.Of(job));
}

/// <summary>A file that a job left.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
/// <param name="Href">Its address.</param>
public sealed record JobResultAnswer(string Name, string MediaType, long Bytes, string Sha256, string Href)
{
    internal static JobResultAnswer Of(JobResult result, string address) => new(result.File, result.MediaType, result.Bytes, result.Sha256, address);
}

/// <summary>Whom a job is shared with.</summary>
/// <param name="Users">Names of users.</param>
/// <param name="Groups">Names of groups.</param>
/// <param name="Links">When its links end.</param>
public sealed record JobSharesAnswer(IReadOnlyList<string> Users, IReadOnlyList<string> Groups, IReadOnlyList<DateTimeOffset> Links)
{
    internal static JobSharesAnswer Of(JobShares shares) => new([.. shares.Users.Select(user => user.Name)], shares.Groups, [.. shares.Links.Select(link => link.Expires)]);
}

/// <summary>A job to make.</summary>
/// <param name="Kind">What it shall do: <c>query</c>, or what else the server offers.</param>
/// <param name="Parameters">
/// What it is asked for; a value is a text, a number, a truth value or a list of these. For <c>query</c>: <c>query</c> (ADQL), <c>format</c> (one or several, with commas between), <c>maxrec</c>, <c>compress</c>,
/// <c>splitMiB</c>, <c>nullValue</c>, <c>desTypes</c>, <c>basename</c>.
/// </param>
/// <param name="Name">The user's name for it.</param>
/// <param name="Comment">What the user notes on it.</param>
/// <param name="Tags">Words for finding it again: letters, digits and . _ -.</param>
/// <param name="ExecutionSeconds">Seconds that it may run; the server's setting when absent.</param>
/// <param name="Days">Days after which its results are deleted; the server's setting when absent.</param>
/// <param name="Run">Whether it is to run at once.</param>
/// <param name="Notify">Whom its end is told.</param>
public sealed record CreateJobRequest(
    string Kind, IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Parameters = null, string? Name = null, string? Comment = null, IReadOnlyList<string>? Tags = null, int? ExecutionSeconds = null, int? Days = null,
    bool Run = true, NotifyRequest? Notify = null);

/// <summary>Whom the end of a job is told.</summary>
/// <param name="Mail">Whether you get a mail.</param>
/// <param name="Webhook">Address that is posted to, if the operator lists its host.</param>
/// <param name="Secret">What the post is signed with: HMAC-SHA256 of the body in the header Hven-Signature.</param>
public sealed record NotifyRequest(bool Mail = false, string? Webhook = null, string? Secret = null);

/// <summary>What changes of a job; what is absent stays.</summary>
/// <param name="Name">The user's name for it; empty to take it away.</param>
/// <param name="Comment">What the user notes on it; empty to take it away.</param>
/// <param name="Tags">Words for finding it again, all of them.</param>
/// <param name="Days">Days from now after which its results are deleted.</param>
/// <param name="ExecutionSeconds">Seconds that it may run; until it runs.</param>
public sealed record ChangeJobRequest(string? Name = null, string? Comment = null, IReadOnlyList<string>? Tags = null, int? Days = null, int? ExecutionSeconds = null);

/// <summary>How a job is to be repeated.</summary>
/// <param name="Name">Name of the new job; that of the old one when absent.</param>
/// <param name="Run">Whether it is to run at once.</param>
public sealed record CloneJobRequest(string? Name = null, bool Run = true);

/// <summary>Whom a job is to be shared with. Users and groups that are named take the place of the former ones; what is absent stays.</summary>
/// <param name="Users">Names of users.</param>
/// <param name="Groups">Names of groups.</param>
/// <param name="LinkDays">To make one more link, which ends after so many days.</param>
/// <param name="EndLinks">Whether all former links end.</param>
public sealed record ShareJobRequest(IReadOnlyList<string>? Users = null, IReadOnlyList<string>? Groups = null, int? LinkDays = null, bool EndLinks = false);

/// <summary>Whom a job is shared with now.</summary>
/// <param name="Shares">Whom it is shared with.</param>
/// <param name="Link">Address for whoever has it, told this once.</param>
public sealed record ShareJobAnswer(JobSharesAnswer Shares, string? Link);
