using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>Entries of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Next">Give it as <c>before</c> for older ones; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next);

/// <summary><c>/api/v1/admin/audit</c>.</summary>
internal static class AuditList
{
    private const int MostOnPage = 1000;

    public static async Task<AuditPage> HandleAsync(
        IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken, string? actor = null, string? subject = null, string? action = null, long? before = null, int limit = 100)
    {
        if (limit is < 1 or > MostOnPage)
        {
            throw new ServiceException("limit", 400, $"limit is {limit}; it must be from 1 to {MostOnPage}.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        IQueryable<AuditEntry> entries = state.Audit.AsNoTracking();
        entries = actor is null ? entries : entries.Where(entry => entry.Actor == actor);
        entries = subject is null ? entries : entries.Where(entry => entry.Subject == subject);
        entries = action is null ? entries : entries.Where(entry => entry.Action == action);
        entries = before is null ? entries : entries.Where(entry => entry.Id < before);
        List<AuditEntry> found = await entries.OrderByDescending(entry => entry.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return new([.. found.Take(limit)], found.Count > limit ? found[limit - 1].Id : null);
    }
}
