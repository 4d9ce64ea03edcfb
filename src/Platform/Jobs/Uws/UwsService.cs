using System.Globalization;
using Hven.Platform.Accounts;
using Hven.Platform.Files;
using Hven.Platform.Http;
using Hven.Platform.Operations;
using Hven.Tables.Votable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Jobs.Uws;

/// <summary>What a service of jobs over UWS is.</summary>
/// <param name="Kind">The kind of its jobs.</param>
/// <param name="Forms">How large requests with files may be.</param>
public sealed record UwsOptions(string Kind, FormBounds Forms);

/// <summary>
/// Jobs over HTTP in the manner of UWS 1.1, below one address. A user's job is that user's alone. One that was made without an account is open to who has its name,
/// which cannot be guessed; the list then shows a client the jobs that it made itself (<see cref="ClientMark"/>). Nothing is made or changed by GET.
/// </summary>
public sealed class UwsService
{
    // A proxy in between may give up on a longer wait without a word; clients ask again.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    // Parameters that say what to do with the job; all others say what the job is to do.
    private static readonly string[] s_control = ["PHASE", "ACTION", "WAIT", "RUNID", "EXECUTIONDURATION", "DESTRUCTION"];

    private const int MostListed = 10_000;

    private readonly JobStore _store;
    private readonly Maintenance _maintenance;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly JobChanges _changes;
    private readonly JobHours _hours;
    private readonly UwsOptions _options;

    private UwsService(IServiceProvider services, UwsOptions options)
    {
        _store = services.GetRequiredService<JobStore>();
        _maintenance = services.GetRequiredService<Maintenance>();
        _loggers = services.GetRequiredService<ILoggerFactory>();
        _time = services.GetRequiredService<TimeProvider>();
        _hours = services.GetRequiredService<JobHours>();
        _changes = services.GetRequiredService<JobChanges>();
        _options = options;
    }

    /// <summary>Maps the resources of the standard.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="pattern">Address of the list, for instance <c>/async</c>.</param>
    /// <param name="options">What the service is.</param>
    public static void Map(IEndpointRouteBuilder routes, string pattern, UwsOptions options)
    {
        ArgumentNullException.ThrowIfNull(routes);
        UwsService service = new(routes.ServiceProvider, options);
        routes.MapGet(pattern, service.Answering(service.ListAsync));
        routes.MapPost(pattern, service.Answering(service.CreateAsync));
        RouteGroupBuilder job = routes.MapGroup(pattern + "/{id}");
        job.MapGet("", service.Answering(service.GetAsync));
        job.MapPost("", service.Answering(service.PostAsync));
        job.MapDelete("", service.Answering(service.DeleteAsync));
        job.MapGet("/phase", service.Telling((context, one) => Text(context, one.Phase.Word())));
        job.MapPost("/phase", service.Answering(service.PostAsync));
        job.MapGet("/executionduration", service.Telling((context, one) => Text(context, one.ExecutionSeconds.ToString(CultureInfo.InvariantCulture))));
        job.MapPost("/executionduration", service.Answering(service.PostAsync));
        job.MapGet("/destruction", service.Telling((context, one) => Text(context, UwsDocument.Iso(one.Destruction))));
        job.MapPost("/destruction", service.Answering(service.PostAsync));
        job.MapGet("/quote", service.Telling(QuoteAsync));
        job.MapGet("/owner", service.Telling((context, one) => Text(context, one.Owner ?? "")));
        job.MapGet("/parameters", service.Telling((context, one) => Xml(context, UwsDocument.Parameters(one))));
        job.MapPost("/parameters", service.Answering(service.PostAsync));
        job.MapGet("/results", service.Telling((context, one) => Xml(context, UwsDocument.Results(one, Address(context, one)))));
        job.MapGet("/results/{name}", service.Telling(service.ResultAsync));
        job.MapGet("/error", service.Telling(ErrorAsync));
    }

    private RequestDelegate Answering(Func<HttpContext, Task> handle) => context => VotableFault.AnswerAsync(context, _loggers, () => handle(context));

    /// <summary>An answer that tells of the job as it is.</summary>
    private RequestDelegate Telling(Func<HttpContext, Job, Task> tell) => Answering(async context => await tell(context, await JobAsync(context)));

