using System.Globalization;
using System.Numerics;
using Hven.Fits;
using Hven.Fits.Columns;

namespace Hven.Tables.FitsTable;

/// <summary>One column that is read: what it is to the outside, where it lies in a row, and what decodes it.</summary>
/// <param name="Field">What the header says.</param>
/// <param name="Column">What the schema says.</param>
/// <param name="Decoder">Decodes the elements.</param>
internal sealed record FitsColumn(TableField Field, Column Column, ElementDecoder Decoder)
{
    /// <summary>Where the cell starts in its row.</summary>
    public int ByteOffset => Field is BinaryField binary ? binary.ByteOffset : ((AsciiField)Field).ByteOffset;

    /// <summary>The field when its cells are descriptors of arrays in the heap.</summary>
    public BinaryField? Variable => Field is BinaryField { Descriptor: not '\0' } binary ? binary : null;

    public static FitsColumn Of(TableField field) => field is AsciiField ascii ? OfAscii(ascii) : OfBinary((BinaryField)field);

    /// <summary>Appends the cells of some rows. For columns in the rows themselves, not in the heap.</summary>
    /// <param name="cells">Bytes from the first cell on.</param>
    /// <param name="stride">Bytes from one cell to the next.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="target">The column's vector.</param>
    public void Append(ReadOnlySpan<byte> cells, int stride, int count, ColumnVector target)
    {
        if (Field is BinaryField { ByteWidth: 0 })
        {
            AppendEmpty(count, target);
            return;
        }

        if (target is not ListVector list)
        {
            Decoder.Append(cells, stride, count, target);
            return;
        }

        BinaryField field = (BinaryField)Field;
        (int elements, int size) = field.Code switch
        {
            'A' => (field.Repeat / field.StringWidth, field.StringWidth),
            'X' => (field.Repeat, 0),
            _ => (field.Repeat, field.ElementSize),
        };
        for (int row = 0; row < count; row++)
        {
            Decoder.Append(cells.Slice(row * stride, field.ByteWidth), size, elements, list.Items);
            list.EndRow();
        }
    }

    private static void AppendEmpty(int count, ColumnVector target)
    {
        for (int row = 0; row < count; row++)
        {
            if (target is ListVector list)
            {
                list.EndRow();
            }
            else
            {
                target.AppendNull();
            }
        }
    }

    private static FitsColumn OfAscii(AsciiField field)
    {
        Column column = Describe(field, AsciiDecoder.TypeOf(field), null) with { TextWidth = field.Code == 'A' ? field.Width : null };
        return new FitsColumn(field, column, field.Code == 'A' ? new TextDecoder(field.Width, field.Null) : new AsciiDecoder(field));
    }

    private static FitsColumn OfBinary(BinaryField field)
    {
        (ElementType type, ElementDecoder decoder) = Decode(field);
        Column column = Describe(field, type, ShapeOf(field));
        if (field.Code == 'A' && (field.Descriptor == '\0' || field.StringWidth > 0))
        {
            column = column with { TextWidth = field.StringWidth };
        }

        return new FitsColumn(field, column, decoder);
    }

    private static ArrayShape? ShapeOf(BinaryField field)
    {
        if (field.Descriptor != '\0')
        {
            // The last axis is left to vary: arrays may be longer than TDIM says, and empty.
            int[] axes = [.. (field.Dimensions ?? []).Skip(field.Code == 'A' ? 1 : 0)];
            return axes.Length > 0 ? new ArrayShape([.. axes[..^1], 0], true) : field.Code == 'A' ? null : ArrayShape.Variable;
        }

        if (field.Code == 'A')
        {
            int strings = field.StringWidth == 0 ? 1 : field.Repeat / field.StringWidth;
            return field.Dimensions is { Count: > 1 } ? new ArrayShape([.. field.Dimensions.Skip(1)], false)
                : strings > 1 ? ArrayShape.Fixed(strings) : null;
        }

        return field.Repeat == 0 ? ArrayShape.Variable
            : field.Dimensions is { Count: > 1 } ? new ArrayShape(field.Dimensions, false)
            : field.Repeat > 1 ? ArrayShape.Fixed(field.Repeat) : null;
    }

    private static Column Describe(TableField field, ElementType type, ArrayShape? shape) => new(field.Name, type)
    {
        Shape = shape,
        Unit = field.Unit,
        Ucd = field.Ucd,
        Utype = field.Utype,
        Xtype = field.Xtype,
        Description = field.Description,
        NullValue = type == ElementType.Float64 && field.Code is not ('D' or 'E' or 'F') ? null : Nominal(field, type),
    };

