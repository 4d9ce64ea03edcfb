using System.Text;
using System.Text.Json;

namespace Hven.Client;

/// <summary>
/// Reads a result in the form <c>json</c> while it arrives: <c>{"columns":[...],"rows":[[...]...],"rowCount":N,"overflow":bool,"error":text}</c>.
/// Memory holds one row at a time. Not safe for concurrent use.
/// </summary>
public sealed class ResultDocumentReader
{
    private const int FirstBuffer = 64 * 1024;
    private const int MaxBuffer = 256 << 20;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private bool _atEnd;
    private JsonReaderState _state;
    private bool _tailRead;
    private ResultCell[] _row = [];

    /// <summary>Makes a reader.</summary>
    /// <param name="stream">The document; the caller disposes of it.</param>
    public ResultDocumentReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
    }

    private delegate bool Step(ref Utf8JsonReader json);

    /// <summary>The columns, once <see cref="ReadColumnsAsync"/> has returned.</summary>
    public IReadOnlyList<ColumnDescription> Columns { get; private set; } = [];

    /// <summary>The cells of the row that was read last; the next read replaces them.</summary>
    public IReadOnlyList<ResultCell> Row => _row;

    /// <summary>Rows read so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Whether more rows exist than were sent; known after the last row.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Why the rows end early, if they do; known after the last row.</summary>
    public string? Error { get; private set; }

    /// <summary>Reads up to the first row.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HvenConnectionException">The document breaks off or is none.</exception>
    public async Task ReadColumnsAsync(CancellationToken cancellationToken)
    {
        await RunAsync(TryReadHead, cancellationToken).ConfigureAwait(false);
        _row = new ResultCell[Columns.Count];
    }

    /// <summary>Reads the next row.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="HvenConnectionException">The document breaks off or is none.</exception>
    public async ValueTask<bool> ReadRowAsync(CancellationToken cancellationToken)
    {
        if (_tailRead)
        {
            return false;
        }

        await RunAsync(TryReadRow, cancellationToken).ConfigureAwait(false);
        return !_tailRead;
    }

    /// <summary>Takes one step, with as many bytes as it needs. A step that lacks bytes is taken again from its start.</summary>
    private async ValueTask RunAsync(Step step, CancellationToken cancellationToken)
    {
        while (!Take(step))
        {
            if (_atEnd)
            {
                throw new HvenConnectionException(ConnectionFault.CutOff, "The result breaks off before its end: it is not complete.");
            }

            MakeRoom();
            int count = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += count;
            _atEnd = count == 0;
        }
    }

    private bool Take(Step step)
    {
        // Not final even at the stream's end: a document that lacks bytes is told from one that is wrong.
        Utf8JsonReader json = new(_buffer.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
        try
        {
            if (!step(ref json))
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new HvenConnectionException(ConnectionFault.NotHven, $"The result cannot be read: {exception.Message}", exception);
        }

        _start += (int)json.BytesConsumed;
        _state = json.CurrentState;
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_buffer.Length >= MaxBuffer)
        {
            throw new HvenConnectionException(ConnectionFault.NotHven, $"The result has a row of more than {MaxBuffer >> 20} MiB.");
        }

        Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private bool TryReadHead(ref Utf8JsonReader json)
    {
        if (!json.Read())
        {
            return false;
        }

        Expect(json.TokenType == JsonTokenType.StartObject);
        while (json.Read())
        {
            Expect(json.TokenType == JsonTokenType.PropertyName);
            if (json.ValueTextEquals("rows"u8))
            {
                if (!json.Read())
                {
                    return false;
                }

                Expect(json.TokenType == JsonTokenType.StartArray);
                return true;
            }

            bool isColumns = json.ValueTextEquals("columns"u8);
            if (!TryMeasureValue(ref json, out Utf8JsonReader value))
            {
                return false;
            }

            if (isColumns)
            {
                Columns = JsonSerializer.Deserialize(ref value, HvenJson.Default.ColumnDescriptionArray) ?? [];
            }
        }

        return false;
    }

    private bool TryReadRow(ref Utf8JsonReader json)
    {
        if (!json.Read())
        {
            return false;
        }

        if (json.TokenType == JsonTokenType.EndArray)
        {
            return TryReadTail(ref json);
        }

        Expect(json.TokenType == JsonTokenType.StartArray);
        for (int column = 0; ; column++)
        {
            if (!json.Read())
            {
                return false;
            }

            if (json.TokenType == JsonTokenType.EndArray)
            {
                Expect(column == _row.Length);
                RowCount++;
                return true;
            }

            Expect(column < _row.Length);
            if (!TryReadCell(ref json, out _row[column]))
            {
                return false;
            }
        }
    }

    private static bool TryReadCell(ref Utf8JsonReader json, out ResultCell cell)
    {
        cell = default;
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.True or JsonTokenType.False:
                cell = new(CellKind.Boolean, json.TokenType == JsonTokenType.True ? "true" : "false");
                return true;
            case JsonTokenType.Number:
                cell = new(CellKind.Number, Encoding.UTF8.GetString(json.ValueSpan));
                return true;
            case JsonTokenType.String:
                cell = new(CellKind.Text, json.GetString()!);
                return true;
            default:
                Expect(json.TokenType == JsonTokenType.StartArray);
                return TryReadArray(ref json, out cell);
        }
    }

    private static bool TryReadArray(ref Utf8JsonReader json, out ResultCell cell)
    {
        StringBuilder text = new("[");
        cell = default;
        int depth = json.CurrentDepth;
        bool first = true;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndArray)
            {
                text.Append(']');
                if (json.CurrentDepth == depth)
                {
                    cell = new(CellKind.Array, text.ToString());
                    return true;
                }

                first = false;
                continue;
            }

            text.Append(first ? "" : ", ");
            first = json.TokenType == JsonTokenType.StartArray;
            text.Append(json.TokenType switch
            {
                JsonTokenType.StartArray => "[",
                JsonTokenType.String => json.GetString(),
                _ => Encoding.UTF8.GetString(json.ValueSpan),
            });
        }

        return false;
    }

    private bool TryReadTail(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject)
            {
                _tailRead = true;
                return true;
            }

            bool isOverflow = json.ValueTextEquals("overflow"u8);
            bool isError = json.ValueTextEquals("error"u8);
            if (!TryMeasureValue(ref json, out Utf8JsonReader value))
            {
                return false;
            }

            if (isOverflow)
            {
                Overflow = value.Read() && value.TokenType == JsonTokenType.True;
            }
            else if (isError)
            {
                Error = value.Read() ? value.GetString() : null;
            }
        }

        return false;
    }

    /// <summary>Moves past a property's value when all of it is there.</summary>
    /// <param name="json">Stands on the property's name; then on the value's end.</param>
    /// <param name="value">Stands before the value.</param>
    private static bool TryMeasureValue(ref Utf8JsonReader json, out Utf8JsonReader value)
    {
        value = json;
        return json.Read() && json.TrySkip();
    }

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new JsonException("it has another form than the columns, rows and end of a result.");
        }
    }
}
