using System.Buffers.Binary;
using System.Text;

namespace Hven.Tables.Hdf5;

/// <summary>The links of a group: those of symbol tables (specification, section III.A to III.C) and those in the header itself.</summary>
internal static class Hdf5Group
{
    private const int MaxLinks = 100_000;
    private const int MaxDepth = 32;

    /// <summary>Names and addresses of the objects in a group; soft and external links are passed over.</summary>
    public static List<(string Name, ulong Address)> Links(Hdf5Source source, Hdf5Object group)
    {
        var links = new List<(string Name, ulong Address)>();
        if (group.Find(Hdf5Message.SymbolTable) is { } table)
        {
            byte[] heap = ReadHeap(source, BinaryPrimitives.ReadUInt64LittleEndian(table.AsSpan(8)));
            ReadTree(source, BinaryPrimitives.ReadUInt64LittleEndian(table), heap, links, 0);
        }

        foreach (byte[] message in group.All(Hdf5Message.Link))
        {
            ReadLink(message, links);
        }

        if (group.Find(Hdf5Message.LinkInfo) is { } info && BinaryPrimitives.ReadUInt64LittleEndian(info.AsSpan((info[1] & 1) != 0 ? 10 : 2)) != Hdf5Source.None)
        {
            throw Hdf5Fault.Unsupported("a group keeps its links in a fractal heap (libver='latest'); h5repack makes it a file of the common form");
        }

        return links;
    }

    private static byte[] ReadHeap(Hdf5Source source, ulong address)
    {
        byte[] head = source.Read(address, 32);
        return head.AsSpan().StartsWith("HEAP"u8)
            ? source.Read(BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(24)), BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)))
            : throw Hdf5Fault.Damaged($"there is no heap of names at {address}");
    }

    private static void ReadTree(Hdf5Source source, ulong address, byte[] heap, List<(string Name, ulong Address)> links, int depth)
    {
        byte[] head = source.Read(address, 24);
        if (depth > MaxDepth || !head.AsSpan().StartsWith("TREE"u8) || head[4] != 0)
        {
            throw Hdf5Fault.Damaged($"there is no tree of names at {address}");
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(6));
        byte[] entries = source.Read(address + 24, count * 16L);
        for (int entry = 0; entry < count; entry++)
        {
            ulong child = BinaryPrimitives.ReadUInt64LittleEndian(entries.AsSpan((entry * 16) + 8));
            if (head[5] == 0)
            {
                ReadNode(source, child, heap, links);
            }
            else
            {
                ReadTree(source, child, heap, links, depth + 1);
            }

            if (links.Count > MaxLinks)
            {
                throw Hdf5Fault.Unsupported($"a group has over {MaxLinks} links");
            }
        }
    }

    private static void ReadNode(Hdf5Source source, ulong address, byte[] heap, List<(string Name, ulong Address)> links)
    {
        const int EntryBytes = 40;
        byte[] head = source.Read(address, 8);
        if (!head.AsSpan().StartsWith("SNOD"u8))
        {
            throw Hdf5Fault.Damaged($"there is no node of names at {address}");
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(6));
        byte[] entries = source.Read(address + 8, (long)count * EntryBytes);
        for (int entry = 0; entry < count; entry++)
        {
            ReadOnlySpan<byte> bytes = entries.AsSpan(entry * EntryBytes, EntryBytes);
            ReadOnlySpan<byte> name = heap.AsSpan(checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes)));
            int end = name.IndexOf((byte)0);
            ulong target = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);

            // A cached soft link has no object of its own.
            if (target != Hdf5Source.None && BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) != 2)
            {
                links.Add((Encoding.UTF8.GetString(end < 0 ? name : name[..end]), target));
            }
        }
    }

    private static void ReadLink(ReadOnlySpan<byte> bytes, List<(string Name, ulong Address)> links)
    {
        int flags = bytes[1];
        int at = 2;
        int kind = (flags & 8) != 0 ? bytes[at++] : 0;
        at += ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0);
        int width = 1 << (flags & 3);
        Span<byte> wide = stackalloc byte[8];
        wide.Clear();
        bytes.Slice(at, width).CopyTo(wide);
        int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(wide));
        string name = Encoding.UTF8.GetString(bytes.Slice(at + width, length));
        if (kind == 0)
        {
            links.Add((name, BinaryPrimitives.ReadUInt64LittleEndian(bytes[(at + width + length)..])));
        }
    }
}
