using System.Security.Cryptography;
using System.Text;

namespace Hven.Platform.Catalog;

/// <summary>The list of a table's files with their SHA-256, which closes an ingest (<c>MANIFEST.sha256</c>, the form of <c>sha256sum</c>).</summary>
public static class Manifest
{
    /// <summary>Name of the manifest's file.</summary>
    public const string FileName = "MANIFEST.sha256";

    /// <summary>Makes the manifest's text for all files below a folder, in ordinal order of their paths.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<string> ComputeAsync(string folder, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (string path in Files(folder))
        {
            text.Append(await HashAsync(Path.Combine(folder, path), cancellationToken)).Append("  ").Append(path).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Compares what is on disk with the manifest.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>One sentence a fault; none when all is as it was written.</returns>
    public static async Task<IReadOnlyList<string>> VerifyAsync(string folder, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        string manifest = Path.Combine(folder, FileName);
        if (!File.Exists(manifest))
        {
            return [$"{manifest} is missing: the ingest did not end, or the file was deleted."];
        }

        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in await File.ReadAllLinesAsync(manifest, cancellationToken))
        {
            if (line.Length < 67)
            {
                faults.Add($"{manifest}: '{line}' is not a SHA-256, two blanks and a path.");
                continue;
            }

            string path = line[66..];
            listed.Add(path);
            string full = Path.Combine(folder, path);
            if (!File.Exists(full))
            {
                faults.Add($"{full} is missing.");
            }
            else if (!string.Equals(await HashAsync(full, cancellationToken), line[..64], StringComparison.Ordinal))
            {
                faults.Add($"{full} is not what was ingested: its SHA-256 differs from the manifest.");
            }
        }

        faults.AddRange(Files(folder).Where(path => !listed.Contains(path)).Select(path => $"{Path.Combine(folder, path)} is not in the manifest."));
        return faults;
    }

    /// <summary>SHA-256 of the manifest itself: the identity of the table's content, which accelerators carry.</summary>
    /// <param name="folder">The table's folder.</param>
    public static string Identity(string folder) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, FileName))));

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(path => path != FileName)
            .Order(StringComparer.Ordinal);

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
