using System.Buffers.Binary;
using System.IO.Compression;

namespace Hven.Tables.Hdf5;

/// <summary>The filters that chunks went through when they were written (specification, section IV.A.2.l), undone in reverse order.</summary>
internal sealed class Hdf5Filters
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;
    private const int ChecksumBytes = 4;

    private readonly List<(int Id, int Parameter)> _filters = [];

    public bool IsEmpty => _filters.Count == 0;

    public static Hdf5Filters Read(ReadOnlySpan<byte> bytes)
    {
        var filters = new Hdf5Filters();
        int version = bytes[0];
        int count = bytes[1];
        bytes = bytes[(version == 1 ? 8 : 2)..];
        for (int index = 0; index < count; index++)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            bool named = version == 1 || id >= 256;
            int nameLength = named ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) : 0;
            bytes = bytes[(named ? 6 : 4)..];
            int values = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            bytes = bytes[(2 + (version == 1 ? (nameLength + 7) / 8 * 8 : nameLength))..];
            int parameter = values > 0 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;
            bytes = bytes[((4 * values) + (version == 1 && values % 2 == 1 ? 4 : 0))..];
            filters._filters.Add((id, parameter));
        }

        if (filters._filters.Find(filter => filter.Id is not (Deflate or Shuffle or Fletcher32)) is { Id: not 0 and var unknown })
        {
            throw Hdf5Fault.Unsupported($"its chunks are compressed by {NameOf(unknown)}; h5repack -f GZIP=4 makes it a file that can");
        }

        return filters;
    }

    /// <summary>Undoes the filters.</summary>
    /// <param name="stored">The chunk as stored.</param>
    /// <param name="skipped">Bit i is set when filter i was not applied to this chunk.</param>
    /// <param name="target">Takes the chunk, which must fill it.</param>
    public void Undo(ReadOnlyMemory<byte> stored, uint skipped, Span<byte> target)
    {
        ReadOnlyMemory<byte> current = stored;
        for (int index = _filters.Count - 1; index >= 0; index--)
        {
            (int id, int parameter) = _filters[index];
            if ((skipped >> index & 1) != 0)
            {
                continue;
            }

            if (id == Fletcher32)
            {
                current = CheckSum(current);
                continue;
            }

            // Before the first filter stands the chunk itself; a checksum may follow it.
            byte[] output = new byte[target.Length + ChecksumBytes];
            int length = id == Deflate ? Inflate(current, output) : Unshuffle(current.Span, parameter, output);
            current = output.AsMemory(0, length);
        }

        if (current.Length != target.Length)
        {
            throw Hdf5Fault.Damaged($"a chunk has {current.Length} bytes instead of {target.Length}");
        }

        current.Span.CopyTo(target);
    }

    private static string NameOf(int id) => id switch
    {
        4 => "szip",
        5 => "nbit",
        6 => "scale-offset",
        305 => "LZO",
        307 => "bzip2",
        32000 => "LZF",
        32001 => "Blosc",
        32004 => "LZ4",
        32015 => "Zstandard",
        32026 => "Blosc 2",
        _ => $"filter {id}",
    };

    private static int Inflate(ReadOnlyMemory<byte> current, byte[] output)
    {
        try
        {
            using var inflate = new ZLibStream(new ReadOnlyStream(current), CompressionMode.Decompress);
            return inflate.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException fault)
        {
            throw new TableFormatException("HDF5-DAMAGED", $"A chunk of the HDF5 file cannot be inflated: {fault.Message}", fault);
        }
    }

    /// <summary>Bytes 0 of all values come first, then bytes 1 and so on; what is left over stays at the end.</summary>
    private static int Unshuffle(ReadOnlySpan<byte> current, int size, byte[] output)
    {
        if (size <= 0 || current.Length > output.Length)
        {
            throw Hdf5Fault.Damaged($"a chunk is shuffled by values of {size} bytes");
        }

        int count = current.Length / size;
        for (int plane = 0; plane < size; plane++)
        {
            ReadOnlySpan<byte> bytes = current.Slice(plane * count, count);
            for (int value = 0, at = plane; value < count; value++, at += size)
            {
                output[at] = bytes[value];
            }
        }

        current[(count * size)..].CopyTo(output.AsSpan(count * size));
        return current.Length;
    }

    private static ReadOnlyMemory<byte> CheckSum(ReadOnlyMemory<byte> current)
    {
        if (current.Length < ChecksumBytes)
        {
            throw Hdf5Fault.Damaged("a chunk has no checksum");
        }

        ReadOnlyMemory<byte> data = current[..^ChecksumBytes];
        return BinaryPrimitives.ReadUInt32LittleEndian(current.Span[^ChecksumBytes..]) == Fletcher(data.Span)
            ? data
            : throw Hdf5Fault.Damaged("a chunk's checksum is not that of its bytes");
    }

    /// <summary>Fletcher's checksum over big-endian words of 16 bits.</summary>
    private static uint Fletcher(ReadOnlySpan<byte> data)
    {
        // So many words can be added before the sums must be folded.
        const int Words = 360;
        uint first = 0;
        uint second = 0;
        while (data.Length >= 2)
        {
            int words = Math.Min(Words, data.Length / 2);
            for (int word = 0; word < words; word++)
            {
                first += BinaryPrimitives.ReadUInt16BigEndian(data[(2 * word)..]);
                second += first;
            }

            data = data[(2 * words)..];
            first = Fold(first);
            second = Fold(second);
        }

        if (data.Length == 1)
        {
            first = Fold(first + ((uint)data[0] << 8));
            second = Fold(second + first);
        }

        return (Fold(second) << 16) | Fold(first);
    }

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);

    /// <summary>Memory as a stream to be inflated.</summary>
    private sealed class ReadOnlyStream(ReadOnlyMemory<byte> bytes) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => bytes.Length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, bytes.Length - _position);
            bytes.Span.Slice(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
