using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Operations.Endpoints;

/// <summary>A notice.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Body">All of it; plain text.</param>
/// <param name="Created">When it was written.</param>
/// <param name="Until">Shown until then.</param>
/// <param name="Roles">Roles that it is for; none for everybody.</param>
/// <param name="Read">Whether the caller has read it.</param>
public sealed record NoticeAnswer(long Id, string Title, string Body, DateTimeOffset Created, DateTimeOffset? Until, IReadOnlyList<string> Roles, bool Read);

/// <summary>A notice to write.</summary>
/// <param name="Title">In a few words, at most 200 characters.</param>
/// <param name="Body">All of it; plain text of at most 10,000 characters.</param>
/// <param name="Roles">Roles that it is for; everybody when absent.</param>
/// <param name="Until">Shown until then.</param>
public sealed record NoticeRequest(string Title, string Body, IReadOnlyList<string>? Roles = null, DateTimeOffset? Until = null);

/// <summary><c>/api/v1/notices</c> and <c>/api/v1/admin/notices</c>.</summary>
internal static class Notices
{
    private const int Shown = 100;

    public static async Task<NoticeAnswer[]> ListAsync(HttpContext context, IDbContextFactory<HvenState> contexts, TimeProvider time, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        List<Notice> notices = await state.Notices.AsNoTracking().Where(one => one.Until == null || one.Until > now).OrderByDescending(one => one.Id).Take(Shown).ToListAsync(cancellationToken);
        List<long> read = await state.NoticeReads.Where(one => one.UserId == caller.UserId).Select(one => one.NoticeId).ToListAsync(cancellationToken);
        return [.. notices.Where(one => one.Roles.Count == 0 || one.Roles.Intersect(caller.Roles).Any()).Select(one => Of(one, read.Contains(one.Id)))];
    }

    public static async Task<NoContent> ReadAsync(long id, HttpContext context, IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        long user = context.Caller().UserId!.Value;
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await state.Notices.AnyAsync(one => one.Id == id, cancellationToken))
        {
            throw Unknown(id);
        }

        if (!await state.NoticeReads.AnyAsync(one => one.NoticeId == id && one.UserId == user, cancellationToken))
        {
            state.NoticeReads.Add(new() { NoticeId = id, UserId = user });
            await state.SaveChangesAsync(cancellationToken);
        }

        return TypedResults.NoContent();
    }

    public static async Task<NoticeAnswer[]> AllAsync(IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await state.Notices.AsNoTracking().OrderByDescending(one => one.Id).Take(1000).ToListAsync(cancellationToken)).Select(one => Of(one, false))];
    }

    public static async Task<Created<NoticeAnswer>> AddAsync(NoticeRequest request, HttpContext context, IDbContextFactory<HvenState> contexts, AuditLog audit, TimeProvider time, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Notice notice = new() { Title = "", Body = "", Created = time.GetUtcNow(), Author = context.Caller().Name };
        await FillAsync(state, notice, request, cancellationToken);
        state.Notices.Add(notice);
        audit.Note(state, context.Caller(), "notice.add", "notice", notice.Title);
        await state.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/admin/notices/{notice.Id}", Of(notice, false));
    }

    public static async Task<NoticeAnswer> ChangeAsync(long id, NoticeRequest request, HttpContext context, IDbContextFactory<HvenState> contexts, AuditLog audit, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Notice notice = await state.Notices.SingleOrDefaultAsync(one => one.Id == id, cancellationToken) ?? throw Unknown(id);
        await FillAsync(state, notice, request, cancellationToken);
        audit.Note(state, context.Caller(), "notice.change", $"notice:{id}", notice.Title);
        await state.SaveChangesAsync(cancellationToken);
        return Of(notice, false);
    }

    public static async Task<NoContent> DeleteAsync(long id, HttpContext context, IDbContextFactory<HvenState> contexts, AuditLog audit, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Notice notice = await state.Notices.SingleOrDefaultAsync(one => one.Id == id, cancellationToken) ?? throw Unknown(id);
        state.Notices.Remove(notice);
        audit.Note(state, context.Caller(), "notice.delete", $"notice:{id}", notice.Title);
        await state.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task FillAsync(HvenState state, Notice notice, NoticeRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Title) || request.Title.Length > 200 || request.Body is null || request.Body.Length > 10_000)
        {
            throw new ServiceException("notice", 400, "A notice has a title of 1 to 200 characters, and a body of at most 10000.");
        }

        IReadOnlyList<string> roles = request.Roles ?? [];
        if (roles.Except(await state.Roles.Select(role => role.Name).ToListAsync(cancellationToken)).FirstOrDefault() is { } unknown)
        {
            throw new ServiceException("role-unknown", 400, $"There is no role '{unknown}'.");
        }

        (notice.Title, notice.Body, notice.Roles, notice.Until) = (StateText.Clean(request.Title.Trim(), 200)!, StateText.Clean(request.Body, 10_000)!, [.. roles], request.Until);
    }

    private static NoticeAnswer Of(Notice notice, bool read) => new(notice.Id, notice.Title, notice.Body, notice.Created, notice.Until, notice.Roles, read);

    private static ServiceException Unknown(long id) => new("notice-unknown", 404, $"There is no notice {id}.");
}
