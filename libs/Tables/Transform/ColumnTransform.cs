using System.Globalization;
using System.Numerics;
using System.Text;

namespace Hven.Tables.Transform;

/// <summary>Copies one column, changed.</summary>
internal abstract class ColumnTransform(Column column)
{
    /// <summary>The column as it comes out.</summary>
    public Column Column { get; } = column;

    public static ColumnTransform For(Column column, TransformOptions options)
    {
        ElementType type = options.Types?.TryGetValue(column.Name, out ElementType wanted) == true ? wanted : column.Type;
        if (type != column.Type && (column.IsArray || column.Type == ElementType.String || type == ElementType.String))
        {
            throw new TableFormatException("TABLE-NARROW", $"Column {column.Name} of {(column.IsArray ? "arrays of " : "")}{column.Type} cannot become one of {type}: only single numbers change their type.");
        }

        string? sentinel = options.NullSentinel?.ToString(CultureInfo.InvariantCulture);
        Column result = column with { Type = type, NullValue = sentinel ?? (type == column.Type ? column.NullValue : null) };
        return column.Type switch
        {
            ElementType.String => new TextTransform(result, sentinel),
            ElementType.UInt8 => From<byte>(result, options.NullSentinel),
            ElementType.Int8 => From<sbyte>(result, options.NullSentinel),
            ElementType.UInt16 => From<ushort>(result, options.NullSentinel),
            ElementType.Int16 => From<short>(result, options.NullSentinel),
            ElementType.UInt32 => From<uint>(result, options.NullSentinel),
            ElementType.Int32 => From<int>(result, options.NullSentinel),
            ElementType.UInt64 => From<ulong>(result, options.NullSentinel),
            ElementType.Int64 => From<long>(result, options.NullSentinel),
            ElementType.Float32 => From<float>(result, options.NullSentinel),
            ElementType.Float64 => From<double>(result, options.NullSentinel),
            _ => type == column.Type
                ? new PlainTransform(result, options.NullSentinel is not null)
                : throw new TableFormatException("TABLE-NARROW", $"Column {column.Name} of {column.Type} cannot become one of {type}."),
        };
    }

    /// <summary>Appends the changed values.</summary>
    /// <param name="source">The values.</param>
    /// <param name="target">Takes them.</param>
    /// <param name="firstRow">Number of the first row in the table, from 0, to be named in faults.</param>
    public abstract void Apply(ColumnVector source, ColumnVector target, long firstRow);

    private protected TableFormatException Fault(long row, string reason) =>
        new("TABLE-NARROW", string.Create(CultureInfo.InvariantCulture, $"Column {Column.Name}, row {row + 1}: {reason}."));

    private static ColumnTransform From<TFrom>(Column column, long? sentinel)
        where TFrom : unmanaged, INumber<TFrom> => column.Type switch
    {
        ElementType.UInt8 => new NumberTransform<TFrom, byte>(column, sentinel),
        ElementType.Int8 => new NumberTransform<TFrom, sbyte>(column, sentinel),
        ElementType.UInt16 => new NumberTransform<TFrom, ushort>(column, sentinel),
        ElementType.Int16 => new NumberTransform<TFrom, short>(column, sentinel),
        ElementType.UInt32 => new NumberTransform<TFrom, uint>(column, sentinel),
        ElementType.Int32 => new NumberTransform<TFrom, int>(column, sentinel),
        ElementType.UInt64 => new NumberTransform<TFrom, ulong>(column, sentinel),
        ElementType.Int64 => new NumberTransform<TFrom, long>(column, sentinel),
        ElementType.Float32 => new NumberTransform<TFrom, float>(column, sentinel),
        ElementType.Float64 => new NumberTransform<TFrom, double>(column, sentinel),
        _ => throw new TableFormatException("TABLE-NARROW", $"Column {column.Name} of numbers cannot become one of {column.Type}."),
    };
}

