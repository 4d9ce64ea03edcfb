namespace Hven.Tables.Votable;

/// <summary>How a document is written.</summary>
public sealed record VotableDocumentWriterOptions
{
    /// <summary>How rows are written; <see langword="null"/> for each table as its <see cref="VotableTable.Data"/> says, FITS as BINARY2.</summary>
    public VotableSerialization? Serialization { get; init; }

    /// <summary>The version to write: <c>1.3</c>, <c>1.4</c> or <c>1.5</c>; <see langword="null"/> for the document's own, older ones as 1.3 (1.4 with TIMESYS), newer ones as 1.5.</summary>
    public string? Version { get; init; }
}

/// <summary>
/// Writes a document of any number of tables as its <see cref="VotableDocument"/> says, with all of its metadata. For each table with DATA, in document
/// order: <see cref="BeginTableAsync"/>, then <see cref="WriteAsync"/> any number of times; in the end <see cref="EndAsync"/>. Each call is given the
/// document as far as it is known then, so that it can be copied while it is read. The stream is not disposed.
/// </summary>
public sealed class VotableDocumentWriter : IAsyncDisposable
{
    private const int FlushBytes = 1 << 17;

    private readonly Stream _stream;
    private readonly VotableDocumentWriterOptions _options;
    private readonly Utf8Output _output = new();
    private readonly ElementOutput _elements;

    // For each element that is open, the outermost first: which of its members comes next, or is itself open.
    private readonly List<int> _path = [];
    private RowOutput? _rows;

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the document goes.</param>
    /// <param name="options">How to write; <see langword="null"/> to keep all as it is.</param>
    /// <exception cref="ArgumentException">The version cannot be written, or the serialization is FITS.</exception>
    public VotableDocumentWriter(Stream stream, VotableDocumentWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _options = options ?? new VotableDocumentWriterOptions();
        if (_options.Version is not (null or "1.3" or "1.4" or "1.5"))
        {
            throw new ArgumentException($"VOTable {_options.Version} is not written; 1.3, 1.4 and 1.5 are.", nameof(options));
        }

        if (_options.Serialization == VotableSerialization.Fits)
        {
            throw new ArgumentException("The FITS serialization is only read.", nameof(options));
        }

        _elements = new ElementOutput(_output);
    }

    /// <summary>Characters that XML 1.0 forbids and that were written as U+FFFD so far.</summary>
    public long ReplacedCharacters => _output.Replaced;

    /// <summary>Writes on to the rows of the next table with DATA; tables without it and those whose rows stand in another place are written on the way.</summary>
    /// <param name="document">The document as far as it is known, at least as far as that table's DATA.</param>
    /// <param name="schema">The columns of the batches to come: for each FIELD one, of its type or one that it can hold.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="ArgumentException">There is no further table with DATA, or a column does not fit its FIELD.</exception>
    public async ValueTask BeginTableAsync(VotableDocument document, TableSchema schema, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(schema);
        EndTable();
        if (!Advance(document, 0))
        {
            throw new ArgumentException("The document has no further table with DATA.", nameof(document));
        }

        VotableContainer container = document;
        foreach (int member in _path.SkipLast(2))
        {
            container = (VotableContainer)container.Members[member];
        }

        VotableTable table = (VotableTable)container;
        VotableSerialization serialization = _options.Serialization ?? table.Data!.Serialization;
        _rows = RowOutput.Open(serialization, Fields(document, table, schema, serialization), _output);
        await FlushAsync(FlushBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes rows of the table that was begun; the batch may be reused as soon as the call returns.</summary>
    /// <param name="batch">Rows of the schema that the table was begun with.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="TableFormatException">A value cannot be written in this serialisation.</exception>
    /// <exception cref="InvalidOperationException">No table was begun.</exception>
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RowOutput rows = _rows ?? throw new InvalidOperationException("No table was begun.");
        for (int start = 0; start < batch.RowCount; start += RowOutput.BlockRows)
        {
            rows.Write(batch, start, Math.Min(RowOutput.BlockRows, batch.RowCount - start));
            await FlushAsync(FlushBytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the rest of the document.</summary>
    /// <param name="document">All of the document.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="ArgumentException">A table with DATA was not begun.</exception>
    public async ValueTask EndAsync(VotableDocument document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        EndTable();
        if (Advance(document, 0))
        {
            throw new ArgumentException("The document has a further table with DATA, whose rows were not written.", nameof(document));
        }

        await FlushAsync(0, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void EndTable()
    {
        _rows?.Close();
        _rows = null;
    }

    /// <summary>Writes an element from where <see cref="_path"/> stands up to the next DATA whose rows are wanted.</summary>
    /// <returns>False when all of the element was written.</returns>
    private bool Advance(VotableContainer container, int level)
    {
        if (_path.Count == level)
        {
            Open(container);
            _path.Add(0);
        }

        while (_path[level] < container.Members.Count)
        {
            switch (container.Members[_path[level]])
            {
                case VotableData { Address: null } data when _path.Count == level + 1:
                    _path.Add(0);
                    return true;
                case VotableData { Address: null } data:
                    WriteAll(data.Members);
                    _output.Raw("</DATA>\n"u8);
                    _path.RemoveAt(level + 1);
                    break;
                case VotableResource or VotableTable when Advance((VotableContainer)container.Members[_path[level]], level + 1):
                    return true;
                case VotableResource or VotableTable:
                    break;
                case { } other:
                    _elements.Write(other);
                    break;
            }

            _path[level]++;
        }

        _elements.Close(container);
        _path.RemoveAt(level);
        return false;
    }

    private void Open(VotableContainer container)
    {
        if (container is VotableDocument document)
        {
            _elements.OpenDocument(document, _options.Version ?? Writable(document));
        }
        else
        {
            _elements.Open(container);
        }
    }

    private void WriteAll(IReadOnlyList<VotableElement> members)
    {
        foreach (VotableElement member in members)
        {
            _elements.Write(member);
        }
    }

    private static string Writable(VotableDocument document) => document.Version?.Trim() switch
    {
        "1.4" => "1.4",
        null or "1.0" or "1.1" or "1.2" or "1.3" => document.TimeSystems.Any() ? "1.4" : "1.3",
        _ => "1.5",
    };

    private static OutputField[] Fields(VotableDocument document, VotableTable table, TableSchema schema, VotableSerialization serialization)
    {
        VotableField[] fields = [.. TableLayout.FieldsOf(table, document.Find)];
        if (fields.Length != schema.Columns.Count)
        {
            throw new ArgumentException($"The table has {fields.Length} FIELDs, the schema {schema.Columns.Count} columns.", nameof(schema));
        }

        return [.. fields.Zip(schema.Columns, (field, column) => OutputField.Of(field, NullValues.Of(field, document.Find), column, serialization is VotableSerialization.Binary2 or VotableSerialization.Fits))];
    }

    private async ValueTask FlushAsync(int least, CancellationToken cancellationToken)
    {
        if (_output.Length >= least)
        {
            await _stream.WriteAsync(_output.Written, cancellationToken).ConfigureAwait(false);
            _output.Clear();
        }
    }
}
