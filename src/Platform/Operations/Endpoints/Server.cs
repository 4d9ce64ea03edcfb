using System.Diagnostics;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Operations.Endpoints;

/// <summary>How the server is.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Started">When it started.</param>
/// <param name="State">The database of state.</param>
/// <param name="MemoryBytes">Memory that the process holds.</param>
/// <param name="DiskFreeBytes">Bytes free on the disk of the data directory.</param>
/// <param name="Storage">What the data directory takes, part by part.</param>
/// <param name="Users">Accounts.</param>
/// <param name="Maintenance">What users are told while it only finishes what runs; null otherwise.</param>
public sealed record ServerAnswer(
    string? Version, DateTimeOffset Started, string State, long MemoryBytes, long DiskFreeBytes, IReadOnlyList<StoragePart> Storage, int Users, string? Maintenance);

/// <summary>What one user did on one day.</summary>
/// <param name="Day">The day in UTC.</param>
/// <param name="User">Name of the user.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Count">How often.</param>
/// <param name="Failed">How often it failed or was stopped.</param>
/// <param name="Rows">Rows delivered.</param>
/// <param name="Seconds">Time taken.</param>
public sealed record UsageAnswer(string Day, string User, string Kind, long Count, long Failed, long Rows, double Seconds);

/// <summary>Whether the server shall only finish what runs.</summary>
/// <param name="Message">What users are told; null to end it.</param>
public sealed record MaintenanceRequest(string? Message);

/// <summary><c>/api/v1/admin/server</c>, <c>usage</c> and <c>maintenance</c>.</summary>
internal static class Server
{
    public static async Task<ServerAnswer> GetAsync(
        IStateDatabase database, IDbContextFactory<HvenState> contexts, StorageUse storage, Maintenance maintenance, DataDirectory data, CancellationToken cancellationToken)
    {
        using Process process = Process.GetCurrentProcess();
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return new(
            typeof(Server).Assembly.GetName().Version?.ToString(3), process.StartTime.ToUniversalTime(), database.Name, process.WorkingSet64, new DriveInfo(data.Root).AvailableFreeSpace,
            await storage.PartsAsync(cancellationToken), await state.Users.CountAsync(cancellationToken), await maintenance.MessageAsync(cancellationToken));
    }

    public static async Task<UsageAnswer[]> UsageAsync(IDbContextFactory<HvenState> contexts, UsageLog log, CancellationToken cancellationToken, string? from = null, string? to = null, string? user = null)
    {
        foreach (string? day in new[] { from, to })
        {
            if (day is not null && !DateOnly.TryParseExact(day, "yyyy-MM-dd", out _))
            {
                throw new ServiceException("day", 400, $"'{day}' is no day; write it as 2027-01-31.");
            }
        }

        await log.FlushAsync(cancellationToken);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        IQueryable<UsageRow> rows = state.Usage.AsNoTracking();
        rows = from is null ? rows : rows.Where(row => string.Compare(row.Day, from) >= 0);
        rows = to is null ? rows : rows.Where(row => string.Compare(row.Day, to) <= 0);
        rows = user is null ? rows : rows.Where(row => row.User == user);
        return [.. (await rows.OrderByDescending(row => row.Day).ThenBy(row => row.User).ThenBy(row => row.Kind).Take(10_000).ToListAsync(cancellationToken))
            .Select(row => new UsageAnswer(row.Day, row.User, row.Kind, row.Count, row.Failed, row.Rows, row.Milliseconds / 1000.0))];
    }

    public static async Task<NoContent> SetMaintenanceAsync(MaintenanceRequest request, HttpContext context, Maintenance maintenance, CancellationToken cancellationToken)
    {
        if (request.Message is { Length: 0 or > 1000 })
        {
            throw new ServiceException("maintenance", 400, "message has 1 to 1000 characters that tell users what is going on; leave it out, or null, to end the maintenance.");
        }

        await maintenance.SetAsync(request.Message, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }
}
