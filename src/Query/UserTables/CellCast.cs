using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Hven.Tables;

namespace Hven.Query.UserTables;

/// <summary>Brings single values to another type, or says that they cannot be brought there: no value is changed on the way.</summary>
internal static class CellCast
{
    /// <summary>Adds a value to a column of numbers or texts.</summary>
    /// <returns>False when the value is none of the column's type; nothing was added then.</returns>
    public static bool TryAppend(ColumnVector source, int row, ColumnVector target)
    {
        if (source.IsNull(row))
        {
            target.AppendNull();
            return true;
        }

        if (source is TextVector text)
        {
            return TryAppendText(text[row], target);
        }

        if (source is PrimitiveVector<double> or PrimitiveVector<float>)
        {
            return TryAppendReal(NumericValue.ToDouble(source, row), source is PrimitiveVector<float>, target);
        }

        return source is PrimitiveVector<short> or PrimitiveVector<int> or PrimitiveVector<long> or PrimitiveVector<byte> or PrimitiveVector<sbyte> or PrimitiveVector<ushort> or PrimitiveVector<uint>
            && TryAppendWhole(NumericValue.ToInt64(source, row), target);
    }

    private static bool TryAppendText(ReadOnlySpan<byte> utf8, ColumnVector target)
    {
        if (target is TextVector texts)
        {
            texts.Append(utf8);
            return true;
        }

        ReadOnlySpan<byte> trimmed = utf8.Trim((byte)' ');
        if (trimmed.IsEmpty)
        {
            target.AppendNull();
            return true;
        }

        return Utf8Parser.TryParse(trimmed, out long whole, out int used) && used == trimmed.Length ? TryAppendWhole(whole, target)
            : double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && TryAppendReal(real, isSingle: false, target);
    }

    private static bool TryAppendWhole(long value, ColumnVector target)
    {
        switch (target)
        {
            case PrimitiveVector<short> v when value is >= short.MinValue and <= short.MaxValue: v.Append((short)value); return true;
            case PrimitiveVector<int> v when value is >= int.MinValue and <= int.MaxValue: v.Append((int)value); return true;
            case PrimitiveVector<long> v: v.Append(value); return true;
            case PrimitiveVector<float> v when Math.Abs(value) <= 1 << 24: v.Append(value); return true;
            case PrimitiveVector<double> v when Math.Abs((decimal)value) <= 1L << 53: v.Append(value); return true;
            case TextVector v: v.Append(value.ToString(CultureInfo.InvariantCulture)); return true;
            default: return false;
        }
    }

    private static bool TryAppendReal(double value, bool isSingle, ColumnVector target)
    {
        switch (target)
        {
            case PrimitiveVector<double> v: v.Append(value); return true;

            // A number of a text is meant as near as the type comes; only what lies beyond its range is none.
            case PrimitiveVector<float> v when double.IsNaN(value) || double.IsInfinity(value) || Math.Abs(value) <= float.MaxValue: v.Append((float)value); return true;
            case TextVector v: v.Append(isSingle ? ((float)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture)); return true;
            default: return value == Math.Truncate(value) && Math.Abs(value) <= 1L << 53 && target is not PrimitiveVector<float> && TryAppendWhole((long)value, target);
        }
    }

    /// <summary>A value for a message.</summary>
    public static string Text(ColumnVector source, int row) => source switch
    {
        TextVector text => $"'{Encoding.UTF8.GetString(text[row][..Math.Min(100, text[row].Length)])}'",
        PrimitiveVector<double> or PrimitiveVector<float> => NumericValue.ToDouble(source, row).ToString(CultureInfo.InvariantCulture),
        PrimitiveVector<short> or PrimitiveVector<int> or PrimitiveVector<long> or PrimitiveVector<byte> => NumericValue.ToInt64(source, row).ToString(CultureInfo.InvariantCulture),
        _ => "a value",
    };
}
