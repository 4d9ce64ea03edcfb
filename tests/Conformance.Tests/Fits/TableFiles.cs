using System.IO.Compression;
using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Fits;
using Hven.Tables.FitsTable;

namespace Hven.Conformance.Tests.Fits;

/// <summary>A table HDU of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Hdu">Number of the HDU.</param>
internal sealed record TablePlace(string Path, int Hdu);

/// <summary>What a peer reads out of a table HDU, or why it does not.</summary>
/// <param name="File">The file.</param>
/// <param name="Hdu">Number of the HDU.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Error">What the peer says instead.</param>
internal sealed record PeerTable(string File, int Hdu, IReadOnlyList<CellForm.Digest>? Columns, string? Error);

/// <summary>The FITS files of other projects on this machine, and what programs read out of them.</summary>
internal static class TableFiles
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    // Debian's packages eso-midas-testdata and python3-astropy.
    private static readonly string[] s_folders = [Tool.DataFolder, "/usr/lib/eso-midas", "/usr/lib/python3/dist-packages/astropy/io/fits/tests/data"];

    /// <summary>Every table of every file that starts as FITS, compressed images left out.</summary>
    public static async Task<List<TablePlace>> AllAsync()
    {
        List<TablePlace> places = [];
        foreach (string path in s_folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Where(path => !path.EndsWith(".hdr", StringComparison.Ordinal) && IsFits(path)).Order(StringComparer.Ordinal))
        {
            await foreach (Hdu hdu in HdusAsync(path))
            {
                if (hdu.Kind is HduKind.BinaryTable or HduKind.AsciiTable)
                {
                    places.Add(new TablePlace(path, hdu.Index));
                }
            }
        }

        return places;
    }

    /// <summary>The HDUs up to the end of the file, or to the place where the file is damaged.</summary>
    public static async IAsyncEnumerable<Hdu> HdusAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        await using FitsReader reader = await FitsReader.OpenAsync(stream);
        for (bool more = true; more;)
        {
            Hdu? hdu;
            try
            {
                hdu = await reader.NextAsync(TestContext.Current.CancellationToken);
            }
            catch (FitsException exception)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {exception.Message}");
                hdu = null;
            }

            more = hdu is not null;
            if (hdu is not null)
            {
                yield return hdu;
            }
        }
    }

    /// <summary>What a peer reads.</summary>
    /// <param name="peer"><c>astropy</c> or <c>fitsio</c>.</param>
    /// <param name="places">The tables.</param>
    public static async Task<List<PeerTable>> PeerAsync(string peer, IEnumerable<TablePlace> places)
    {
        string list = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(list, places.Select(place => $"{place.Path}\t{place.Hdu}"));
            string lines = await Tool.PythonAsync("fits_tables.py", peer, list);
            return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<PeerTable>(line, s_json)!)];
        }
        finally
        {
            File.Delete(list);
        }
    }

    /// <summary>What we read.</summary>
    public static async Task<List<CellForm.Digest>> OursAsync(TablePlace place)
    {
        await using FileStream stream = File.OpenRead(place.Path);
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, new FitsTableOptions { Hdu = place.Hdu }, TestContext.Current.CancellationToken);
        return await CellForm.OfAsync(reader);
    }

    private static bool IsFits(string path)
    {
        Span<byte> start = stackalloc byte[9];
        using FileStream file = File.OpenRead(path);
        int got = file.ReadAtLeast(start, 9, throwOnEndOfStream: false);
        if (got == 9 && start[0] == 0x1F && start[1] == 0x8B)
        {
            file.Position = 0;
            using GZipStream gzip = new(file, CompressionMode.Decompress);
            try
            {
                got = gzip.ReadAtLeast(start, 9, throwOnEndOfStream: false);
            }
            catch (InvalidDataException)
            {
                // Not everything that starts like gzip is gzip; then it is no file of ours.
                return false;
            }
        }

        return got == 9 && start.SequenceEqual("SIMPLE  ="u8);
    }
}
