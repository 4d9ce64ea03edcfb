using System.Globalization;
using System.Text.Json;

namespace Hven.Tables.Json;

/// <summary>Finds the columns of an array of flat objects: the members' names in the order of their first appearance, with types that hold all values.</summary>
internal sealed class JsonObjects(JsonInput input)
{
    // A damaged or hostile file can have a new name in each object.
    private const int MaxColumns = 100_000;

    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<(string Name, JsonKinds Kinds)> _columns = [];
    private long _rows;

    /// <summary>The columns of the objects looked at.</summary>
    public TableSchema Schema => new([.. _columns.Select(column => new Column(column.Name, TypeOf(column.Kinds)))]);

    /// <summary>Looks at one object.</summary>
    /// <exception cref="TableFormatException">It is no object, or not a flat one.</exception>
    public void Look(ReadOnlySpan<byte> row)
    {
        _rows++;
        var reader = new Utf8JsonReader(row);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw input.Fault("JSON-CELL", string.Create(CultureInfo.InvariantCulture, $"row {_rows}: {JsonValue.Show(ref reader)} is no object."));
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = Name(ref reader, input);
                reader.Read();
                Add(name, KindOf(ref reader, name));
            }
        }
        catch (JsonException fault)
        {
            throw input.Syntax(fault, reader.BytesConsumed);
        }
    }

    /// <summary>The name of the member at which a reader stands.</summary>
    /// <exception cref="TableFormatException">It is not text.</exception>
    public static string Name(ref Utf8JsonReader reader, JsonInput input)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw input.Fault("JSON-SYNTAX", "the name of a member holds half a surrogate pair, or bytes that are not UTF-8.", 0, reader.TokenStartIndex, fault);
        }
    }

    private void Add(string name, JsonKinds kind)
    {
        if (_index.TryGetValue(name, out int column))
        {
            _columns[column] = (name, _columns[column].Kinds | kind);
            return;
        }

        if (_columns.Count == MaxColumns)
        {
            throw input.Fault("JSON-LIMIT", $"the objects have more than {MaxColumns} members of different names.");
        }

        _index.Add(name, _columns.Count);
        _columns.Add((name, kind));
    }

    private JsonKinds KindOf(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null => JsonKinds.None,
        JsonTokenType.True or JsonTokenType.False => JsonKinds.Boolean,
        JsonTokenType.String => JsonReal<double>.IsName(ref reader) ? JsonKinds.NamedReal : JsonKinds.Text,
        JsonTokenType.Number when JsonInteger<long>.TryRead(ref reader, out long value) => value < 0 ? JsonKinds.Negative : JsonKinds.Integer,
        JsonTokenType.Number when JsonInteger<ulong>.TryRead(ref reader, out _) => JsonKinds.Large,
        JsonTokenType.Number when JsonReal<double>.TryRead(ref reader, out _) => JsonKinds.Real,
        JsonTokenType.Number => JsonKinds.Text,
        _ => throw input.Fault(
            "JSON-NESTED", string.Create(CultureInfo.InvariantCulture, $"row {_rows}, column {name}: {JsonValue.Show(ref reader)} stands where a single value should; only flat objects make a table."),
            0, reader.TokenStartIndex),
    };

    private static ElementType TypeOf(JsonKinds kinds) => kinds switch
    {
        JsonKinds.Boolean => ElementType.Boolean,
        JsonKinds.Integer or JsonKinds.Negative or JsonKinds.Integer | JsonKinds.Negative => ElementType.Int64,
        JsonKinds.Large or JsonKinds.Large | JsonKinds.Integer => ElementType.UInt64,
        _ when (kinds & (JsonKinds.Text | JsonKinds.Boolean)) != 0 || (kinds & ~JsonKinds.NamedReal) == 0 => ElementType.String,
        _ => ElementType.Float64,
    };
}

/// <summary>What a column's values are.</summary>
[Flags]
internal enum JsonKinds
{
    /// <summary>There are none.</summary>
    None = 0,

    /// <summary>Truth values.</summary>
    Boolean = 1,

    /// <summary>Integers from 0 that an Int64 holds.</summary>
    Integer = 2,

    /// <summary>Integers below 0.</summary>
    Negative = 4,

    /// <summary>Integers that only a UInt64 holds.</summary>
    Large = 8,

    /// <summary>Other numbers.</summary>
    Real = 16,

    /// <summary>The names of NaN and the infinities.</summary>
    NamedReal = 32,

    /// <summary>Texts, and numbers too great for binary64.</summary>
    Text = 64,
}
