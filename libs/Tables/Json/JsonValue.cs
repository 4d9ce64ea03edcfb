using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Hven.Tables.Csv;

namespace Hven.Tables.Json;

/// <summary>Reads one JSON value into a column.</summary>
internal abstract class JsonValue
{
    /// <summary>Reads the value at which the reader stands, and leaves it at the value's end.</summary>
    /// <returns><see langword="null"/>, or why the value cannot be in the column.</returns>
    public string? Read(ref Utf8JsonReader reader, ColumnVector vector)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            return ReadValue(ref reader, vector);
        }

        vector.AppendNull();
        return null;
    }

    /// <summary>Makes what reads the values of a column.</summary>
    /// <param name="column">The column.</param>
    public static JsonValue For(Column column)
    {
        JsonValue scalar = column.Type switch
        {
            ElementType.Boolean => new JsonBoolean(),
            ElementType.UInt8 => new JsonScalar<byte, JsonInteger<byte>>(),
            ElementType.Int8 => new JsonScalar<sbyte, JsonInteger<sbyte>>(),
            ElementType.UInt16 => new JsonScalar<ushort, JsonInteger<ushort>>(),
            ElementType.Int16 => new JsonScalar<short, JsonInteger<short>>(),
            ElementType.UInt32 => new JsonScalar<uint, JsonInteger<uint>>(),
            ElementType.Int32 => new JsonScalar<int, JsonInteger<int>>(),
            ElementType.UInt64 => new JsonScalar<ulong, JsonInteger<ulong>>(),
            ElementType.Int64 => new JsonScalar<long, JsonInteger<long>>(),
            ElementType.Float32 => new JsonScalar<float, JsonReal<float>>(),
            ElementType.Float64 => new JsonScalar<double, JsonReal<double>>(),
            ElementType.Complex64 => new JsonScalar<ComplexSingle, JsonComplexSingle>(),
            ElementType.Complex128 => new JsonScalar<Complex, JsonComplex>(),
            ElementType.String => new JsonString(),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
        };
        return column.Shape is { } shape ? new JsonArray(scalar, shape) : scalar;
    }

    protected abstract string? ReadValue(ref Utf8JsonReader reader, ColumnVector vector);

    /// <summary>The value at which the reader stands, for a person.</summary>
    public static string Show(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.EndArray => "the end of the array",
        _ => $"'{Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(64, reader.ValueSpan.Length)])}'",
    };
}

/// <summary>Reads one value of a type.</summary>
/// <typeparam name="T">The type.</typeparam>
internal interface IJsonParser<T>
{
    /// <summary>Reads the value at which the reader stands, and leaves it at the value's end.</summary>
    static abstract bool TryRead(ref Utf8JsonReader reader, out T value);
}

internal sealed class JsonScalar<T, TParser> : JsonValue
    where T : unmanaged
    where TParser : struct, IJsonParser<T>
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ColumnVector vector)
    {
        if (!TParser.TryRead(ref reader, out T value))
        {
            return $"{Show(ref reader)} is not of this type";
        }

        ((PrimitiveVector<T>)vector).Append(value);
        return null;
    }
}

internal sealed class JsonBoolean : JsonValue
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ColumnVector vector)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return $"{Show(ref reader)} is neither true nor false";
        }

        ((PrimitiveVector<byte>)vector).Append((byte)(reader.TokenType == JsonTokenType.True ? 1 : 0));
        return null;
    }
}

internal readonly struct JsonInteger<T> : IJsonParser<T>
    where T : struct, IBinaryInteger<T>
{
    public static bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && T.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}

/// <summary>A number, or a text with the name of one that JSON does not have.</summary>
internal readonly struct JsonReal<T> : IJsonParser<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public static bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return T.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);
        }

        bool isNumber = IsName(ref reader);
        value = !isNumber || reader.ValueSpan[0] == (byte)'N' ? T.NaN : reader.ValueSpan[0] == (byte)'I' ? T.PositiveInfinity : T.NegativeInfinity;
        return isNumber;
    }

    /// <summary>Whether the reader stands at the name of NaN or of an infinity.</summary>
    public static bool IsName(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
        && (reader.ValueSpan.SequenceEqual("NaN"u8) || reader.ValueSpan.SequenceEqual("Infinity"u8) || reader.ValueSpan.SequenceEqual("-Infinity"u8));
}

internal readonly struct JsonComplex : IJsonParser<Complex>
{
    public static bool TryRead(ref Utf8JsonReader reader, out Complex value)
    {
        bool read = JsonPair<double>.TryRead(ref reader, out double real, out double imaginary);
        value = new(real, imaginary);
        return read;
    }
}

internal readonly struct JsonComplexSingle : IJsonParser<ComplexSingle>
{
    public static bool TryRead(ref Utf8JsonReader reader, out ComplexSingle value)
    {
        bool read = JsonPair<float>.TryRead(ref reader, out float real, out float imaginary);
        value = new(real, imaginary);
        return read;
    }
}

/// <summary>An array of two numbers.</summary>
internal static class JsonPair<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public static bool TryRead(ref Utf8JsonReader reader, out T first, out T second)
    {
        (first, second) = (T.Zero, T.Zero);
        return reader.TokenType == JsonTokenType.StartArray
            && reader.Read() && JsonReal<T>.TryRead(ref reader, out first)
            && reader.Read() && JsonReal<T>.TryRead(ref reader, out second)
            && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }
}

/// <summary>A text. Numbers and truth values, which stand among texts in tables that people made, are kept as they are spelled.</summary>
internal sealed class JsonString : JsonValue
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ColumnVector vector)
    {
        var texts = (TextVector)vector;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False))
        {
            return $"{Show(ref reader)} is no text";
        }

        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
        {
            byte[] text = new byte[reader.ValueSpan.Length];
            try
            {
                texts.Append(text.AsSpan(0, reader.CopyString(text)));
                return null;
            }
            catch (InvalidOperationException)
            {
                return "the text holds half a surrogate pair, or bytes that are not UTF-8";
            }
        }

        if (!Utf8.IsValid(reader.ValueSpan))
        {
            return "the text holds bytes that are not UTF-8";
        }

        texts.Append(reader.ValueSpan);
        return null;
    }
}

/// <summary>A flat array of elements.</summary>
internal sealed class JsonArray(JsonValue item, ArrayShape shape) : JsonValue
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ColumnVector vector)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return $"{Show(ref reader)} is no array";
        }

        var list = (ListVector)vector;
        int before = list.Items.Length;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (item.Read(ref reader, list.Items) is { } reason)
            {
                return reason;
            }
        }

        int count = list.Items.Length - before;
        list.EndRow();
        return ArrayLength.Fits(shape, count) ? null : $"{count} elements do not make an array of shape {shape}";
    }
}
