using System.IO.Compression;
using Hven.Tables;
using Hven.Tables.Arrow;
using Hven.Tables.Csv;
using Hven.Tables.FitsTable;
using Hven.Tables.Hdf5;
using Hven.Tables.Html;
using Hven.Tables.Json;
using Hven.Tables.Parquet;
using Hven.Tables.Votable;

namespace Hven.Query;

/// <summary>The forms of a file with a table, told by its first bytes, not by its name.</summary>
internal enum TableFileFormat
{
    /// <summary>CSV, TSV, ECSV or columns with blanks between.</summary>
    Text,

    /// <summary>FITS, also gzipped.</summary>
    Fits,

    /// <summary>Parquet.</summary>
    Parquet,

    /// <summary>VOTable, also gzipped.</summary>
    Votable,

    /// <summary>Arrow stream or file.</summary>
    Arrow,

    /// <summary>HDF5.</summary>
    Hdf5,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>A page with a table.</summary>
    Html,
}

/// <summary>What to read of a file with a table.</summary>
internal sealed record TableFileOptions
{
    /// <summary>Name (EXTNAME) or number, from 0, of the table in a FITS file, its path in an HDF5 file, or its place in a page; null for its first, or the objects of an LDAC file.</summary>
    public string? Hdu { get; init; }

    /// <summary>The columns of a text file, whose types it does not tell; null to go by what the reader finds.</summary>
    public IReadOnlyList<Column>? TextColumns { get; init; }

    /// <summary>Told of columns, by name and reason, that are of no type that a table can have; null makes them errors.</summary>
    public Action<string, string>? OnSkippedColumn { get; init; }

    /// <summary>Told of rows that cannot be read; null makes them errors.</summary>
    public Action<RowReject>? OnReject { get; init; }
}

/// <summary>Opens a file with a table, whatever its form.</summary>
internal static class TableFile
{
    // SExtractor and SCAMP write the image's header as a table of its own before the table of objects.
    private const string LdacHeader = "LDAC_IMHEAD";
    private const string LdacObjects = "LDAC_OBJECTS";

    private const int HeadBytes = 512;

    /// <summary>Tells the form of a file; the stream stands at its start again afterwards.</summary>
    /// <param name="stream">The file, at its start; seekable.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The form, or <see langword="null"/> when the file is empty.</returns>
    public static async ValueTask<TableFileFormat?> DetectAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] head = new byte[HeadBytes];
        int count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        return count == 0 ? null : Detect(head.AsSpan(0, count));
    }

    /// <summary>Opens the table of a file.</summary>
    /// <param name="stream">The file, at its start; seekable. It stays the caller's.</param>
    /// <param name="format">Its form.</param>
    /// <param name="options">What to read.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TableFormatException">The file is damaged, or has no table.</exception>
    public static async ValueTask<ITableReader> OpenAsync(Stream stream, TableFileFormat format, TableFileOptions options, CancellationToken cancellationToken) => format switch
    {
        TableFileFormat.Fits => await OpenFitsAsync(stream, options.Hdu, cancellationToken),
        TableFileFormat.Parquet => await ParquetTableReader.OpenAsync(stream, new ParquetReaderOptions { OnSkippedColumn = options.OnSkippedColumn }, cancellationToken),
        TableFileFormat.Arrow => await ArrowTableReader.OpenAsync(stream, new ArrowReaderOptions { OnSkippedColumn = options.OnSkippedColumn }, cancellationToken),
        TableFileFormat.Hdf5 => await Hdf5TableReader.OpenAsync(stream, new Hdf5ReaderOptions { Path = options.Hdu, OnSkippedColumn = options.OnSkippedColumn }, cancellationToken),
        TableFileFormat.Json => await JsonTableReader.OpenAsync(stream, cancellationToken),
        TableFileFormat.Html => await HtmlTableReader.OpenAsync(stream, new HtmlReaderOptions { Table = options.Hdu, OnReject = options.OnReject }, cancellationToken),
        TableFileFormat.Votable => await VotableReader.OpenAsync(stream, new VotableOptions { OnReject = options.OnReject }, cancellationToken),
        _ => await CsvReader.OpenAsync(stream, new CsvOptions { Columns = options.TextColumns, OnReject = options.OnReject }, cancellationToken),
    };

    private static async ValueTask<FitsTableReader> OpenFitsAsync(Stream stream, string? hdu, CancellationToken cancellationToken)
    {
        FitsTableOptions? options = hdu is null
            ? null
            : int.TryParse(hdu, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? new() { Hdu = number } : new() { HduName = hdu };
        FitsTableReader reader = await FitsTableReader.OpenAsync(stream, options, cancellationToken);
        if (hdu is not null || reader.Schema.Name != LdacHeader)
        {
            return reader;
        }

        await reader.DisposeAsync();
        stream.Position = 0;
        return await FitsTableReader.OpenAsync(stream, new FitsTableOptions { HduName = LdacObjects }, cancellationToken);
    }

    private static TableFileFormat Detect(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((byte[])[0x1F, 0x8B]))
        {
            // Their readers unpack FITS files and VOTables. Other gzipped files are to be unpacked first; the reader of FITS says so.
            return IsXml(Unpack(start)) ? TableFileFormat.Votable : TableFileFormat.Fits;
        }

        return start.StartsWith("SIMPLE  ="u8) || start.StartsWith("XTENSION="u8) ? TableFileFormat.Fits
            : start.StartsWith("PAR1"u8) ? TableFileFormat.Parquet
            : ArrowTableReader.Recognises(start) ? TableFileFormat.Arrow
            : Hdf5TableReader.Recognises(start) ? TableFileFormat.Hdf5
            : JsonTableReader.Recognises(start) ? TableFileFormat.Json
            : HtmlTableReader.Recognises(start) ? TableFileFormat.Html
            : IsXml(start) ? TableFileFormat.Votable
            : TableFileFormat.Text;
    }

    /// <summary>Whether bytes begin an XML document, in UTF-8 or in UTF-16 of either order.</summary>
    private static bool IsXml(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = start.StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        return text.TrimStart(" \t\r\n"u8).StartsWith("<"u8)
            || start.StartsWith((byte[])[0xFF, 0xFE, (byte)'<', 0]) || start.StartsWith((byte[])[0xFE, 0xFF, 0, (byte)'<'])
            || start.StartsWith((byte[])[(byte)'<', 0]) || start.StartsWith((byte[])[0, (byte)'<']);
    }

    private static byte[] Unpack(ReadOnlySpan<byte> start)
    {
        try
        {
            using GZipStream stream = new(new MemoryStream(start.ToArray()), CompressionMode.Decompress);
            byte[] head = new byte[64];
            return head[..stream.ReadAtLeast(head, 1, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            // Damaged: the reader that is tried tells where.
            return [];
        }
    }
}
