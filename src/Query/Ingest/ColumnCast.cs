using Hven.Tables;

namespace Hven.Query.Ingest;

/// <summary>Brings columns of several files to one type that holds the values of all of them exactly.</summary>
internal static class ColumnCast
{
    /// <summary>The column that holds both without loss, or <see langword="null"/> when there is none.</summary>
    public static Column? Common(Column first, Column second)
    {
        int? width = first.TextWidth is { } one && second.TextWidth is { } two ? Math.Max(one, two) : null;
        if (first.Type == second.Type)
        {
            if (Equals(first.Shape, second.Shape))
            {
                return first with { TextWidth = width };
            }

            // Arrays of differing lengths are one column of varying length; a scalar and an array are not.
            return first.IsArray && second.IsArray && first.Shape!.Lengths.Count == 1 && second.Shape!.Lengths.Count == 1
                ? first with { Shape = ArrayShape.Variable, TextWidth = width }
                : null;
        }

        if (first.IsArray || second.IsArray)
        {
            return null;
        }

        return Wider(first.Type, second.Type) is { } type ? first with { Type = type } : null;
    }

    /// <summary>Adds the rows of one vector to another of a wider type.</summary>
    /// <param name="source">A vector of numbers.</param>
    /// <param name="target">A vector of the type that <see cref="Common"/> gave.</param>
    public static void Append(ColumnVector source, ColumnVector target)
    {
        for (int row = 0; row < source.Length; row++)
        {
            if (source.IsNull(row))
            {
                target.AppendNull();
                continue;
            }

            switch (target)
            {
                case PrimitiveVector<short> v: v.Append((short)NumericValue.ToInt64(source, row)); break;
                case PrimitiveVector<int> v: v.Append((int)NumericValue.ToInt64(source, row)); break;
                case PrimitiveVector<long> v: v.Append(NumericValue.ToInt64(source, row)); break;
                case PrimitiveVector<double> v: v.Append(NumericValue.ToDouble(source, row)); break;
                default: throw new NotSupportedException($"{source.GetType().Name} is not widened to {target.GetType().Name}.");
            }
        }
    }

    private static ElementType? Wider(ElementType first, ElementType second)
    {
        (int Bits, bool Signed)? one = IntegerShape(first);
        (int Bits, bool Signed)? two = IntegerShape(second);
        if (one is { } a && two is { } b)
        {
            // A signed type needs one bit more than an unsigned one for the same values.
            int bits = Math.Max(a.Bits + (a.Signed ? 0 : 1), b.Bits + (b.Signed ? 0 : 1));
            return bits <= 16 ? ElementType.Int16 : bits <= 32 ? ElementType.Int32 : bits <= 64 ? ElementType.Int64 : null;
        }

        bool numbers = (one is not null || IsFloat(first)) && (two is not null || IsFloat(second));
        bool exact = (one?.Bits ?? 0) <= 32 && (two?.Bits ?? 0) <= 32;
        return numbers && exact ? ElementType.Float64 : null;
    }

    private static bool IsFloat(ElementType type) => type is ElementType.Float32 or ElementType.Float64;

    private static (int Bits, bool Signed)? IntegerShape(ElementType type) => type switch
    {
        ElementType.UInt8 => (8, false),
        ElementType.Int8 => (8, true),
        ElementType.Int16 => (16, true),
        ElementType.UInt16 => (16, false),
        ElementType.Int32 => (32, true),
        ElementType.UInt32 => (32, false),
        ElementType.Int64 => (64, true),
        ElementType.UInt64 => (64, false),
        _ => null,
    };
}
