using System.Globalization;
using System.Numerics;
using System.Text;
using Hven.Tables.FitsTable;

namespace Hven.Tables.Votable;

/// <summary>What decodes the elements of each datatype; the numbers are those of FITS.</summary>
internal static class BinaryDecoders
{
    public static ElementDecoder Of(FieldLayout field) => field.Datatype switch
    {
        "boolean" => new BooleanDecoder(),
        "bit" when !field.Column.IsArray => new SingleBitDecoder(),
        "bit" => new BitDecoder(),
        "unsignedByte" => new WordDecoder<byte, byte>(0, Missing<byte>(field)),
        "short" => new WordDecoder<ushort, short>(0, (ushort?)Missing<short>(field)),
        "int" => new WordDecoder<uint, int>(0, (uint?)Missing<int>(field)),
        "long" => new WordDecoder<ulong, long>(0, (ulong?)Missing<long>(field)),
        "float" => new WordDecoder<uint, float>(0, null),
        "double" => new WordDecoder<ulong, double>(0, null),
        "floatComplex" => new ComplexDecoder<uint, float, ComplexSingle>(1, 0),
        "doubleComplex" => new ComplexDecoder<ulong, double, Complex>(1, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Datatype, "Characters are decoded as strings."),
    };

    /// <summary>Appends one cell of characters.</summary>
    /// <param name="field">Its field.</param>
    /// <param name="cell">Its bytes.</param>
    /// <param name="emptyIsNull">Whether a string without characters is null, as where the serialisation has no other way to say so.</param>
    /// <param name="target">The column's vector.</param>
    /// <returns>Whether something stood behind a NUL, and is lost.</returns>
    public static bool AppendText(FieldLayout field, ReadOnlySpan<byte> cell, bool emptyIsNull, ColumnVector target)
    {
        byte[]? converted = field.Datatype == "unicodeChar" ? Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, cell.ToArray()) : null;
        ReadOnlySpan<byte> text = converted ?? cell;
        if (target is ListVector list)
        {
            bool anyCut = TextArray.Append(field, text, (TextVector)list.Items);
            list.EndRow();
            return anyCut;
        }

        bool isCut = TextArray.CutAtNul(ref text);
        if ((text.IsEmpty && emptyIsNull) || (field.Missing is not null && text.SequenceEqual(Encoding.UTF8.GetBytes(field.Missing))))
        {
            target.AppendNull();
        }
        else
        {
            TextArray.AppendText(text, (TextVector)target);
        }

        return isCut;
    }

    private static T? Missing<T>(FieldLayout field)
        where T : unmanaged, IBinaryInteger<T>
    {
        string? text = field.Missing?.Trim();
        return text is null ? null
            : T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) ? value
            : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && T.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) ? value
            : null;
    }
}

/// <summary>One bit a cell: the standard puts it into the highest place of its byte, astropy into the fourth.</summary>
internal sealed class SingleBitDecoder : ElementDecoder
{
    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        Span<byte> values = ((PrimitiveVector<byte>)target).Extend(count);
        for (int row = 0; row < count; row++)
        {
            values[row] = source[row * stride] != 0 ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>Booleans as characters: T, t, 1 and F, f, 0; anything else (NUL, blank, question mark) is null.</summary>
internal sealed class BooleanDecoder : ElementDecoder
{
    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        int first = target.Length;
        Span<byte> values = ((PrimitiveVector<byte>)target).Extend(count);
        for (int index = 0; index < count; index++)
        {
            byte stored = source[index * stride];
            values[index] = stored is (byte)'T' or (byte)'t' or (byte)'1' ? (byte)1 : (byte)0;
            if (values[index] == 0 && stored is not ((byte)'F' or (byte)'f' or (byte)'0'))
            {
                target.SetNull(first + index);
            }
        }
    }
}
