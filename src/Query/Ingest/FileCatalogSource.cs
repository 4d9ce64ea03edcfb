using System.Globalization;
using Hven.Tables;
using Hven.Tables.Arrow;
using Hven.Tables.Csv;
using Hven.Tables.FitsTable;
using Hven.Tables.Hdf5;
using Hven.Tables.Html;
using Hven.Tables.Json;
using Hven.Tables.Parquet;
using Hven.Tables.Votable;

namespace Hven.Query.Ingest;

/// <summary>A file on this machine: FITS, VOTable, Parquet, Arrow, HDF5, JSON, HTML or text, told by its first bytes, not by its name.</summary>
/// <param name="path">The file.</param>
/// <param name="hdu">
/// Name (EXTNAME) or number, from 0, of the table in a FITS file, its path in an HDF5 file, or its id or number, from 1, in a page of HTML;
/// <see langword="null"/> for its first, or the objects of an LDAC file.
/// </param>
public sealed class FileCatalogSource(string path, string? hdu = null) : ICatalogSource
{
    // SExtractor and SCAMP write the image's header as a table of its own before the table of objects.
    private const string LdacHeader = "LDAC_IMHEAD";
    private const string LdacObjects = "LDAC_OBJECTS";

    private const int BufferBytes = 1 << 20;

    private enum Format
    {
        Text,
        Fits,
        Parquet,
        Votable,
        Arrow,
        Hdf5,
        Json,
        Html,
    }

    /// <inheritdoc/>
    public string Name => path;

    /// <inheritdoc/>
    public string Identity
    {
        get
        {
            FileInfo file = new(path);
            return file.Exists
                ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.Length}:{file.LastWriteTimeUtc.Ticks}:{hdu}")
                : throw new IngestException($"There is no file {path}.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SourceDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        await using FileStream stream = OpenFile();
        Format format = await DetectAsync(stream, cancellationToken);
        try
        {
            if (format == Format.Text)
            {
                CsvScan scan = await CsvScan.ScanAsync(stream, null, cancellationToken);
                return new(scan.Schema, scan.RowCount) { Scan = scan };
            }

            var notes = new List<string>();
            await using ITableReader reader = await OpenAsync(
                stream, format, static _ => { }, (column, reason) => notes.Add($"{path}: column {column} is left out: {reason}."), null, cancellationToken);
            return new(reader.Schema, reader.RowCount) { Notes = notes };
        }
        catch (TableFormatException exception)
        {
            throw new IngestException($"{path}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ITableReader> OpenAsync(TableSchema schema, Action<RowReject> onReject, CancellationToken cancellationToken)
    {
        FileStream stream = OpenFile();
        try
        {
            ITableReader reader = await OpenAsync(stream, await DetectAsync(stream, cancellationToken), onReject, static (_, _) => { }, schema, cancellationToken);
            return new FileReader(path, stream, reader);
        }
        catch (TableFormatException exception)
        {
            await stream.DisposeAsync();
            throw new IngestException($"{path}: {exception.Message}", exception);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<ITableReader> OpenAsync(
        FileStream stream, Format format, Action<RowReject> onReject, Action<string, string> onSkipped, TableSchema? schema, CancellationToken cancellationToken) => format switch
    {
        Format.Fits => await OpenFitsAsync(stream, cancellationToken),
        Format.Parquet => await ParquetTableReader.OpenAsync(stream, new ParquetReaderOptions { OnSkippedColumn = onSkipped }, cancellationToken),
        Format.Arrow => await ArrowTableReader.OpenAsync(stream, new ArrowReaderOptions { OnSkippedColumn = onSkipped }, cancellationToken),
        Format.Hdf5 => await Hdf5TableReader.OpenAsync(stream, new Hdf5ReaderOptions { Path = hdu, OnSkippedColumn = onSkipped }, cancellationToken),
        Format.Json => await JsonTableReader.OpenAsync(stream, cancellationToken),
        Format.Html => await HtmlTableReader.OpenAsync(stream, new HtmlReaderOptions { Table = hdu, OnReject = onReject }, cancellationToken),
        Format.Votable => await VotableReader.OpenAsync(stream, new VotableOptions { OnReject = onReject }, cancellationToken),
        _ => await CsvReader.OpenAsync(stream, new CsvOptions { Columns = schema?.Columns, OnReject = onReject }, cancellationToken),
    };

    private async ValueTask<FitsTableReader> OpenFitsAsync(FileStream stream, CancellationToken cancellationToken)
    {
        FitsTableOptions? options = hdu is null
            ? null
            : int.TryParse(hdu, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new() { Hdu = number } : new() { HduName = hdu };
        FitsTableReader reader = await FitsTableReader.OpenAsync(stream, options, cancellationToken);
        if (hdu is not null || reader.Schema.Name != LdacHeader)
        {
            return reader;
        }

        await reader.DisposeAsync();
        stream.Position = 0;
        return await FitsTableReader.OpenAsync(stream, new FitsTableOptions { HduName = LdacObjects }, cancellationToken);
    }

    private FileStream OpenFile()
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IngestException($"{path} cannot be opened: {exception.Message}", exception);
        }
    }

    private async Task<Format> DetectAsync(FileStream stream, CancellationToken cancellationToken)
    {
        byte[] head = new byte[512];
        int count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        ReadOnlySpan<byte> start = head.AsSpan(0, count);
        if (count == 0)
        {
            throw new IngestException($"{path} is empty.");
        }

        if (start.StartsWith("SIMPLE  ="u8) || start.StartsWith("XTENSION="u8))
        {
            return Format.Fits;
        }

        if (start.StartsWith("PAR1"u8))
        {
            return Format.Parquet;
        }

        if (ArrowTableReader.Recognises(start))
        {
            return Format.Arrow;
        }

        if (Hdf5TableReader.Recognises(start))
        {
            return Format.Hdf5;
        }

        if (start.StartsWith((byte[])[0x1F, 0x8B]))
        {
            // FITS files come gzipped; their reader unpacks them. Other gzipped files are to be unpacked first.
            return Format.Fits;
        }

        if (JsonTableReader.Recognises(start))
        {
            return Format.Json;
        }

        if (HtmlTableReader.Recognises(start))
        {
            return Format.Html;
        }

        ReadOnlySpan<byte> text = start.StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        return text.TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? Format.Votable : Format.Text;
    }

    /// <summary>Names the file in what goes wrong, and closes it.</summary>
    private sealed class FileReader(string path, FileStream stream, ITableReader inner) : ITableReader
    {
        public TableSchema Schema => inner.Schema;

        public long? RowCount => inner.RowCount;

        public (long Read, long? Total) BytePosition => inner.BytePosition;

        public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            try
            {
                return await inner.ReadAsync(batch, cancellationToken);
            }
            catch (TableFormatException exception)
            {
                throw new IngestException($"{path}: {exception.Message}", exception);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await stream.DisposeAsync();
        }
    }
}
