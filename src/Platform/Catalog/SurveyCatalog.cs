using System.Text.Json;
using Hven.Platform.Storage;

namespace Hven.Platform.Catalog;

/// <summary>All releases and tables of a data directory at one moment; immutable.</summary>
public sealed class SurveyCatalog
{
    private SurveyCatalog(IReadOnlyList<CatalogRelease> releases, string stamp)
    {
        Releases = releases;
        Stamp = stamp;
    }

    /// <summary>The releases by name.</summary>
    public IReadOnlyList<CatalogRelease> Releases { get; }

    /// <summary>Identity of the content: equal stamps, equal catalogue.</summary>
    public string Stamp { get; }

    /// <summary>Finds a table, whatever the case of its name.</summary>
    public CatalogTable? Find(string release, string table) =>
        Releases.FirstOrDefault(candidate => candidate.Name.Equals(release, StringComparison.OrdinalIgnoreCase))?
            .Tables.FirstOrDefault(candidate => candidate.Name.Equals(table, StringComparison.OrdinalIgnoreCase));

    /// <summary>The catalogue as somebody may see it; this one when that is all of it. A release without a table to see does not exist.</summary>
    /// <param name="groups">The groups of that person.</param>
    public SurveyCatalog OpenTo(IReadOnlySet<string> groups)
    {
        if (Releases.All(release => release.Tables.All(table => release.Description.IsOpen(table.Name, groups)) && (release.Tables.Count > 0 || release.Description.IsOpen("", groups))))
        {
            return this;
        }

        CatalogRelease[] open =
        [
            .. Releases.Select(release => release with { Tables = [.. release.Tables.Where(table => release.Description.IsOpen(table.Name, groups))] })
                .Where(release => release.Tables.Count > 0),
        ];
        return new(open, $"{Stamp}\n{string.Join(' ', open.SelectMany(release => release.Tables).Select(table => table.FullName))}");
    }

    /// <summary>The catalogue with one more release.</summary>
    /// <param name="release">The release.</param>
    /// <param name="stamp">Identity of its content.</param>
    public SurveyCatalog With(CatalogRelease release, string stamp) => new([.. Releases, release], $"{Stamp}\n{stamp}");

    /// <summary>Reads the data directory. A table counts once its manifest closes it; what is being ingested is not seen.</summary>
    /// <param name="data">The data directory.</param>
    /// <exception cref="InvalidDataException">A description cannot be read; the message names the file.</exception>
    public static SurveyCatalog Load(DataDirectory data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var releases = new List<CatalogRelease>();
        foreach (string folder in Folders(data.Releases))
        {
            string name = Path.GetFileName(folder);
            string descriptionFile = Path.Combine(folder, "release.json");
            ReleaseDescription description = File.Exists(descriptionFile) ? ReadJson<ReleaseDescription>(descriptionFile) : new() { Title = name };
            CatalogTable[] tables = [.. Folders(Path.Combine(folder, "tables"))
                .Where(table => File.Exists(Path.Combine(table, Manifest.FileName)))
                .Select(table => ReadJson<CatalogTable>(Path.Combine(table, "columns.json")) with { Identity = Manifest.Identity(table) })];
            // A folder that holds neither is what a refused or unfinished ingest leaves.
            if (tables.Length > 0 || File.Exists(descriptionFile))
            {
                releases.Add(new(name, description, tables));
            }
        }

        return new(releases, ComputeStamp(data));
    }

    /// <summary>What <see cref="Stamp"/> would be now, without reading any description.</summary>
    /// <param name="data">The data directory.</param>
    public static string ComputeStamp(DataDirectory data)
    {
        ArgumentNullException.ThrowIfNull(data);
        IEnumerable<string> parts =
            from release in Folders(data.Releases)
            from file in Folders(Path.Combine(release, "tables")).Select(table => Path.Combine(table, Manifest.FileName)).Append(Path.Combine(release, "release.json"))
            where File.Exists(file)
            select $"{file}:{File.GetLastWriteTimeUtc(file).Ticks}";
        return string.Join('\n', parts);
    }

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Where(path => DataDirectory.IsName(Path.GetFileName(path))).Order(StringComparer.Ordinal)
            : [];

    private static T ReadJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), AtomicFile.Json) ?? throw new JsonException("The file holds null.");
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            throw new InvalidDataException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>One release and its tables.</summary>
/// <param name="Name">Name, as in queries.</param>
/// <param name="Description">What <c>release.json</c> says.</param>
/// <param name="Tables">Its tables by name.</param>
public sealed record CatalogRelease(string Name, ReleaseDescription Description, IReadOnlyList<CatalogTable> Tables);
