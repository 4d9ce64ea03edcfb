using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Hven.Tables.Hdf5;

/// <summary>Decodes one element of each of some rows, which lie at equal steps, into a vector.</summary>
internal abstract class Hdf5Decoder
{
    /// <summary>Appends elements.</summary>
    /// <param name="bytes">The rows.</param>
    /// <param name="stride">Bytes from one element to the next.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Takes them.</param>
    public abstract void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target);
}

/// <summary>Numbers, byte for byte or turned.</summary>
/// <param name="turned">Bytes of one number whose order is the other one, or 0.</param>
internal sealed class Hdf5Numbers<T>(int turned) : Hdf5Decoder
    where T : unmanaged
{
    public override void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target)
    {
        Span<T> slots = ((PrimitiveVector<T>)target).Extend(count);
        Span<byte> raw = MemoryMarshal.AsBytes(slots);
        if (stride == Unsafe.SizeOf<T>())
        {
            bytes[..raw.Length].CopyTo(raw);
        }
        else
        {
            for (int row = 0; row < count; row++)
            {
                slots[row] = MemoryMarshal.Read<T>(bytes[(row * stride)..]);
            }
        }

        for (int at = 0; turned > 1 && at < raw.Length; at += turned)
        {
            raw.Slice(at, turned).Reverse();
        }
    }
}

/// <summary>Booleans in bytes: anything but 0 is true.</summary>
internal sealed class Hdf5Booleans : Hdf5Decoder
{
    public override void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target)
    {
        Span<byte> slots = ((PrimitiveVector<byte>)target).Extend(count);
        for (int row = 0; row < count; row++)
        {
            slots[row] = bytes[row * stride] == 0 ? (byte)0 : (byte)1;
        }
    }
}

/// <summary>Half-precision floats as binary32, which holds them all.</summary>
internal sealed class Hdf5Halves(bool bigEndian) : Hdf5Decoder
{
    public override void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target)
    {
        Span<float> slots = ((PrimitiveVector<float>)target).Extend(count);
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> half = bytes[(row * stride)..];
            slots[row] = (float)(bigEndian ? BinaryPrimitives.ReadHalfBigEndian(half) : BinaryPrimitives.ReadHalfLittleEndian(half));
        }
    }
}

/// <summary>Texts of fixed width; bytes that are no UTF-8 are Latin-1.</summary>
/// <param name="width">Bytes of a text.</param>
/// <param name="padding">How short ones are filled up, as in the datatype.</param>
/// <param name="none">The text that stands for no value, if any.</param>
internal sealed class Hdf5Texts(int width, int padding, byte[]? none) : Hdf5Decoder
{
    public override void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target)
    {
        var texts = (TextVector)target;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> cell = bytes.Slice(row * stride, width);
            int end = padding == 0 ? cell.IndexOf((byte)0) : cell.LastIndexOfAnyExcept(padding == 1 ? (byte)0 : (byte)' ') + 1;
            cell = end < 0 ? cell : cell[..end];
            if (none is not null && cell.SequenceEqual(none))
            {
                texts.AppendNull();
            }
            else
            {
                Append(texts, cell);
            }
        }
    }

    public static void Append(TextVector texts, ReadOnlySpan<byte> cell)
    {
        if (Utf8.IsValid(cell))
        {
            texts.Append(cell);
        }
        else
        {
            texts.Append(Encoding.Latin1.GetString(cell));
        }
    }
}

/// <summary>Texts of varying length out of the heap.</summary>
internal sealed class Hdf5HeapTexts(Hdf5Heap heap) : Hdf5Decoder
{
    public override void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target)
    {
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> text = heap.Find(bytes.Slice(row * stride, Hdf5Heap.ReferenceBytes), 1);
            int end = text.IndexOf((byte)0);
            Hdf5Texts.Append((TextVector)target, end < 0 ? text : text[..end]);
        }
    }
}

/// <summary>Arrays of varying length out of the heap.</summary>
internal sealed class Hdf5HeapArrays(Hdf5Heap heap, Hdf5Decoder item, int itemBytes) : Hdf5Decoder
{
    public override void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target)
    {
        var list = (ListVector)target;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> items = heap.Find(bytes.Slice(row * stride, Hdf5Heap.ReferenceBytes), itemBytes);
            item.Append(items, itemBytes, items.Length / itemBytes, list.Items);
            list.EndRow();
        }
    }
}

/// <summary>Moments in nanoseconds as pandas keeps them: its least integer is "not a time".</summary>
internal sealed class Hdf5Times(bool bigEndian) : Hdf5Decoder
{
    public override void Append(ReadOnlySpan<byte> bytes, int stride, int count, ColumnVector target)
    {
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> cell = bytes[(row * stride)..];
            long value = bigEndian ? BinaryPrimitives.ReadInt64BigEndian(cell) : BinaryPrimitives.ReadInt64LittleEndian(cell);
            if (value == long.MinValue)
            {
                target.AppendNull();
            }
            else
            {
                ((TextVector)target).Append(IsoTime.Timestamp(value, 9, "HDF5-TIME"));
            }
        }
    }
}
