using Hven.Tables.Csv;

namespace Hven.Tables.Html;

/// <summary>
/// Reads a table in a page of HTML (WHATWG HTML, section 4.9). Pages of <see cref="HtmlTableWriter"/> come back with types and meaning as they were
/// written; of others the head gives the names (several rows of it are joined), markup inside cells is left out, runs of blanks are one, empty cells and
/// <c>NULL</c> are null, cells that span columns or rows stand in each of them, rows that are too short end in nulls, and the types are those that hold
/// all rows, as with CSV. The page is read once, into a temporary file; memory holds one row and one batch. Does not dispose the stream. Not safe for
/// concurrent use.
/// </summary>
public sealed class HtmlTableReader : ITableReader
{
    private static readonly string[] s_starts = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<title", "<div", "<h1", "<p>"];

    private readonly FileStream _rows;
    private readonly CsvReader _reader;

    private HtmlTableReader(FileStream rows, CsvReader reader, HtmlTableScan scan)
    {
        _rows = rows;
        _reader = reader;
        Overflow = scan.Overflow;
        Schema = reader.Schema with { Name = scan.Name, Description = scan.Description };
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <summary>Unknown: a page does not tell.</summary>
    public long? RowCount => null;

    /// <summary>Bytes of the temporary file, which is about as long as the table.</summary>
    public (long Read, long? Total) BytePosition => _reader.BytePosition;

    /// <summary>Whether the page says that rows were left out because of a limit.</summary>
    public bool Overflow { get; }

    /// <summary>Whether a file looks like a page of HTML.</summary>
    /// <param name="head">Its first bytes.</param>
    public static bool Recognises(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        while (text.StartsWith("<!--"u8) && text.IndexOf("-->"u8) is var end and >= 0)
        {
            text = text[(end + 3)..].TrimStart(" \t\r\n"u8);
        }

        string start = System.Text.Encoding.Latin1.GetString(text[..Math.Min(text.Length, 16)]);
        return s_starts.Any(known => start.StartsWith(known, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Opens a table.</summary>
    /// <param name="stream">The page in UTF-8, at its beginning; need not be able to seek.</param>
    /// <param name="options">Which table.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">There is no such table, it ends before its end, or it is beyond a bound.</exception>
    public static async ValueTask<HtmlTableReader> OpenAsync(Stream stream, HtmlReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new HtmlReaderOptions();
        FileStream rows = TemporaryCopy.Create();
        try
        {
            HtmlTableScan scan = await HtmlTableScan.ScanAsync(stream, options, rows, cancellationToken).ConfigureAwait(false);
            rows.Position = 0;
            var csv = new CsvOptions
            {
                Dialect = new CsvDialect(HasHeader: scan.Declared is null),
                Columns = scan.Declared,
                OnReject = reject => Reject(reject with { Position = $"row {reject.Row}" }, options),
                MaxCellBytes = int.MaxValue,
                MaxRecordBytes = HtmlTableScan.MaxRowBytes * 2,
            };
            return new(rows, await CsvReader.OpenAsync(rows, csv, cancellationToken).ConfigureAwait(false), scan);
        }
        catch
        {
            await rows.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken) => _reader.ReadAsync(batch, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _rows.DisposeAsync().ConfigureAwait(false);
    }

    private static void Reject(RowReject reject, HtmlReaderOptions options)
    {
        if (options.OnReject is null)
        {
            string column = reject.Column is null ? "" : $", column {reject.Column}";
            throw new TableFormatException("HTML-ROW", $"Row {reject.Row}{column}: {reject.Reason}");
        }

        options.OnReject(reject);
    }
}
