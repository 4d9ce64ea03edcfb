namespace Hven.Tables;

/// <summary>Values of numeric vectors whatever their element type.</summary>
public static class NumericValue
{
    /// <summary>The value of a row as binary64; exact but for integers beyond 2^53.</summary>
    /// <param name="vector">A scalar vector of numbers.</param>
    /// <param name="row">A row that is not null.</param>
    /// <exception cref="ArgumentException">The vector does not hold numbers.</exception>
    public static double ToDouble(ColumnVector vector, int row) => vector switch
    {
        PrimitiveVector<double> v => v.Values[row],
        PrimitiveVector<float> v => v.Values[row],
        PrimitiveVector<ulong> v => v.Values[row],
        _ => ToInt64(vector, row),
    };

    /// <summary>The value of a row as a 64-bit integer.</summary>
    /// <param name="vector">A scalar vector of integers, <see cref="ulong"/> excepted.</param>
    /// <param name="row">A row that is not null.</param>
    /// <exception cref="ArgumentException">The vector does not hold such integers.</exception>
    public static long ToInt64(ColumnVector vector, int row) => vector switch
    {
        PrimitiveVector<byte> v => v.Values[row],
        PrimitiveVector<sbyte> v => v.Values[row],
        PrimitiveVector<short> v => v.Values[row],
        PrimitiveVector<ushort> v => v.Values[row],
        PrimitiveVector<int> v => v.Values[row],
        PrimitiveVector<uint> v => v.Values[row],
        PrimitiveVector<long> v => v.Values[row],
        _ => throw new ArgumentException($"{vector?.GetType().Name} does not hold integers.", nameof(vector)),
    };
}

/// <summary>A vector whose values all take the same number of bytes and lie one after another.</summary>
public interface IFixedSizeVector
{
    /// <summary>The values of all rows as raw bytes in this machine's byte order.</summary>
    ReadOnlySpan<byte> Bytes { get; }
}
