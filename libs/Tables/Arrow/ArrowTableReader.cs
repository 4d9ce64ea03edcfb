using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace Hven.Tables.Arrow;

/// <summary>
/// Reads the Arrow IPC streaming format and the file format (Feather 2), both from front to back, with bodies compressed by LZ4 or Zstandard, and
/// dictionaries. Lists become arrays; dates and timestamps become ISO 8601 text with xtype <c>timestamp</c>, in UTC when the file names a time zone;
/// times of day text; durations 64-bit integers with their unit; decimals 64-bit integers when they have no fraction and at most 18 digits, else the
/// nearest binary64; half floats binary32; a column of type null text without values. What <see cref="ArrowTableWriter"/> puts into the fields' metadata
/// is read back. Holds one record batch of the file. Does not dispose the stream. Not safe for concurrent use.
/// </summary>
public sealed class ArrowTableReader : ITableReader
{
    // Zstandard makes runs of one value about so much smaller; a small file that asks for more is damaged.
    private const int MaxCompression = 1 << 14;

    private readonly ArrowStreamReader _reader;
    private readonly ArrowInput _input;
    private readonly long? _total;
    private readonly List<(int Field, ArrowField Plan)> _fields;
    private Apache.Arrow.RecordBatch? _open;
    private int _next;

    private ArrowTableReader(ArrowStreamReader reader, ArrowInput input, long? total, TableSchema schema, List<(int Field, ArrowField Plan)> fields)
    {
        _reader = reader;
        _input = input;
        _total = total;
        _fields = fields;
        Schema = schema;
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public long? RowCount => null;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (_input.BytesRead, _total);

    /// <summary>Whether a file's first bytes are of the file format, or of the streaming format as it is written since 2019.</summary>
    /// <param name="head">At least the first 8 bytes.</param>
    public static bool Recognises(ReadOnlySpan<byte> head) =>
        head.StartsWith("ARROW1\0\0"u8) || (head.Length >= 8 && head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF]) && head[7] == 0);

    /// <summary>Opens a stream or file and reads its schema.</summary>
    /// <param name="stream">The source at its beginning; read asynchronously, and only forwards.</param>
    /// <param name="options">What to read.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The source is damaged, is not Arrow, or has columns that a table cannot hold.</exception>
    public static async ValueTask<ArrowTableReader> OpenAsync(
        Stream stream, ArrowReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new ArrowReaderOptions();
        long? total = stream.CanSeek ? stream.Length - stream.Position : null;
        byte[] head = new byte[8];
        int count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        bool isFile = head.AsSpan(0, count).SequenceEqual("ARROW1\0\0"u8);
        var input = new ArrowInput(isFile ? default : head.AsMemory(0, count), stream, total - (isFile ? count : 0), options.MaxBufferBytes);
        long limit = total is { } length ? Math.Min(options.MaxBufferBytes, (length * MaxCompression) + (1 << 20)) : options.MaxBufferBytes;
        var reader = new ArrowStreamReader(input, new BoundedAllocator(input, limit), new CompressionCodecFactory(), leaveOpen: true);
        try
        {
            Schema arrow = await ArrowFault.GuardAsync(async () => await reader.GetSchema(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false)
                ?? throw new TableFormatException("ARROW-DAMAGED", "The source has no Arrow schema.");
            List<(int Field, ArrowField Plan)> fields = Plan(arrow, options);
            var schema = new TableSchema([.. fields.Select(field => field.Plan.Column)])
            {
                Name = arrow.Metadata?.GetValueOrDefault("name"),
                Description = arrow.Metadata?.GetValueOrDefault("description"),
            };
            return new ArrowTableReader(reader, input, total, schema, fields);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        while (_open is null || _next >= _open.Length)
        {
            _open?.Dispose();
            _next = 0;
            _open = await ArrowFault.GuardAsync(async () => await _reader.ReadNextRecordBatchAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            if (_open is null)
            {
                return false;
            }

            CheckLengths(_open);
        }

        int rows = Math.Min(RecordBatch.DefaultRowCount, _open.Length - _next);
        Apache.Arrow.RecordBatch open = _open;
        await ArrowFault.GuardAsync(() =>
        {
            for (int column = 0; column < _fields.Count; column++)
            {
                _fields[column].Plan.Source.Append(open.Column(_fields[column].Field).Data, _next, rows, batch.Columns[column]);
            }

            return ValueTask.FromResult(true);
        }).ConfigureAwait(false);
        _next += rows;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _open?.Dispose();
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private static List<(int Field, ArrowField Plan)> Plan(Schema schema, ArrowReaderOptions options)
    {
        var fields = new List<(int Field, ArrowField Plan)>();
        for (int index = 0; index < schema.FieldsList.Count; index++)
        {
            Field field = schema.FieldsList[index];
            if (options.Columns?.Contains(field.Name) == false)
            {
                continue;
            }

            (ArrowField? plan, string? refusal) = ArrowField.For(field);
            if (plan is not null)
            {
                fields.Add((index, plan));
            }
            else if (options.OnSkippedColumn is { } skipped)
            {
                skipped(field.Name, refusal!);
            }
            else
            {
                throw new TableFormatException("ARROW-TYPE", $"Column {field.Name} cannot be read: {refusal}. Choose other columns.");
            }
        }

        return options.Columns is not { } wanted
            ? fields
            : [.. wanted.Select(name => fields.Find(field => field.Plan.Column.Name == name) is { Plan: not null } found
                ? found
                : throw new TableFormatException("ARROW-COLUMNS", $"The file has no column {name} that can be read; it has {string.Join(", ", schema.FieldsList.Take(50).Select(field => field.Name))}."))];
    }

    /// <summary>A damaged file may give its columns other lengths than its batch.</summary>
    private void CheckLengths(Apache.Arrow.RecordBatch batch)
    {
        foreach ((int field, ArrowField plan) in _fields)
        {
            if (field >= batch.ColumnCount || batch.Column(field).Length != batch.Length)
            {
                throw new TableFormatException("ARROW-DAMAGED", $"A batch of {batch.Length} rows has another number of them in column {plan.Column.Name}.");
            }
        }
    }
}
