using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hven.Tables.Arrow;

/// <summary>
/// Writes the Arrow IPC streaming format, or the file format (also called Feather 2). Rows are gathered into record batches of up to 65536, or 4 MiB: a client that does not read holds one.
/// Unit, UCD, utype, xtype, description, the shape of arrays (<c>arraysize</c>) and the value that stood for null (<c>null</c>) stand in the fields'
/// metadata under those names; complex numbers are fixed-size lists of two, named by <c>datatype</c>. A table that ends in an error is left without
/// its end. Not safe for concurrent use.
/// </summary>
public sealed class ArrowTableWriter : TableWriter
{
    private const int MaxRows = 65_536;
    private const long MaxBytes = 4 << 20;

    private readonly Apache.Arrow.Ipc.ArrowStreamWriter _writer;
    private readonly Schema _schema;
    private readonly ArrowColumn[] _columns;
    private int _rows;
    private bool _batchWritten;

    /// <summary>Makes a writer.</summary>
    /// <param name="stream">Takes the table.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="form">Which of the two IPC formats.</param>
    public ArrowTableWriter(Stream stream, TableSchema schema, ArrowForm form = ArrowForm.Stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _columns = [.. schema.Columns.Select(ArrowColumn.For)];
        IEnumerable<KeyValuePair<string, string>> metadata = [.. Pair("name", schema.Name), .. Pair("description", schema.Description)];
        _schema = new Schema([.. schema.Columns.Select((column, index) => FieldOf(column, _columns[index].Type))], metadata);
        _writer = form == ArrowForm.File
            ? new Apache.Arrow.Ipc.ArrowFileWriter(new CountedOutput(stream), _schema, leaveOpen: true)
            : new Apache.Arrow.Ipc.ArrowStreamWriter(stream, _schema, leaveOpen: true);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_rows > 0 && (_rows + batch.RowCount > MaxRows || _columns.Sum(column => column.ByteCount) > MaxBytes))
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        for (int column = 0; column < _columns.Length; column++)
        {
            _columns[column].Append(batch.Columns[column]);
        }

        _rows += batch.RowCount;
        if (_rows >= MaxRows)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!_batchWritten && _writer is Apache.Arrow.Ipc.ArrowFileWriter)
        {
            // The file format's writer leaves the schema out in front when no batch follows it, which readers from front to back need.
            await WriteBatchAsync(cancellationToken).ConfigureAwait(false);
        }

        await _writer.WriteStartAsync(cancellationToken).ConfigureAwait(false);
        if (end.Error is null)
        {
            await _writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return base.DisposeAsync();
    }

    private static Field FieldOf(Column column, IArrowType type) => new(
        column.Name,
        type,
        nullable: true,
        [
            .. Pair("unit", column.Unit), .. Pair("ucd", column.Ucd), .. Pair("utype", column.Utype), .. Pair("xtype", column.Xtype),
            .. Pair("description", column.Description), .. Pair("arraysize", column.Shape?.ToString()), .. Pair("null", column.NullValue),
            .. Pair("datatype", column.Type switch { ElementType.Complex64 => "complex64", ElementType.Complex128 => "complex128", _ => null }),
        ]);

    private static IEnumerable<KeyValuePair<string, string>> Pair(string key, string? value) =>
        string.IsNullOrEmpty(value) ? [] : [new KeyValuePair<string, string>(key, value)];

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows > 0)
        {
            await WriteBatchAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteBatchAsync(CancellationToken cancellationToken)
    {
        _batchWritten = true;
        using (var batch = new Apache.Arrow.RecordBatch(_schema, _columns.Select(column => ArrowArrayFactory.BuildArray(column.Take())), _rows))
        {
            await _writer.WriteRecordBatchAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        foreach (ArrowColumn column in _columns)
        {
            column.Clear();
        }

        _rows = 0;
    }
}