/// <summary>Numbers, single or in arrays.</summary>
internal sealed class NumberTransform<TFrom, TTo>(Column column, long? sentinel) : ColumnTransform(column)
    where TFrom : unmanaged, INumber<TFrom>
    where TTo : unmanaged, INumber<TTo>
{
    public override void Apply(ColumnVector source, ColumnVector target, long firstRow)
    {
        if (source is ListVector list)
        {
            ApplyLists(list, (ListVector)target, firstRow);
            return;
        }

        Convert((PrimitiveVector<TFrom>)source, (PrimitiveVector<TTo>)target, firstRow);
    }

    private void ApplyLists(ListVector source, ListVector target, long firstRow)
    {
        // A row without an array stays one: a number in place of its elements would have to be as many.
        for (int row = 0; row < source.Length; row++)
        {
            target.AppendFrom(source, row);
        }

        for (int item = 0; sentinel is not null && target.Items.NullCount > 0 && item < target.Items.Length; item++)
        {
            if (target.Items.IsNull(item))
            {
                throw Fault(firstRow, "an array has an element without a value, for which a number cannot stand");
            }
        }
    }

    private void Convert(PrimitiveVector<TFrom> source, PrimitiveVector<TTo> target, long firstRow)
    {
        Span<TTo> slots = target.Extend(source.Length);
        int first = target.Length - source.Length;
        for (int row = 0; row < slots.Length; row++)
        {
            if (!source.IsNull(row))
            {
                slots[row] = Convert(source.Values[row], firstRow + row);
            }
            else if (sentinel is { } number)
            {
                slots[row] = Sentinel(number, firstRow + row);
            }
            else
            {
                slots[row] = default;
                target.SetNull(first + row);
            }
        }
    }

    private TTo Sentinel(long number, long row)
    {
        TTo value = TTo.CreateSaturating(number);
        return long.CreateSaturating(value) == number
            ? value
            : throw Fault(row, string.Create(CultureInfo.InvariantCulture, $"there is no value, and {number} cannot stand for none in a column of {Column.Type}"));
    }

    private TTo Convert(TFrom value, long row)
    {
        if (typeof(TFrom) == typeof(TTo) || TFrom.IsNaN(value) && (typeof(TTo) == typeof(float) || typeof(TTo) == typeof(double)))
        {
            return TTo.CreateTruncating(value);
        }

        TTo converted = TTo.CreateSaturating(value);
        bool narrowed = typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(float);
        bool holds = narrowed
            ? TTo.IsInfinity(converted) == TFrom.IsInfinity(value)
            : !TFrom.IsNaN(value) && TFrom.CreateSaturating(converted) == value && IsExact(value, converted);
        return holds ? converted : throw Fault(row, string.Create(CultureInfo.InvariantCulture, $"{value} does not fit the type {Column.Type}"));
    }

    /// <summary>Saturation can bring a number back to where it was though it changed: 2^63 as a 64-bit integer is not the float 2^63.</summary>
    private static bool IsExact(TFrom value, TTo converted) =>
        TFrom.IsInfinity(value) == TTo.IsInfinity(converted) && (!TFrom.IsInteger(value) || TFrom.IsInfinity(value) || BigInteger.CreateTruncating(value) == BigInteger.CreateTruncating(converted));
}

/// <summary>Texts; no text becomes the number as text.</summary>
internal sealed class TextTransform(Column column, string? sentinel) : ColumnTransform(column)
{
    private readonly byte[]? _sentinel = sentinel is null ? null : Encoding.ASCII.GetBytes(sentinel);

    public override void Apply(ColumnVector source, ColumnVector target, long firstRow)
    {
        for (int row = 0; row < source.Length; row++)
        {
            if (_sentinel is not null && source.IsNull(row) && target is TextVector texts)
            {
                texts.Append(_sentinel);
            }
            else
            {
                target.AppendFrom(source, row);
            }
        }
    }
}

/// <summary>Booleans and complex numbers, for which no number stands.</summary>
internal sealed class PlainTransform(Column column, bool sentinel) : ColumnTransform(column)
{
    public override void Apply(ColumnVector source, ColumnVector target, long firstRow)
    {
        for (int row = 0; row < source.Length; row++)
        {
            if (sentinel && source.IsNull(row))
            {
                throw Fault(firstRow + row, $"there is no value, and no number can stand for none in a column of {Column.Type}");
            }

            target.AppendFrom(source, row);
        }
    }
}
