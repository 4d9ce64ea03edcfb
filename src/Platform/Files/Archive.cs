using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Hven.Platform.Http;

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
    /// <summary>Zip; contents are stored as they are.</summary>
    Zip,

    /// <summary>Tar in the form of POSIX.1-2001 (pax).</summary>
    Tar,
}

/// <summary>Writes archives while they are made: nothing of them is kept anywhere. With the files comes a list of their SHA-256 that <c>sha256sum -c</c> reads.</summary>
public static class Archive
{
    private const string ManifestName = "manifest.sha256";

    /// <summary>The media type of a form.</summary>
    public static string MediaType(ArchiveFormat format) => format == ArchiveFormat.Zip ? "application/zip" : "application/x-tar";

    /// <summary>The form that a name ends with.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public static ArchiveFormat FormatOf(string? name) => name?.ToLowerInvariant() switch
    {
        "zip" or null => ArchiveFormat.Zip,
        "tar" => ArchiveFormat.Tar,
        _ => throw new ServiceException("archive-format", 400, $"There is no archive '{name}' here; there are zip and tar."),
    };

    /// <summary>Writes an archive.</summary>
    public static async Task WriteAsync(Stream output, ArchiveFormat format, IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        byte[] manifest = Encoding.UTF8.GetBytes(string.Concat(entries.Select(entry => $"{entry.Sha256}  {entry.Name}\n")));
        if (format == ArchiveFormat.Zip)
        {
            await using DeferredStream deferred = new(output);
            await WriteZipAsync(deferred, entries, manifest, cancellationToken);
            await deferred.FlushAsync(cancellationToken);
            return;
        }

        await using TarWriter tar = new(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (ArchiveEntry entry in entries)
        {
            await using FileStream source = Open(entry.Path);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, entry.Name) { DataStream = source, ModificationTime = entry.Modified, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead }, cancellationToken);
        }

        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ManifestName) { DataStream = new MemoryStream(manifest) }, cancellationToken);
    }

    private static async Task WriteZipAsync(Stream output, IReadOnlyList<ArchiveEntry> entries, byte[] manifest, CancellationToken cancellationToken)
    {
        await using ZipArchive zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        foreach (ArchiveEntry entry in entries)
        {
            ZipArchiveEntry made = zip.CreateEntry(entry.Name, CompressionLevel.NoCompression);
            made.LastWriteTime = entry.Modified.ToUniversalTime();
            await using Stream target = await made.OpenAsync(cancellationToken);
            await using FileStream source = Open(entry.Path);
            await source.CopyToAsync(target, 1 << 17, cancellationToken);
        }

        await using Stream last = await zip.CreateEntry(ManifestName, CompressionLevel.NoCompression).OpenAsync(cancellationToken);
        await last.WriteAsync(manifest, cancellationToken);
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 17, System.IO.FileOptions.Asynchronous | System.IO.FileOptions.SequentialScan);
}
