using System.Buffers.Binary;

namespace Hven.Tables.Hdf5;

/// <summary>Reads structures of an HDF5 file by their addresses, within the file and within bounds.</summary>
internal sealed class Hdf5Source
{
    /// <summary>The most bytes that one structure or one chunk may have.</summary>
    public const int MaxBlock = 1 << 28;

    /// <summary>The address that stands for none.</summary>
    public const ulong None = ulong.MaxValue;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    private readonly long _base;

    private Hdf5Source(Stream stream, long start)
    {
        Stream = stream;
        _base = start;
    }

    public Stream Stream { get; }

    /// <summary>Address of the root group's object header.</summary>
    public ulong Root { get; private set; }

    public long Length => Stream.Length - _base;

    /// <summary>Whether a file's first bytes are those of HDF5 without a user block.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    /// <summary>Finds the superblock, which stands at 0 or at a power of two from 512 on (specification, section II.A).</summary>
    public static Hdf5Source Open(Stream stream)
    {
        for (long start = 0; start + 96 <= stream.Length; start = start == 0 ? 512 : start * 2)
        {
            var source = new Hdf5Source(stream, start);
            byte[] head = source.Read(0, 96);
            if (head.AsSpan().StartsWith(Signature))
            {
                source.ReadSuperblock(head);
                return source;
            }
        }

        throw new TableFormatException("HDF5-SIGNATURE", "This is not an HDF5 file: it has no superblock.");
    }

    public byte[] Read(ulong address, long length)
    {
        if (length is < 0 or > MaxBlock || address > (ulong)Length || length > Length - (long)address)
        {
            throw Hdf5Fault.Damaged($"{length} bytes at {address} are not in the file");
        }

        byte[] bytes = new byte[length];
        Stream.Position = _base + (long)address;
        Stream.ReadExactly(bytes);
        return bytes;
    }

    public async ValueTask ReadAsync(ulong address, Memory<byte> target, CancellationToken cancellationToken)
    {
        if (address > (ulong)Length || target.Length > Length - (long)address)
        {
            throw Hdf5Fault.Damaged($"{target.Length} bytes at {address} are not in the file");
        }

        Stream.Position = _base + (long)address;
        await Stream.ReadExactlyAsync(target, cancellationToken).ConfigureAwait(false);
    }

    private void ReadSuperblock(ReadOnlySpan<byte> head)
    {
        int version = head[8];
        (int sizes, int root) = version switch
        {
            0 => (13, 64),
            1 => (13, 68),
            2 or 3 => (9, 36),
            _ => throw Hdf5Fault.Unsupported($"its superblock is of version {version}"),
        };
        if (head[sizes] != 8 || head[sizes + 1] != 8)
        {
            throw Hdf5Fault.Unsupported($"its addresses have {head[sizes]} bytes instead of 8");
        }

        Root = BinaryPrimitives.ReadUInt64LittleEndian(head[root..]);
    }
}
