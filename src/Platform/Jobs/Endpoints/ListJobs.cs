using System.Globalization;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Jobs.Uws;
using Microsoft.AspNetCore.Http;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary><c>GET /api/v1/jobs</c>: the caller's jobs, or those shared with the caller; <c>GET /api/v1/admin/jobs</c>: those of all.</summary>
internal static class ListJobs
{
    private const int DefaultLimit = 50;
    private const int MostListed = 1000;

    /// <summary>Lists jobs.</summary>
    /// <param name="context">The request.</param>
    /// <param name="store">The jobs.</param>
    /// <param name="kind">Those of a kind.</param>
    /// <param name="phase">Those in some phases, with commas between.</param>
    /// <param name="q">Those with this text in their name or query, or whose id begins with it.</param>
    /// <param name="tag">Those with a tag.</param>
    /// <param name="after">Those made after a time.</param>
    /// <param name="before">Those made before a time.</param>
    /// <param name="shared">Whether those that others shared with the caller are listed instead.</param>
    /// <param name="sort">created, name, phase, ended, rows, bytes or destruction; with a - before it the largest first. The default is -created.</param>
    /// <param name="offset">So many are left out at the beginning.</param>
    /// <param name="limit">So many at most, 50 when absent, 1000 at most.</param>
    public static async Task<JobsAnswer> MineAsync(
        HttpContext context, JobStore store, string? kind = null, string? phase = null, string? q = null, string? tag = null, string? after = null, string? before = null, bool shared = false, string? sort = null, int? offset = null,
        int? limit = null)
    {
        JobFilter? filter = Owned(context, shared, Filter(kind, phase, q, tag, after, before, sort, offset, limit));
        return filter is null ? new([], 0) : await AnswerAsync(context, store, filter);
    }

    /// <summary>Lists jobs of all.</summary>
    public static Task<JobsAnswer> AllAsync(
        HttpContext context, JobStore store, string? owner = null, string? kind = null, string? phase = null, string? q = null, string? tag = null, string? after = null, string? before = null, string? sort = null, int? offset = null,
        int? limit = null) => AnswerAsync(context, store, Filter(kind, phase, q, tag, after, before, sort, offset, limit) with { Owner = owner });

    /// <summary>A list that holds the caller's jobs alone; null when there can be none.</summary>
    public static JobFilter? Owned(HttpContext context, bool isShared, JobFilter filter)
    {
        Caller caller = context.Caller();
        return caller.UserId is { } user
            ? isShared ? filter with { SharedWith = (user, caller.Groups) } : filter with { OwnerId = user }
            : !isShared && ClientMark.Of(context.Request) is { } session ? filter with { Session = session } : null;
    }

    private static async Task<JobsAnswer> AnswerAsync(HttpContext context, JobStore store, JobFilter filter)
    {
        IReadOnlyList<JobRow> rows = await store.ListAsync(filter, context.RequestAborted);
        int total = filter.Skip == 0 && rows.Count < filter.Last ? rows.Count : await store.CountAsync(filter, context.RequestAborted);
        Caller caller = context.Caller();
        return new([.. rows.Select(row => JobSummary.Of(row, caller))], total);
    }

    private static JobFilter Filter(string? kind, string? phase, string? search, string? tag, string? after, string? before, string? sort, int? offset, int? limit)
    {
        (JobOrder order, bool ascending) = Sort(sort ?? "-created");
        return new()
        {
            Kind = kind,
            Phases = phase is null ? [] : [.. phase.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Phase)],
            Search = search?.Trim(),
            Tag = tag,
            After = after is null ? null : Time("after", after),
            Before = before is null ? null : Time("before", before),
            Order = order,
            IsAscending = ascending,
            Skip = offset is null or >= 0 ? offset ?? 0 : throw new ServiceException("usage", 400, $"offset is {offset}; it must be 0 or more."),
            Last = limit is null or (>= 1 and <= MostListed) ? limit ?? DefaultLimit : throw new ServiceException("usage", 400, $"limit is {limit}; it must be from 1 to {MostListed}."),
        };
    }

    private static (JobOrder Order, bool IsAscending) Sort(string text) =>
        Enum.TryParse(text.TrimStart('-'), ignoreCase: true, out JobOrder order) && Enum.IsDefined(order) && !char.IsAsciiDigit(text.TrimStart('-')[0])
            ? (order, text[0] != '-')
            : throw new ServiceException("usage", 400, $"sort is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<JobOrder>().Select(name => name.ToLowerInvariant()))}, with a - before it for the largest first.");

    private static JobPhase Phase(string word) =>
        JobPhases.Find(word) ?? throw new ServiceException("usage", 400, $"phase has '{word}' in it; phases are {string.Join(", ", Enum.GetValues<JobPhase>().Select(phase => phase.Word()))}.");

    private static DateTimeOffset Time(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw new ServiceException("usage", 400, $"{name} is '{text}'; it must be a time such as 2027-01-31T12:00:00Z.");
}
