using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Hven.Platform.Http;
using ZstdSharp;

namespace Hven.Platform.Files;

/// <summary>A file of an archive.</summary>
/// <param name="Name">Its name there, with folders.</param>
/// <param name="Path">Where its content lies.</param>
/// <param name="Sha256">Its hash.</param>
/// <param name="Modified">When it came.</param>
public sealed record ArchiveEntry(string Name, string Path, string Sha256, DateTimeOffset Modified);

/// <summary>The forms of archives.</summary>
public enum ArchiveFormat
{
    /// <summary>Zip, with zip64 where sizes need it.</summary>
    Zip,

    /// <summary>Tar in the form of POSIX.1-2001 (pax).</summary>
    Tar,

    /// <summary>The same, compressed by Zstandard (RFC 8878).</summary>
    TarZst,
}

/// <summary>
/// Writes archives while they are made: nothing of them is kept anywhere. With the files comes a list of their SHA-256 that <c>sha256sum -c</c> reads; each file is held against its own
/// as it is read.
/// </summary>
internal static class Archive
{
    private const string ManifestName = "manifest.sha256";
    private const int ZstdLevel = 3;
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // What becomes smaller by much; all else is packed already, or nearly noise.
    private static readonly string[] s_soft = [".csv", ".tsv", ".txt", ".vot", ".xml", ".json", ".ecsv", ".html", ".md", ".py", ".ipynb", ".log", ".sql", ".adql", ".dat", ".fits", ".fit", ".svg"];

    /// <summary>The media type of a form.</summary>
    public static string MediaType(ArchiveFormat format) => format switch
    {
        ArchiveFormat.Zip => "application/zip",
        ArchiveFormat.Tar => "application/x-tar",
        _ => "application/zstd",
    };

    /// <summary>What the name of an archive ends with.</summary>
    public static string Extension(ArchiveFormat format) => format switch
    {
        ArchiveFormat.Zip => "zip",
        ArchiveFormat.Tar => "tar",
        _ => "tar.zst",
    };

    /// <summary>The form that a name ends with.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public static ArchiveFormat FormatOf(string? name) => name?.ToLowerInvariant() switch
    {
        "zip" or null => ArchiveFormat.Zip,
        "tar" => ArchiveFormat.Tar,
        "tar.zst" => ArchiveFormat.TarZst,
        _ => throw new ServiceException("archive-format", 400, $"There is no archive '{State.StateText.Clean(name, 40)}' here; there are zip, tar and tar.zst."),
    };

    /// <summary>Writes an archive.</summary>
    public static async Task WriteAsync(Stream output, ArchiveFormat format, IReadOnlyList<ArchiveEntry> entries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using MemoryStream manifest = new(Encoding.UTF8.GetBytes(string.Concat(entries.Select(entry => $"{entry.Sha256}  {entry.Name}\n"))));
        await using BufferedStream body = new(output, 1 << 16);
        if (format == ArchiveFormat.Zip)
        {
            await WriteZipAsync(body, entries, manifest, now, cancellationToken);
        }
        else if (format == ArchiveFormat.Tar)
        {
            await WriteTarAsync(body, entries, manifest, now, cancellationToken);
        }
        else
        {
            await using CompressionStream packed = new(body, ZstdLevel, leaveOpen: true);
            await WriteTarAsync(packed, entries, manifest, now, cancellationToken);
        }

        await body.FlushAsync(cancellationToken);
    }

    private static async Task WriteZipAsync(Stream output, IReadOnlyList<ArchiveEntry> entries, Stream manifest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ZipWriter zip = new(output);
        foreach (ArchiveEntry entry in entries)
        {
            await using CountedFile file = new(SentFile.Open(entry.Path));
            CompressionLevel level = s_soft.Contains(Path.GetExtension(entry.Name), StringComparer.OrdinalIgnoreCase) ? CompressionLevel.Fastest : CompressionLevel.NoCompression;
            await zip.AddAsync(entry.Name, entry.Modified, file, level, cancellationToken);
            file.End(entry);
        }

        await zip.AddAsync(ManifestName, now, manifest, CompressionLevel.Fastest, cancellationToken);
        await zip.EndAsync(cancellationToken);
    }

    private static async Task WriteTarAsync(Stream output, IReadOnlyList<ArchiveEntry> entries, Stream manifest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using TarWriter tar = new(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (ArchiveEntry entry in entries)
        {
            await using CountedFile file = new(SentFile.Open(entry.Path));
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, entry.Name) { DataStream = file, ModificationTime = entry.Modified, Mode = Mode }, cancellationToken);
            file.End(entry);
        }

        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ManifestName) { DataStream = manifest, ModificationTime = now, Mode = Mode }, cancellationToken);
    }
}
