namespace Hven.Tables.Votable;

/// <summary>
/// Reads one table of a VOTable document, version 1.1 to 1.5, in any namespace or none, plain or gzip-compressed: TABLEDATA, BINARY, BINARY2 and
/// FITS in base64, streamed. An empty cell of TABLEDATA is null, also for text; VALUES/@null and the masks of BINARY2 are nulls; NaN is a value.
/// A DOCTYPE is refused, addresses are not followed. A document without a TABLE but with INFO QUERY_STATUS (DALI 1.1, section 4.4) gives no columns
/// and no rows; see <see cref="ErrorMessage"/>. The stream is not disposed.
/// </summary>
public sealed class VotableReader : ITableReader
{
    private readonly XmlScanner _scanner;
    private readonly VotableHead _head;
    private readonly RowSource? _rows;
    private readonly long? _total;
    private readonly Stream _source;
    private bool _finished;

    private VotableReader(Stream source, XmlScanner scanner, VotableHead head, RowSource? rows, TableSchema schema)
    {
        _source = source;
        _scanner = scanner;
        _head = head;
        _rows = rows;
        _total = source.CanSeek ? source.Length : null;
        Schema = schema;
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    /// <remarks>Always <see langword="null"/>: a row count in a document is not binding.</remarks>
    public long? RowCount => null;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => _total is null ? (_scanner.BytesRead, null) : (_source.Position, _total);

    /// <summary>All INFO elements met so far; those after the table are there once the last row was read.</summary>
    public IReadOnlyList<VotableInfo> Info => _head.Info;

    /// <summary>Whether the service said that rows were left out (INFO QUERY_STATUS=OVERFLOW); known once the last row was read.</summary>
    public bool Overflow => Status("OVERFLOW") is not null;

    /// <summary>What the service said went wrong (INFO QUERY_STATUS=ERROR), or <see langword="null"/>; known for certain once the last row was read.</summary>
    public string? ErrorMessage => Status("ERROR") is { } info ? info.Text ?? "The service reported an error without a message" : null;

    /// <summary>Reads the document as far as the rows of the wanted table.</summary>
    /// <param name="stream">The document; need not be seekable.</param>
    /// <param name="options">What to read; <see langword="null"/> for the first table, strictly.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The document is damaged, or there is no such table.</exception>
    public static async ValueTask<VotableReader> OpenAsync(Stream stream, VotableOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new VotableOptions();
        Stream text = await VotableEncoding.Utf8Async(stream, cancellationToken).ConfigureAwait(false);
        XmlScanner scanner = new(text, options.MaxCellBytes);
        VotableHead head = new(scanner, options);
        VotableTable table = await head.FindAsync(cancellationToken).ConfigureAwait(false);
        TableSchema schema = table.Schema;
        RowSource? rows = null;
        switch (table.Serialization)
        {
            case Serialization.Tabledata:
                rows = new TabledataRows(scanner, table, options);
                break;
            case Serialization.Binary or Serialization.Binary2:
                Base64Source binary = new(scanner);
                await binary.OpenAsync(cancellationToken).ConfigureAwait(false);
                rows = new BinaryRows(binary, table, options);
                break;
            case Serialization.Fits:
                Base64Source fits = new(scanner);
                await fits.OpenAsync(cancellationToken).ConfigureAwait(false);
                (rows, schema) = await FitsRows.OpenAsync(fits, table, cancellationToken).ConfigureAwait(false);
                break;
        }

        return new VotableReader(stream, scanner, head, rows, schema);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        while (!_finished)
        {
            bool more = _rows is not null && await _rows.ReadAsync(batch, cancellationToken).ConfigureAwait(false);
            if (!more)
            {
                // The rest is read too: a document that is cut off after its last row is damaged all the same.
                _finished = true;
                await _head.FinishAsync(cancellationToken).ConfigureAwait(false);
            }

            if (batch.RowCount > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rows?.CloseAsync() ?? ValueTask.CompletedTask;

    private VotableInfo? Status(string value) => _head.Info.LastOrDefault(info =>
        info.Name.Equals("QUERY_STATUS", StringComparison.OrdinalIgnoreCase) && info.Value.Equals(value, StringComparison.OrdinalIgnoreCase));
}
