using Hven.Platform.Audit;
using Hven.Platform.Accounts;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Operations.Endpoints;

/// <summary>A release, and whom it is open to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tables">Names of its tables.</param>
/// <param name="Groups">Groups that it is open to; null for everybody.</param>
/// <param name="TableGroups">Groups that single tables are open to, for those that are open to fewer.</param>
public sealed record ReleaseAccessAnswer(string Name, string Title, IReadOnlyList<string> Tables, IReadOnlyList<string>? Groups, IReadOnlyDictionary<string, IReadOnlyList<string>> TableGroups)
{
    internal static ReleaseAccessAnswer Of(CatalogRelease release) => new(
        release.Name, release.Description.Title, [.. release.Tables.Select(table => table.Name)], release.Description.Groups, release.Description.TableGroups ?? new Dictionary<string, IReadOnlyList<string>>());
}

/// <summary>Whom a release is to be open to; all of it.</summary>
/// <param name="Groups">Groups; null for everybody, none for administrators alone.</param>
/// <param name="TableGroups">Groups of single tables that are open to fewer.</param>
public sealed record ReleaseAccessRequest(IReadOnlyList<string>? Groups = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? TableGroups = null);

/// <summary><c>/api/v1/admin/releases</c>: whom releases and tables are open to. It stands in <c>release.json</c>, where it can be changed by hand as well.</summary>
internal static class AdminReleases
{
    public static ReleaseAccessAnswer[] List(CatalogWatcher catalog) => [.. catalog.Current.Releases.Select(ReleaseAccessAnswer.Of)];

    public static async Task<ReleaseAccessAnswer> SetAsync(
        string name, ReleaseAccessRequest request, HttpContext context, CatalogWatcher catalog, DataDirectory data, IDbContextFactory<HvenState> contexts, AuditLog audit, CancellationToken cancellationToken)
    {
        CatalogRelease release = catalog.Current.Releases.FirstOrDefault(one => one.Name == name) ?? throw new ServiceException("release-unknown", 404, $"There is no release '{name}'. There are {string.Join(", ", catalog.Current.Releases.Select(one => one.Name))}.");
        if (request.TableGroups?.Keys.FirstOrDefault(table => release.Tables.All(known => known.Name != table)) is { } table)
        {
            throw new ServiceException("table-unknown", 400, $"{name} has no table '{table}'. It has {string.Join(", ", release.Tables.Select(known => known.Name))}.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        string[] wanted = [.. (request.Groups ?? []).Concat((request.TableGroups ?? new Dictionary<string, IReadOnlyList<string>>()).SelectMany(pair => pair.Value)).Distinct(StringComparer.Ordinal)];
        List<string> known = await state.Groups.Where(group => wanted.Contains(group.Name)).Select(group => group.Name).ToListAsync(cancellationToken);
        if (wanted.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new ServiceException("group-unknown", 400, $"There is no group '{unknown}'. Make it first: what is open to a group that is not there is open to nobody.");
        }

        ReleaseDescription description = release.Description with { Groups = request.Groups, TableGroups = request.TableGroups is { Count: > 0 } ? request.TableGroups : null };
        await AtomicFile.WriteJsonAsync(Path.Combine(data.Release(name), "release.json"), description, cancellationToken);
        audit.Note(state, context.Caller(), "release.access", $"release:{name}", $"groups {(request.Groups is null ? "everybody" : string.Join(", ", request.Groups))}{string.Concat((request.TableGroups ?? new Dictionary<string, IReadOnlyList<string>>()).Select(pair => $"; {pair.Key}: {string.Join(", ", pair.Value)}"))}");
        await state.SaveChangesAsync(cancellationToken);
        catalog.RefreshNow();
        return ReleaseAccessAnswer.Of(release with { Description = description });
    }
}
