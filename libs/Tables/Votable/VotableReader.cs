namespace Hven.Tables.Votable;

/// <summary>
/// Reads one table of a VOTable document, version 1.1 to 1.5, in any namespace or none, plain or gzip-compressed: TABLEDATA, BINARY, BINARY2 and
/// FITS in base64, streamed. An empty cell of TABLEDATA is null, also for text; VALUES/@null and the masks of BINARY2 are nulls; NaN is a value.
/// A DOCTYPE is refused, addresses are not followed. A document without a TABLE but with INFO QUERY_STATUS (DALI 1.1, section 4.4) gives no columns
/// and no rows; see <see cref="ErrorMessage"/>. The stream is not disposed.
/// </summary>
public sealed class VotableReader : ITableReader
{
    private readonly VotableDocumentReader _source;
    private readonly RowSource? _rows;
    private readonly bool _isAlone;
    private IReadOnlyList<VotableInfo>? _info;
    private bool _finished;

    internal VotableReader(VotableDocumentReader source, VotableTable table, TableSchema schema, RowSource? rows, bool isAlone)
    {
        _source = source;
        _rows = rows;
        _isAlone = isAlone;
        Table = table;
        Schema = schema;
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <summary>The table as it stands in the document, up to its rows.</summary>
    public VotableTable Table { get; }

    /// <summary>The document as far as it was read; what stands after the rows is there once the last row was read.</summary>
    public VotableDocument Document => _source.Document;

    /// <inheritdoc/>
    /// <remarks>Always <see langword="null"/>: a row count in a document is not binding.</remarks>
    public long? RowCount => null;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => _source.BytePosition;

    /// <summary>All INFO elements met so far; those after the table are there once the last row was read.</summary>
    public IReadOnlyList<VotableInfo> Info => _info ?? (_source.AtEnd ? _info = Infos() : Infos());

    /// <summary>Whether the service said that rows were left out (INFO QUERY_STATUS=OVERFLOW); known once the last row was read.</summary>
    public bool Overflow => Status("OVERFLOW") is not null;

    /// <summary>What the service said went wrong (INFO QUERY_STATUS=ERROR), or <see langword="null"/>; known for certain once the last row was read.</summary>
    public string? ErrorMessage => Status("ERROR") is { } info ? TableLayout.Tidy(info.Text) ?? "The service reported an error without a message" : null;

    /// <summary>Reads the document as far as the rows of the wanted table.</summary>
    /// <param name="stream">The document; need not be seekable.</param>
    /// <param name="options">What to read; <see langword="null"/> for the first table, leniently.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The document is damaged, or there is no such table.</exception>
    public static async ValueTask<VotableReader> OpenAsync(Stream stream, VotableOptions? options, CancellationToken cancellationToken)
    {
        VotableDocumentReader source = await VotableDocumentReader.OpenAsync(stream, options, cancellationToken).ConfigureAwait(false);
        return await source.FindAsync(cancellationToken).ConfigureAwait(false);
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
                _finished = true;
                _source.CheckRows(Table, _rows?.RowCount ?? Table.RowCount ?? 0);
                if (_isAlone)
                {
                    // The rest is read too: a document that is cut off after its last row is damaged all the same.
                    await _source.FinishAsync(cancellationToken).ConfigureAwait(false);
                }
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

    private VotableInfo[] Infos() => [.. Document.Descendants().OfType<VotableInfo>()];

    private VotableInfo? Status(string value) => Info.LastOrDefault(info =>
        info.Name.Equals("QUERY_STATUS", StringComparison.OrdinalIgnoreCase) && info.Value.Equals(value, StringComparison.OrdinalIgnoreCase));
}
