using System.Globalization;
using Hven.Tables;
using Hven.Tables.Csv;

namespace Hven.Query.Ingest;

/// <summary>A file on this machine: FITS, VOTable, Parquet, Arrow, HDF5, JSON, HTML or text, told by its first bytes, not by its name.</summary>
/// <param name="path">The file.</param>
/// <param name="hdu">
/// Name (EXTNAME) or number, from 0, of the table in a FITS file, its path in an HDF5 file, or its id or number, from 1, in a page of HTML;
/// <see langword="null"/> for its first, or the objects of an LDAC file.
/// </param>
public sealed class FileCatalogSource(string path, string? hdu = null) : ICatalogSource
{
    private const int BufferBytes = 1 << 20;

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
        TableFileFormat format = await DetectAsync(stream, cancellationToken);
        try
        {
            if (format == TableFileFormat.Text)
            {
                CsvScan scan = await CsvScan.ScanAsync(stream, null, cancellationToken);
                return new(scan.Schema, scan.RowCount) { Scan = scan };
            }

            var notes = new List<string>();
            TableFileOptions options = new() { Hdu = hdu, OnReject = static _ => { }, OnSkippedColumn = (column, reason) => notes.Add($"{path}: column {column} is left out: {reason}.") };
            await using ITableReader reader = await TableFile.OpenAsync(stream, format, options, cancellationToken);
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
            TableFileOptions options = new() { Hdu = hdu, TextColumns = schema.Columns, OnReject = onReject, OnSkippedColumn = static (_, _) => { } };
            ITableReader reader = await TableFile.OpenAsync(stream, await DetectAsync(stream, cancellationToken), options, cancellationToken);
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

    private async Task<TableFileFormat> DetectAsync(FileStream stream, CancellationToken cancellationToken) =>
        await TableFile.DetectAsync(stream, cancellationToken) ?? throw new IngestException($"{path} is empty.");

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