    private async Task ListAsync(HttpContext context)
    {
        DaliParameters parameters = await ReadAsync(context);
        JobPhase[] phases = [.. parameters.All("PHASE").Select(Phase)];
        DateTimeOffset? after = parameters["AFTER"] is { } time ? Time("AFTER", time) : null;
        int? last = parameters["LAST"] is { } number ? Number("LAST", number, 1) : null;
        Caller caller = context.Caller();
        string? session = caller.IsAnonymous ? ClientMark.Of(context.Request) : null;
        IReadOnlyList<JobRow> jobs = caller.IsAnonymous && session is null
            ? []
            : await _store.ListAsync(new() { Kind = _options.Kind, OwnerId = caller.UserId, Session = session, Phases = phases, After = after, Last = last ?? MostListed }, context.RequestAborted);
        await Xml(context, UwsDocument.List(jobs, job => $"{Root(context)}/{job.Id}"));
    }

    private async Task CreateAsync(HttpContext context)
    {
        DaliParameters parameters = await ReadAsync(context);
        bool runs = parameters["PHASE"] is { } phase && Runs(phase);
        Caller caller = context.Caller();
        await _maintenance.RequireOpenAsync(caller, context.RequestAborted);
        await _hours.RequireAsync(caller, context.RequestAborted);
        Job job = await _store.CreateAsync(
            new(_options.Kind, Asked(parameters), caller)
            {
                Session = caller.IsAnonymous ? ClientMark.OfOrNew(context) : null,
                RunId = parameters["RUNID"],
                Files = parameters.Files,
                Runs = runs,
                ExecutionSeconds = parameters["EXECUTIONDURATION"] is { } seconds ? Number("EXECUTIONDURATION", seconds, 0) : null,
                Destruction = parameters["DESTRUCTION"] is { } time ? Time("DESTRUCTION", time) : null,
            },
            context.RequestAborted);
        SeeOther(context, $"{Root(context)}/{job.Id}");
    }

    /// <summary>A job; waits for it to change when asked to (UWS 1.1, section 2.2.1.1).</summary>
    private async Task GetAsync(HttpContext context)
    {
        Job job = await JobAsync(context);
        DaliParameters parameters = await ReadAsync(context);
        if (parameters["WAIT"] is { } text)
        {
            JobPhase seen = parameters["PHASE"] is { } word ? Phase(word) : job.Phase;
            int seconds = Number("WAIT", text, -1);
            TimeSpan wait = seconds < 0 || seconds > s_longestWait.TotalSeconds ? s_longestWait : TimeSpan.FromSeconds(seconds);
            await _changes.WaitAsync(job.Id, seen, wait, context.RequestAborted);
            job = await JobAsync(context);
        }

        await Xml(context, UwsDocument.Of(job, Address(context, job)));
    }

    /// <summary>All that can be done with a job by POST, to it or to one of its parts (UWS 1.1, section 2.2.3).</summary>
    private async Task PostAsync(HttpContext context)
    {
        Job job = await JobAsync(context);
        DaliParameters parameters = await ReadAsync(context);
        if (parameters["ACTION"] is { } action)
        {
            if (!action.Equals("DELETE", StringComparison.OrdinalIgnoreCase))
            {
                throw new ServiceException("usage", 400, $"ACTION is '{action}'; the only one here is DELETE.");
            }

            await DeleteAsync(context);
            return;
        }

        if (parameters["DESTRUCTION"] is { } time)
        {
            await _store.SetDestructionAsync(job.Id, Time("DESTRUCTION", time));
        }

        if (parameters["EXECUTIONDURATION"] is { } seconds)
        {
            Require(await _store.SetExecutionSecondsAsync(job.Id, Number("EXECUTIONDURATION", seconds, 0)), "EXECUTIONDURATION");
        }

        JobParameter[] asked = Asked(parameters);
        if (asked.Length > 0)
        {
            Require(await _store.ChangePendingAsync(job.Id, pending => pending with { Parameters = Merged(pending.Parameters, asked) }), string.Join(", ", asked.Select(one => one.Name)));
        }

        switch (parameters["PHASE"])
        {
            case null: break;
            case { } phase when phase.Equals("ABORT", StringComparison.OrdinalIgnoreCase): await _store.AbortAsync(job.Id, job.OwnerId is not null && job.OwnerId != context.Caller().UserId ? "an administrator" : "its user"); break;
            case { } phase when Runs(phase): await _store.RunAsync(job.Id, context.Caller(), context.RequestAborted); break;
        }

        SeeOther(context, $"{Root(context)}/{job.Id}");
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await _store.DeleteAsync((await JobAsync(context)).Id);
        SeeOther(context, Root(context));
    }

