using System.Globalization;
using System.Text.Json;
using Hven.Tables.Csv;

namespace Hven.Tables.Json;

/// <summary>
/// Reads tables in JSON: documents of <see cref="JsonTableWriter"/> with types and meaning as they were written, and arrays of flat objects, whose columns
/// are the members' names; these are read through once to find types that hold all values (integers stay integers; numbers and texts in one column
/// are text; what is missing is null). Holds one row and one batch. Does not dispose the stream. Not safe for concurrent use.
/// </summary>
public sealed class JsonTableReader : ITableReader
{
    // Texts and arrays of a batch: rows after this many bytes go to the next one.
    private const int BatchBytes = 16 << 20;

    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly JsonInput _input;
    private readonly JsonRows _rows;
    private readonly bool _asObjects;
    private bool _ended;

    private JsonTableReader(Stream stream, bool ownsStream, JsonInput input, TableSchema schema, bool asObjects)
    {
        _stream = stream;
        _ownsStream = ownsStream;
        _input = input;
        _rows = new JsonRows(input, schema);
        _asObjects = asObjects;
        Schema = schema;
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public long? RowCount => null;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (_input.Position, _stream.CanSeek ? _stream.Length : null);

    /// <summary>Whether the document says that rows were left out because of a limit. Known after the last row.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Whether a file looks like one of JSON.</summary>
    /// <param name="head">Its first bytes.</param>
    public static bool Recognises(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        return text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
    }

    /// <summary>Opens a table.</summary>
    /// <param name="stream">The file, at its beginning. An array of objects that cannot seek is kept in a temporary file to be read twice.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The file is damaged, or neither of both forms.</exception>
    public static async ValueTask<JsonTableReader> OpenAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream source = stream.CanSeek ? stream : await TemporaryCopy.OfAsync(stream, cancellationToken).ConfigureAwait(false);
        try
        {
            long origin = source.Position;
            var input = new JsonInput(source);
            await input.SkipMarkAsync(cancellationToken).ConfigureAwait(false);
            if (await input.TakeAsync("{[", cancellationToken).ConfigureAwait(false) == (byte)'{')
            {
                TableSchema described = await JsonHead.ReadAsync(input, cancellationToken).ConfigureAwait(false);
                return new(source, source != stream, input, described, asObjects: false);
            }

            TableSchema found = await LookAsync(input, cancellationToken).ConfigureAwait(false);
            source.Position = origin;
            var again = new JsonInput(source);
            await again.SkipMarkAsync(cancellationToken).ConfigureAwait(false);
            await again.TakeAsync("[", cancellationToken).ConfigureAwait(false);
            return new(source, source != stream, again, found, asObjects: true);
        }
        catch
        {
            if (source != stream)
            {
                await source.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        long bytes = 0;
        for (int row = 0; row < RecordBatch.DefaultRowCount && bytes < BatchBytes && await NextAsync(_input, _rows.Count, cancellationToken).ConfigureAwait(false); row++)
        {
            ReadOnlyMemory<byte> value = await _input.ValueAsync(cancellationToken).ConfigureAwait(false);
            bytes += value.Length;
            _rows.Read(value.Span, batch, _asObjects);
        }

        if (batch.RowCount == 0 && !_ended)
        {
            _ended = true;
            await EndAsync(cancellationToken).ConfigureAwait(false);
        }

        return batch.RowCount > 0;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ownsStream ? _stream.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Goes to the next row of an array, if there is one.</summary>
    private static async ValueTask<bool> NextAsync(JsonInput input, long rowsBefore, CancellationToken cancellationToken)
    {
        if (await input.PeekAsync(cancellationToken).ConfigureAwait(false) == ']')
        {
            return false;
        }

        if (rowsBefore > 0)
        {
            await input.TakeAsync(",", cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static async ValueTask<TableSchema> LookAsync(JsonInput input, CancellationToken cancellationToken)
    {
        var objects = new JsonObjects(input);
        for (long row = 0; await NextAsync(input, row, cancellationToken).ConfigureAwait(false); row++)
        {
            objects.Look((await input.ValueAsync(cancellationToken).ConfigureAwait(false)).Span);
        }

        return objects.Schema is { Columns.Count: > 0 } schema ? schema : throw input.Fault("JSON-COLUMNS", "the array holds no object with members, so there are no columns.");
    }

    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _input.TakeAsync("]", cancellationToken).ConfigureAwait(false);
        while (!_asObjects && await _input.TakeAsync(",}", cancellationToken).ConfigureAwait(false) == (byte)',')
        {
            string name = await JsonHead.NameAsync(_input, cancellationToken).ConfigureAwait(false);
            Take(name, (await _input.ValueAsync(cancellationToken).ConfigureAwait(false)).Span);
        }

        if (await _input.PeekAsync(cancellationToken).ConfigureAwait(false) >= 0)
        {
            throw _input.Fault("JSON-SYNTAX", "the table ends here, but the file goes on.");
        }
    }

    private void Take(string name, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        switch (name)
        {
            case "rowCount" when !JsonInteger<long>.TryRead(ref reader, out long count) || count != _rows.Count:
                throw _input.Fault("JSON-ROWCOUNT", string.Create(CultureInfo.InvariantCulture, $"{JsonValue.Show(ref reader)} rows are told, {_rows.Count} are there."));
            case "error" when reader.TokenType != JsonTokenType.Null:
                throw _input.Fault("JSON-ERROR", $"the table ended before its last row: {JsonValue.Show(ref reader)}.");
            case "overflow":
                Overflow = reader.TokenType == JsonTokenType.True;
                break;
        }
    }
}
