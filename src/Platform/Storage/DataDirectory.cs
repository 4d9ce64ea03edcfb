using System.Text.RegularExpressions;

namespace Hven.Platform.Storage;

/// <summary>Where things lie in a data directory; the one place that knows the layout.</summary>
/// <param name="root">Path of the data directory.</param>
public sealed partial class DataDirectory(string root)
{
    /// <summary>Absolute path of the data directory.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Folder of all releases.</summary>
    public string Releases => Path.Combine(Root, "releases");

    /// <summary>Folder of all jobs.</summary>
    public string Jobs => Path.Combine(Root, "jobs");

    /// <summary>The embedded database of state.</summary>
    public string State => Path.Combine(Root, "state.db");

    /// <summary>Folder of what users keep.</summary>
    public string Users => Path.Combine(Root, "users");

    /// <summary>Folder of accelerators; may be deleted at any time.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>Folder for files that live no longer than the process that made them.</summary>
    public string Temporary => Path.Combine(Root, "cache", "tmp");

    /// <summary>Folder of one release.</summary>
    public string Release(string release) => Path.Combine(Releases, Name(release, nameof(release)));

    /// <summary>Folder of one table: a HATS catalogue.</summary>
    public string Table(string release, string table) => Path.Combine(Release(release), "tables", Name(table, nameof(table)));

    /// <summary>Folder of one table's accelerators.</summary>
    public string TableCache(string release, string table) => Path.Combine(Cache, Name(release, nameof(release)), Name(table, nameof(table)));

    /// <summary>Whether a text may name a release or a table: a lower-case letter, then up to 62 letters, digits and underscores.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    private static string Name(string text, string kind) =>
        IsName(text)
            ? text
            : throw new ArgumentException(
                $"'{text}' cannot name a {kind}: use a lower-case letter, then at most 62 lower-case letters, digits or underscores, for instance dr1.", kind);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex NamePattern();
}