    private async Task ResultAsync(HttpContext context, Job job)
    {
        string name = (string)context.Request.RouteValues["name"]!;
        JobResult result = (job.Phase == JobPhase.Archived ? null : job.Results.FirstOrDefault(candidate => candidate.Name == name))
            ?? throw new ServiceException("result-unknown", 404, $"The job is {job.Phase.Word()} and has no result '{name}'." + (job.Phase == JobPhase.Error ? $" Its error is at {Address(context, job)}/error." : ""));
        await SentFile.Of(_store.Folder(job), job, result, isInline: true).ExecuteAsync(context);
    }

    /// <summary>The error document of a job, which is an answer like any other: status 200 (TAP 1.1, section 5.4).</summary>
    private static async Task ErrorAsync(HttpContext context, Job job)
    {
        string error = job.Error ?? throw new ServiceException("error-none", 404, $"The job is {job.Phase.Word()} and has no error.");
        context.Response.ContentType = "application/x-votable+xml";
        await VotableError.WriteAsync(context.Response.Body, error, context.RequestAborted);
    }

    /// <summary>No guess is made of when a job will end, which UWS tells by an empty quote.</summary>
    private static Task QuoteAsync(HttpContext context, Job job) => Text(context, job.Phase.IsActive() ? "" : UwsDocument.Iso(job.Ended ?? job.Created));

    private async Task<Job> JobAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        Job? job = await _store.FindAsync(id, context.RequestAborted);
        bool looks = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return job is not null && job.Kind == _options.Kind && (looks ? JobAccess.MaySee(context.Caller(), job, key: null, _time.GetUtcNow()) : JobAccess.MayChange(context.Caller(), job))
            ? job
            : throw new ServiceException("job-unknown", 404, "There is no such job here. It may have been deleted, or its time may have come.");
    }

    private Task<DaliParameters> ReadAsync(HttpContext context) => DaliParameters.ReadAsync(context.Request, _options.Forms, context.RequestAborted);

    private static JobParameter[] Asked(DaliParameters parameters) =>
        [.. parameters.Values.Where(pair => !s_control.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)).Select(pair => new JobParameter(pair.Key, pair.Value))];

    /// <summary>New values take the place of those of the same name.</summary>
    private static JobParameter[] Merged(IReadOnlyList<JobParameter> old, JobParameter[] asked) =>
        [.. old.Where(one => !asked.Any(other => other.Name.Equals(one.Name, StringComparison.OrdinalIgnoreCase))), .. asked];

    private static JobPhase Phase(string word) =>
        JobPhases.Find(word) ?? throw new ServiceException("usage", 400, $"PHASE is '{word}'; it must be one of {string.Join(", ", Enum.GetValues<JobPhase>().Select(phase => phase.Word()))}.");

    private static bool Runs(string phase) =>
        phase.Equals("RUN", StringComparison.OrdinalIgnoreCase) ? true : throw new ServiceException("usage", 400, $"PHASE is '{phase}'; it can be set to RUN or, for a job that exists, ABORT.");

    private static void Require(bool done, string what)
    {
        if (!done)
        {
            throw new ServiceException("job-begun", 409, $"{what} cannot be changed any more: the job has begun to run, or was deleted.");
        }
    }

    private static int Number(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : throw new ServiceException("usage", 400, $"{name} is '{text}'; it must be a whole number, {least} or more.");

    private static DateTimeOffset Time(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw new ServiceException("usage", 400, $"{name} is '{text}'; it must be a time such as 2027-01-31T12:00:00Z.");

    private static string Root(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value!;
        string? id = context.Request.RouteValues["id"] as string;
        int end = id is null ? path.Length : path.IndexOf("/" + id, StringComparison.Ordinal);
        return $"{request.Scheme}://{request.Host}{request.PathBase}{path[..end].TrimEnd('/')}";
    }

    private static string Address(HttpContext context, Job job) => $"{Root(context)}/{job.Id}";

    private static void SeeOther(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }

    private static Task Xml(HttpContext context, byte[] document)
    {
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(document, context.RequestAborted).AsTask();
    }

    private static Task Text(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
