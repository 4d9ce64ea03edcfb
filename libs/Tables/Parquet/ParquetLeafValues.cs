using System.Numerics;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>Gives the values of a vector as Parquet holds them.</summary>
internal abstract class ParquetLeafValues<TPhysical>
    where TPhysical : unmanaged
{
    /// <summary>The values of some rows; valid until the next call.</summary>
    public abstract ReadOnlySpan<TPhysical> Get(ColumnVector vector, int start, int count);

    /// <summary>Whether some of the values are NaN.</summary>
    public static bool HasNaN(ReadOnlySpan<TPhysical> values) =>
        typeof(TPhysical) == typeof(float) ? AnyNaN(MemoryMarshal.Cast<TPhysical, float>(values))
        : typeof(TPhysical) == typeof(double) && AnyNaN(MemoryMarshal.Cast<TPhysical, double>(values));

    private static bool AnyNaN<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (T value in values)
        {
            if (T.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Values held alike by both sides, or as so many parts: complex numbers are two.</summary>
internal sealed class SameValues<T, TPhysical>(int parts = 1) : ParquetLeafValues<TPhysical>
    where T : unmanaged
    where TPhysical : unmanaged
{
    public override ReadOnlySpan<TPhysical> Get(ColumnVector vector, int start, int count) =>
        MemoryMarshal.Cast<T, TPhysical>(((PrimitiveVector<T>)vector).Values).Slice(start * parts, count * parts);
}

/// <summary>Integers under 32 bits, which Parquet holds in 32.</summary>
internal sealed class WidenedValues<T> : ParquetLeafValues<int>
    where T : unmanaged, IBinaryInteger<T>
{
    private int[] _values = [];

    public override ReadOnlySpan<int> Get(ColumnVector vector, int start, int count)
    {
        if (_values.Length < count)
        {
            _values = new int[count];
        }

        ReadOnlySpan<T> source = ((PrimitiveVector<T>)vector).Values.Slice(start, count);
        for (int row = 0; row < source.Length; row++)
        {
            _values[row] = int.CreateTruncating(source[row]);
        }

        return _values.AsSpan(0, count);
    }
}

/// <summary>Texts, copied to memory that does not move since Parquet takes pointers.</summary>
internal sealed class TextValues : ParquetLeafValues<ByteArray>
{
    private byte[] _bytes = [];
    private ByteArray[] _values = [];

    public override ReadOnlySpan<ByteArray> Get(ColumnVector vector, int start, int count)
    {
        var texts = (TextVector)vector;
        ReadOnlySpan<int> offsets = texts.Offsets.Slice(start, count + 1);
        int length = offsets[count] - offsets[0];
        if (_bytes.Length < length || _bytes.Length == 0)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(length, 4096), pinned: true);
        }

        if (_values.Length < count)
        {
            _values = new ByteArray[count];
        }

        texts.Data.Slice(offsets[0], length).CopyTo(_bytes);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        for (int row = 0; row < count; row++)
        {
            _values[row] = new ByteArray(address + (offsets[row] - offsets[0]), offsets[row + 1] - offsets[row]);
        }

        return _values.AsSpan(0, count);
    }
}
