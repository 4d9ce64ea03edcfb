using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Hven.Tables.Hdf5;

/// <summary>Puts structures of an HDF5 file together, little-endian.</summary>
internal sealed class Hdf5Bytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Length => _bytes.WrittenCount;

    public ReadOnlyMemory<byte> Memory => _bytes.WrittenMemory;

    public Hdf5Bytes U8(int value)
    {
        _bytes.GetSpan(1)[0] = checked((byte)value);
        _bytes.Advance(1);
        return this;
    }

    public Hdf5Bytes U16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), checked((ushort)value));
        _bytes.Advance(2);
        return this;
    }

    public Hdf5Bytes U32(long value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), checked((uint)value));
        _bytes.Advance(4);
        return this;
    }

    public Hdf5Bytes U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public Hdf5Bytes U64(long value) => U64((ulong)value);

    public Hdf5Bytes Raw(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    public Hdf5Bytes Zeros(int count)
    {
        _bytes.GetSpan(Math.Max(count, 1))[..count].Clear();
        _bytes.Advance(count);
        return this;
    }

    /// <summary>Fills up to a multiple of 8.</summary>
    public Hdf5Bytes Pad() => Zeros(-Length & 7);

    /// <summary>A name with its NUL, filled up to a multiple of 8 from its own beginning.</summary>
    public Hdf5Bytes Name(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        return Raw(text).Zeros(((text.Length + 8) / 8 * 8) - text.Length);
    }

    /// <summary>Another structure, whose length is a multiple of 8 or the last.</summary>
    public Hdf5Bytes Add(Hdf5Bytes other) => Raw(other.Memory.Span);
}