    // TNULL is a stored value; what a person sees, and what is written back, is the value it stands for.
    private static string? Nominal(TableField field, ElementType type) =>
        field.Null is not null && type is ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 or ElementType.Int8
            && Int128.TryParse(field.Null, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 stored)
            ? (stored + (Int128)field.Zero).ToString(CultureInfo.InvariantCulture)
            : field.Null;

    private static (ElementType Type, ElementDecoder Decoder) Decode(BinaryField field)
    {
        bool scaled = field.IsScaled;
        bool offset = scaled && field.Scale == 1;
        long? missing = field.Null is null ? null : long.Parse(field.Null, CultureInfo.InvariantCulture);
        return field.Code switch
        {
            'A' => (ElementType.String, new TextDecoder(field.StringWidth)),
            'L' => (ElementType.Boolean, new LogicalDecoder()),
            'X' => (ElementType.Boolean, new BitDecoder()),
            'B' when offset && field.Zero == -128 => (ElementType.Int8, new WordDecoder<byte, sbyte>(0x80, Stored<byte>(missing))),
            'B' when scaled => (ElementType.Float64, new ScaledDecoder<byte, byte>(field.Scale, field.Zero, Stored<byte>(missing))),
            'B' => (ElementType.UInt8, new WordDecoder<byte, byte>(0, Stored<byte>(missing))),
            'I' when offset && field.Zero == 32768 => (ElementType.UInt16, new WordDecoder<ushort, ushort>(0x8000, Stored<short, ushort>(missing))),
            'I' when scaled => (ElementType.Float64, new ScaledDecoder<ushort, short>(field.Scale, field.Zero, Stored<short, ushort>(missing))),
            'I' => (ElementType.Int16, new WordDecoder<ushort, short>(0, Stored<short, ushort>(missing))),
            'J' when offset && field.Zero == 2147483648 => (ElementType.UInt32, new WordDecoder<uint, uint>(0x8000_0000, Stored<int, uint>(missing))),
            'J' when scaled => (ElementType.Float64, new ScaledDecoder<uint, int>(field.Scale, field.Zero, Stored<int, uint>(missing))),
            'J' => (ElementType.Int32, new WordDecoder<uint, int>(0, Stored<int, uint>(missing))),
            'K' when offset && field.Zero == 9223372036854775808.0 => (ElementType.UInt64, new WordDecoder<ulong, ulong>(1UL << 63, Stored<long, ulong>(missing))),
            'K' when scaled => (ElementType.Float64, new ScaledDecoder<ulong, long>(field.Scale, field.Zero, Stored<long, ulong>(missing))),
            'K' => (ElementType.Int64, new WordDecoder<ulong, long>(0, Stored<long, ulong>(missing))),
            'E' when scaled => (ElementType.Float64, new ScaledDecoder<uint, float>(field.Scale, field.Zero, null)),
            'E' => (ElementType.Float32, new WordDecoder<uint, float>(0, null)),
            'D' when scaled => (ElementType.Float64, new ScaledDecoder<ulong, double>(field.Scale, field.Zero, null)),
            'D' => (ElementType.Float64, new WordDecoder<ulong, double>(0, null)),
            'C' => (ElementType.Complex64, new ComplexDecoder<uint, float, ComplexSingle>(field.Scale, field.Zero)),
            'M' => (ElementType.Complex128, new ComplexDecoder<ulong, double, Complex>(field.Scale, field.Zero)),
            _ => throw new FitsException("FITS-COLUMN", $"TFORM{field.Number} has no known type", card: field.Name),
        };
    }

    // A TNULL outside the range of its type can never be met: it is as good as missing.
    private static TWord? Stored<TWord>(long? missing)
        where TWord : unmanaged, IBinaryInteger<TWord>, IMinMaxValue<TWord> => Stored<TWord, TWord>(missing);

    private static TWord? Stored<TStored, TWord>(long? missing)
        where TStored : unmanaged, IBinaryInteger<TStored>, IMinMaxValue<TStored>
        where TWord : unmanaged, IBinaryInteger<TWord> =>
        missing is { } value && value >= long.CreateSaturating(TStored.MinValue) && value <= long.CreateSaturating(TStored.MaxValue)
            ? TWord.CreateTruncating(value)
            : null;
}
