namespace Hven.Tables.Votable;

/// <summary>
/// Reads all of a VOTable document, version 1.1 to 1.5: one table after another, and what stands around them. In any namespace or none, plain or
/// gzip-compressed, in UTF-8, UTF-16 or any declared encoding of bytes that the base library knows. A DOCTYPE is refused, addresses are not followed. The stream is not disposed.
/// </summary>
/// <remarks>For one table of a document, <see cref="VotableReader"/> is shorter.</remarks>
public sealed class VotableDocumentReader : IAsyncDisposable
{
    private readonly XmlScanner _scanner;
    private readonly VotableOptions _options;
    private readonly Findings _findings;
    private readonly DocumentBuilder _builder;
    private readonly Stream _source;
    private readonly long? _total;
    private VotableReader? _table;

    private VotableDocumentReader(Stream source, Stream text, VotableOptions options)
    {
        _source = source;
        _total = source.CanSeek ? source.Length : null;
        _options = options;
        _scanner = new XmlScanner(text, options.MaxCellBytes);
        _findings = new Findings(options);
        _builder = new DocumentBuilder(_scanner, options, _findings);
    }

    /// <summary>
    /// The document as far as it was read: what stands before the rows of a table is there when <see cref="NextTableAsync"/> gives the table, what
    /// stands after the last table once that gave <see langword="null"/>. Made anew at each call until then.
    /// </summary>
    public VotableDocument Document => _builder.Document;

    /// <summary>Bytes of the source read so far and in all; the total is <see langword="null"/> when the source has no length.</summary>
    public (long Read, long? Total) BytePosition => _total is null ? (_scanner.BytesRead, null) : (_source.Position, _total);

    internal bool AtEnd => _builder.AtEnd;

    /// <summary>Makes a reader; as much is read as it takes to find out how the document is packed and encoded.</summary>
    /// <param name="stream">The document; need not be seekable.</param>
    /// <param name="options">How strictly to read; what it says of the table to read does not count here. <see langword="null"/> for lenient.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The encoding is none that can be read.</exception>
    public static async ValueTask<VotableDocumentReader> OpenAsync(Stream stream, VotableOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new VotableDocumentReader(stream, await VotableEncoding.Utf8Async(stream, cancellationToken).ConfigureAwait(false), options ?? new VotableOptions());
    }

    /// <summary>Reads what a document says besides its cells, passing over all rows.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    /// <exception cref="TableFormatException">The document is damaged.</exception>
    public static async ValueTask<VotableDocument> ReadDocumentAsync(Stream stream, VotableOptions? options, CancellationToken cancellationToken)
    {
        await using VotableDocumentReader reader = await OpenAsync(stream, options, cancellationToken).ConfigureAwait(false);
        await reader.FinishAsync(cancellationToken).ConfigureAwait(false);
        return reader.Document;
    }

    /// <summary>Reads on to the next TABLE; what was not read of the rows before is passed over.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>A reader of the table's rows, good until the next call, or <see langword="null"/> at the end of the document.</returns>
    /// <exception cref="TableFormatException">The document is damaged.</exception>
    public async ValueTask<VotableReader?> NextTableAsync(CancellationToken cancellationToken)
    {
        await CloseTableAsync().ConfigureAwait(false);
        return await _builder.NextAsync(cancellationToken).ConfigureAwait(false) is { } place
            ? _table = await TableAsync(place, isAlone: false, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseTableAsync();

    /// <summary>Finds the table that the options ask for.</summary>
    internal async ValueTask<VotableReader> FindAsync(CancellationToken cancellationToken)
    {
        VotableReader? dataless = null;
        int tables = 0;
        while (await _builder.NextAsync(cancellationToken).ConfigureAwait(false) is { } place)
        {
            tables++;
            bool isAny = _options.Table is null && _options.TableName is null;
            if (isAny ? place.HasRows : place.Number == _options.Table || (_options.TableName is { } name && (place.Id == name || place.Name == name)))
            {
                return await TableAsync(place, isAlone: true, cancellationToken).ConfigureAwait(false);
            }

            if (isAny)
            {
                dataless ??= await TableAsync(place, isAlone: true, cancellationToken).ConfigureAwait(false);
            }
        }

        if (dataless is not null)
        {
            return dataless;
        }

        VotableInfo[] infos = [.. Document.Descendants().OfType<VotableInfo>()];
        if (_options.Table is null && _options.TableName is null && Array.Exists(infos, info => info.Name.Equals("QUERY_STATUS", StringComparison.OrdinalIgnoreCase) || info.Name.Equals("Error", StringComparison.OrdinalIgnoreCase)))
        {
            TableSchema schema = new([]) { Info = [.. infos.Select(info => KeyValuePair.Create(info.Name, info.Value))] };
            return new VotableReader(this, new VotableTable(), schema, null, isAlone: true);
        }

        throw _scanner.Fault("VOT-NOTABLE", (_options.Table, _options.TableName) switch
        {
            ({ } number, _) => $"The document has {tables} TABLE elements; number {number} is not among them",
            (_, { } name) => $"None of the document's {tables} TABLE elements has the ID or name '{name}'",
            _ => "The document has no TABLE",
        });
    }

    internal ValueTask FinishAsync(CancellationToken cancellationToken) => _builder.FinishAsync(cancellationToken);

    /// <summary>Holds the rows met against what the table said.</summary>
    internal void CheckRows(VotableTable table, long rows)
    {
        if (table.RowCount is { } said && said != rows)
        {
            _findings.Add(Rule.RowCount, $"TABLE says nrows='{said}' and has {rows} rows", _scanner.Place());
        }
    }

    private async ValueTask<VotableReader> TableAsync(TablePlace place, bool isAlone, CancellationToken cancellationToken)
    {
        TableLayout layout;
        try
        {
            layout = TableLayout.Of(_builder, place.HasRows, _findings, _scanner.Place());
        }
        catch (FormatException exception)
        {
            throw _scanner.Fault("VOT-FIELD", exception.Message);
        }

        TableSchema schema = layout.Schema;
        RowSource? rows = null;
        switch (layout.Data)
        {
            case null:
                break;
            case { Serialization: VotableSerialization.Tabledata }:
                rows = new TabledataRows(_scanner, layout, _options, _findings, MarksNulls());
                break;
            case { Address: { } address }:
                TableFormatException fault = _scanner.Fault("VOT-EXTERNAL", $"The rows are in another place, '{address}', which is not followed");
                rows = isAlone ? throw fault : new RefusedRows(fault);
                break;
            case { Serialization: VotableSerialization.Fits }:
                (rows, schema) = await FitsRows.OpenAsync(new Base64Source(_scanner), layout, cancellationToken).ConfigureAwait(false);
                break;
            default:
                rows = new BinaryRows(new Base64Source(_scanner), layout, _options, _findings, _scanner.Place());
                break;
        }

        return new VotableReader(this, _builder.Table, schema, rows, isAlone);
    }

    // Before 1.3 only a marked value was null in TABLEDATA (VOTable 1.5, section 5.5).
    private bool MarksNulls() => Document.Version?.Trim() is "1.0" or "1.1" or "1.2";

    private async ValueTask CloseTableAsync()
    {
        if (_table is not null)
        {
            await _table.DisposeAsync().ConfigureAwait(false);
            _table = null;
        }
    }
}
