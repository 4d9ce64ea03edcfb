using System.Buffers.Binary;
using System.Text;

namespace Hven.Tables.Hdf5;

/// <summary>Kinds of header messages (specification, section IV.A.2) that are looked at.</summary>
internal static class Hdf5Message
{
    public const int Dataspace = 0x01;
    public const int LinkInfo = 0x02;
    public const int Datatype = 0x03;
    public const int FillValue = 0x05;
    public const int Link = 0x06;
    public const int Layout = 0x08;
    public const int Filters = 0x0B;
    public const int Attribute = 0x0C;
    public const int Continuation = 0x10;
    public const int SymbolTable = 0x11;
    public const int AttributeInfo = 0x15;
}

/// <summary>An attribute: its type and the bytes of its values.</summary>
internal sealed record Hdf5Attribute(string Name, Hdf5Type Type, IReadOnlyList<long> Dimensions, byte[] Data);

/// <summary>The header of a group or dataset.</summary>
internal sealed class Hdf5Object
{
    private const int MaxMessages = 1 << 18;

    private readonly Hdf5Source _source;
    private readonly List<(int Kind, bool Shared, byte[] Data)> _messages = [];

    private Hdf5Object(Hdf5Source source) => _source = source;

    public bool IsDataset => Find(Hdf5Message.Layout) is not null;

    public static Hdf5Object Read(Hdf5Source source, ulong address)
    {
        var header = new Hdf5Object(source);
        byte[] start = source.Read(address, 16);
        if (start.AsSpan().StartsWith("OHDR"u8))
        {
            header.ReadVersion2(address, start);
        }
        else if (start[0] == 1)
        {
            header.ReadBlocks(address + 16, BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8)), version: 1, hasOrder: false);
        }
        else
        {
            throw Hdf5Fault.Damaged($"there is no object header at {address}");
        }

        return header;
    }

    public byte[]? Find(int kind) => _messages.Find(message => message.Kind == kind).Data;

    public IEnumerable<byte[]> All(int kind) => _messages.Where(message => message.Kind == kind).Select(message => message.Data);

    /// <summary>The dataset's datatype, which may stand in an object of its own.</summary>
    public Hdf5Type Datatype()
    {
        (int _, bool shared, byte[]? data) = _messages.Find(message => message.Kind == Hdf5Message.Datatype);
        if (data is null)
        {
            throw Hdf5Fault.Damaged("a dataset has no datatype");
        }

        ReadOnlySpan<byte> bytes = data;
        return shared ? ReadShared(ref bytes) : Hdf5Type.Read(ref bytes);
    }

    /// <summary>Lengths of the axes, slowest first.</summary>
    public IReadOnlyList<long> Dimensions() => ReadDataspace(Find(Hdf5Message.Dataspace) ?? throw Hdf5Fault.Damaged("a dataset has no dataspace"));

    public Dictionary<string, Hdf5Attribute> Attributes()
    {
        var attributes = new Dictionary<string, Hdf5Attribute>(StringComparer.Ordinal);
        foreach (byte[] message in All(Hdf5Message.Attribute))
        {
            Hdf5Attribute attribute = ReadAttribute(message);
            attributes[attribute.Name] = attribute;
        }

        return attributes;
    }

    private static long[] ReadDataspace(ReadOnlySpan<byte> bytes)
    {
        int version = bytes[0];
        int rank = bytes[1];
        bytes = bytes[(version == 1 ? 8 : 4)..];
        long[] dimensions = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            dimensions[axis] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * axis)..]);
            if (dimensions[axis] < 0)
            {
                throw Hdf5Fault.Damaged("an axis has a negative length");
            }
        }

        return dimensions;
    }

    private Hdf5Type ReadShared(ref ReadOnlySpan<byte> bytes)
    {
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(bytes[0] == 1 ? 8 : 2)..]);
        byte[] data = Read(_source, address).Find(Hdf5Message.Datatype) ?? throw Hdf5Fault.Unsupported("a datatype is kept in a shared heap");
        bytes = bytes[(bytes[0] == 1 ? 16 : 10)..];
        ReadOnlySpan<byte> committed = data;
        return Hdf5Type.Read(ref committed);
    }

    private Hdf5Attribute ReadAttribute(ReadOnlySpan<byte> bytes)
    {
        int version = bytes[0];
        bool shared = version > 1 && (bytes[1] & 1) != 0;
        int nameSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        int typeSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        int spaceSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        bytes = bytes[(version == 3 ? 9 : 8)..];
        int Step(int size) => version == 1 ? (size + 7) / 8 * 8 : size;
        string name = Encoding.UTF8.GetString(bytes[..nameSize].TrimEnd((byte)0));
        bytes = bytes[Step(nameSize)..];
        ReadOnlySpan<byte> type = bytes[..typeSize];
        Hdf5Type datatype = shared ? ReadShared(ref type) : Hdf5Type.Read(ref type);
        bytes = bytes[Step(typeSize)..];
        ReadOnlySpan<byte> space = bytes[..spaceSize];
        bool isNull = space[0] == 2 && space.Length > 3 && space[3] == 2;
        long[] dimensions = ReadDataspace(space);
        bytes = bytes[Step(spaceSize)..];
        long count = isNull ? 0 : dimensions.Aggregate(1L, (product, length) => checked(product * length));
        long size = Math.Min(checked(count * datatype.Size), bytes.Length);
        return new Hdf5Attribute(name, datatype, dimensions, bytes[..(int)size].ToArray());
    }

    private void ReadVersion2(ulong address, ReadOnlySpan<byte> start)
    {
        int flags = start[5];
        int head = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        int width = 1 << (flags & 3);
        byte[] size = _source.Read(address + (ulong)head, 8);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(size) & (width == 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1);
        ReadBlocks(address + (ulong)(head + width), checked((long)length), version: 2, hasOrder: (flags & 4) != 0);
    }

    /// <summary>Reads the messages of a block and of those that continue it.</summary>
    private void ReadBlocks(ulong address, long length, int version, bool hasOrder)
    {
        var blocks = new Queue<(ulong Address, long Length, bool Framed)>([(address, length, false)]);
        int headSize = version == 1 ? 8 : hasOrder ? 6 : 4;
        while (blocks.TryDequeue(out (ulong Address, long Length, bool Framed) block))
        {
            ReadOnlySpan<byte> bytes = _source.Read(block.Address, block.Length);
            if (block.Framed && version == 2)
            {
                // Continuations of version 2 stand between a signature and a checksum.
                bytes = bytes[4..^4];
            }

            while (bytes.Length >= headSize)
            {
                int kind = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : bytes[0];
                int size = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(version == 1 ? 2 : 1)..]);
                bool shared = (bytes[version == 1 ? 4 : 3] & 2) != 0;
                byte[] data = bytes.Slice(headSize, size).ToArray();
                bytes = bytes[(headSize + size)..];
                if (kind == Hdf5Message.Continuation)
                {
                    blocks.Enqueue((BinaryPrimitives.ReadUInt64LittleEndian(data), BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(8)), true));
                }

                _messages.Add((kind, shared, data));
                if (_messages.Count > MaxMessages)
                {
                    throw Hdf5Fault.Damaged("an object header has no end");
                }
            }
        }
    }
}
