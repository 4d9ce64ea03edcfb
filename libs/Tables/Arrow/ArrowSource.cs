using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Hven.Tables.Arrow;

/// <summary>Reads rows of one Arrow array into a vector. What a damaged file has wrong is found by the bounds of its buffers' spans.</summary>
internal abstract class ArrowSource
{
    /// <summary>Appends rows.</summary>
    /// <param name="data">The array.</param>
    /// <param name="start">The first row, within the array.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="target">Takes them.</param>
    public abstract void Append(ArrayData data, int start, int count, ColumnVector target);

    /// <summary>The validity bits of an array, empty when all rows have values.</summary>
    private protected static ReadOnlySpan<byte> Validity(ArrayData data) => data.Buffers[0].Span;

    /// <summary>Whether a row of an array has no value.</summary>
    private protected static bool IsNull(ReadOnlySpan<byte> validity, int position) => !validity.IsEmpty && (validity[position >> 3] >> (position & 7) & 1) == 0;

    /// <summary>Marks the rows just appended as null where the array's are.</summary>
    private protected static void CopyNulls(ArrayData data, int start, int count, ColumnVector target)
    {
        ReadOnlySpan<byte> validity = Validity(data);
        int first = target.Length - count;
        int position = data.Offset + start;
        for (int row = 0; !validity.IsEmpty && row < count; row++)
        {
            if ((position + row & 7) == 0 && validity[position + row >> 3] == 0xFF)
            {
                row += 7;
            }
            else if (IsNull(validity, position + row))
            {
                target.SetNull(first + row);
            }
        }
    }

    private protected static ReadOnlySpan<T> Values<T>(ArrayData data, int start, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(data.Buffers[1].Span).Slice(data.Offset + start, count);
}

/// <summary>Numbers of the vector's own type.</summary>
internal sealed class ArrowValuesSource<T> : ArrowSource
    where T : unmanaged
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        Values<T>(data, start, count).CopyTo(((PrimitiveVector<T>)target).Extend(count));
        CopyNulls(data, start, count, target);
    }
}

/// <summary>Complex numbers: lists of two.</summary>
internal sealed class ArrowPairs<T> : ArrowSource
    where T : unmanaged
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        ArrayData parts = data.Children[0];
        int size = Marshal.SizeOf<T>();
        ReadOnlySpan<byte> bytes = parts.Buffers[1].Span[(parts.Offset * (size / 2))..].Slice((data.Offset + start) * size, count * size);
        MemoryMarshal.Cast<byte, T>(bytes).CopyTo(((PrimitiveVector<T>)target).Extend(count));
        CopyNulls(data, start, count, target);
    }
}

/// <summary>A column without values.</summary>
internal sealed class ArrowNulls : ArrowSource
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        for (int row = 0; row < count; row++)
        {
            target.AppendNull();
        }
    }
}

/// <summary>Booleans, eight a byte.</summary>
internal sealed class ArrowBits : ArrowSource
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        ReadOnlySpan<byte> bits = data.Buffers[1].Span;
        int position = data.Offset + start;
        Span<byte> slots = ((PrimitiveVector<byte>)target).Extend(count);
        for (int row = 0; row < count; row++)
        {
            slots[row] = (byte)(bits[position + row >> 3] >> (position + row & 7) & 1);
        }

        CopyNulls(data, start, count, target);
    }
}

/// <summary>Numbers of another type than the vector's.</summary>
internal sealed class ArrowConverted<TFile, T>(Func<TFile, T> convert) : ArrowSource
    where TFile : unmanaged
    where T : unmanaged
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        ReadOnlySpan<TFile> values = Values<TFile>(data, start, count);
        Span<T> slots = ((PrimitiveVector<T>)target).Extend(count);
        for (int row = 0; row < count; row++)
        {
            slots[row] = convert(values[row]);
        }

        CopyNulls(data, start, count, target);
    }
}

/// <summary>Numbers that become text; what a null's slot holds is not looked at.</summary>
internal sealed class ArrowFormatted<T>(Func<T, string> format) : ArrowSource
    where T : unmanaged
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        ReadOnlySpan<T> values = Values<T>(data, start, count);
        ReadOnlySpan<byte> validity = Validity(data);
        var texts = (TextVector)target;
        for (int row = 0; row < count; row++)
        {
            if (IsNull(validity, data.Offset + start + row))
            {
                texts.AppendNull();
            }
            else
            {
                texts.Append(format(values[row]));
            }
        }
    }
}

/// <summary>Decimals: little-endian two's complement integers of some width.</summary>
internal sealed class ArrowDecimals<T>(int width, Func<BigInteger, T> convert) : ArrowSource
    where T : unmanaged
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        ReadOnlySpan<byte> bytes = data.Buffers[1].Span.Slice((data.Offset + start) * width, count * width);
        ReadOnlySpan<byte> validity = Validity(data);
        var numbers = (PrimitiveVector<T>)target;
        for (int row = 0; row < count; row++)
        {
            if (IsNull(validity, data.Offset + start + row))
            {
                numbers.AppendNull();
            }
            else
            {
                numbers.Append(convert(new BigInteger(bytes.Slice(row * width, width))));
            }
        }
    }
}
