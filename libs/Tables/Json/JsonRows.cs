using System.Globalization;
using System.Text.Json;

namespace Hven.Tables.Json;

/// <summary>Reads rows into batches: arrays in the columns' order, or objects by the columns' names.</summary>
internal sealed class JsonRows
{
    private readonly JsonInput _input;
    private readonly TableSchema _schema;
    private readonly JsonValue[] _values;
    private readonly Dictionary<string, int> _index;
    private readonly long[] _seen;

    public JsonRows(JsonInput input, TableSchema schema)
    {
        _input = input;
        _schema = schema;
        _values = [.. schema.Columns.Select(JsonValue.For)];
        _seen = new long[_values.Length];
        _index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int column = 0; column < _values.Length; column++)
        {
            _index.TryAdd(schema.Columns[column].Name, column);
        }
    }

    /// <summary>Rows read.</summary>
    public long Count { get; private set; }

    /// <summary>Reads one row.</summary>
    /// <param name="row">An array or an object.</param>
    /// <param name="batch">Gets the row.</param>
    /// <param name="asObject">Which of both it must be.</param>
    /// <exception cref="TableFormatException">A value is not of its column's type, or the row has others than the columns.</exception>
    public void Read(ReadOnlySpan<byte> row, RecordBatch batch, bool asObject)
    {
        Count++;
        var reader = new Utf8JsonReader(row);
        try
        {
            reader.Read();
            if (reader.TokenType != (asObject ? JsonTokenType.StartObject : JsonTokenType.StartArray))
            {
                throw Fault(ref reader, row, null, $"{JsonValue.Show(ref reader)} is no {(asObject ? "object" : "array")}");
            }

            if (asObject)
            {
                ReadObject(ref reader, row, batch);
            }
            else
            {
                ReadArray(ref reader, row, batch);
            }
        }
        catch (JsonException fault)
        {
            throw _input.Syntax(fault, reader.BytesConsumed);
        }
    }

    private void ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> row, RecordBatch batch)
    {
        for (int column = 0; column < _values.Length; column++)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                throw Fault(ref reader, row, null, string.Create(CultureInfo.InvariantCulture, $"it has {column} cells where there are {_values.Length} columns"));
            }

            ReadCell(ref reader, row, batch, column);
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw Fault(ref reader, row, null, string.Create(CultureInfo.InvariantCulture, $"it has more cells than the {_values.Length} columns"));
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> row, RecordBatch batch)
    {
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Most objects have their members in the same order.
            int column = next;
            if (column >= _values.Length || reader.ValueIsEscaped || !reader.ValueTextEquals(_schema.Columns[column].Name))
            {
                string name = JsonObjects.Name(ref reader, _input);
                column = _index.TryGetValue(name, out int known) ? known : throw Fault(ref reader, row, null, $"there was no member '{name}' when the file was read for its columns");
            }

            if (_seen[column] == Count)
            {
                throw Fault(ref reader, row, column, "the object has two members of this name");
            }

            _seen[column] = Count;
            next = column + 1;
            reader.Read();
            ReadCell(ref reader, row, batch, column);
        }

        for (int column = 0; column < _values.Length; column++)
        {
            if (_seen[column] != Count)
            {
                batch.Columns[column].AppendNull();
            }
        }
    }

    private void ReadCell(ref Utf8JsonReader reader, ReadOnlySpan<byte> row, RecordBatch batch, int column)
    {
        if (_values[column].Read(ref reader, batch.Columns[column]) is { } reason)
        {
            throw Fault(ref reader, row, column, reason);
        }
    }

    private TableFormatException Fault(ref Utf8JsonReader reader, ReadOnlySpan<byte> row, int? column, string reason)
    {
        int at = (int)reader.TokenStartIndex;
        string cell = column is { } index ? $", column {_schema.Columns[index].Name} of {_schema.Columns[index].Type}" : "";
        return _input.Fault("JSON-CELL", string.Create(CultureInfo.InvariantCulture, $"row {Count}{cell}: {reason}."), row[..at].Count((byte)'\n'), at);
    }
}
