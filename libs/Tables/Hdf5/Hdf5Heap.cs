using System.Buffers.Binary;

namespace Hven.Tables.Hdf5;

/// <summary>Reads values of varying length out of the global heap (specification, section III.E). Keeps the collections read last.</summary>
internal sealed class Hdf5Heap(Hdf5Source source)
{
    /// <summary>Bytes of a reference: length, address of the collection, number within it.</summary>
    public const int ReferenceBytes = 16;

    private const int Kept = 4;

    private readonly List<(ulong Address, byte[] Bytes, Dictionary<uint, (int Start, int Length)> Objects)> _collections = [];

    /// <summary>The value that a reference stands for.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="elementBytes">Bytes of one element.</param>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> reference, int elementBytes)
    {
        long length = (long)BinaryPrimitives.ReadUInt32LittleEndian(reference) * elementBytes;
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(reference[4..]);
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(reference[12..]);
        if (length == 0 || address is 0 or Hdf5Source.None)
        {
            return [];
        }

        int at = _collections.FindIndex(collection => collection.Address == address);
        if (at < 0)
        {
            if (_collections.Count == Kept)
            {
                _collections.RemoveAt(0);
            }

            _collections.Add(Read(address));
            at = _collections.Count - 1;
        }

        (ulong _, byte[] bytes, Dictionary<uint, (int Start, int Length)> objects) = _collections[at];
        return objects.TryGetValue(number, out (int Start, int Length) found) && length <= found.Length
            ? bytes.AsSpan(found.Start, (int)length)
            : throw Hdf5Fault.Damaged($"value {number} of the heap at {address} does not have {length} bytes");
    }

    private (ulong Address, byte[] Bytes, Dictionary<uint, (int Start, int Length)> Objects) Read(ulong address)
    {
        const int HeadBytes = 16;
        byte[] head = source.Read(address, HeadBytes);
        if (!head.AsSpan().StartsWith("GCOL"u8))
        {
            throw Hdf5Fault.Damaged($"there is no heap of values at {address}");
        }

        byte[] bytes = source.Read(address, BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)));
        var objects = new Dictionary<uint, (int Start, int Length)>();
        for (int at = HeadBytes; at + HeadBytes <= bytes.Length;)
        {
            uint number = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
            long size = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 8));
            if (number == 0)
            {
                break;
            }

            if (size < 0 || size > bytes.Length - at - HeadBytes)
            {
                throw Hdf5Fault.Damaged($"value {number} of the heap at {address} is larger than the heap");
            }

            objects[number] = (at + HeadBytes, (int)size);
            at += HeadBytes + ((int)size + 7) / 8 * 8;
        }

        return (address, bytes, objects);
    }
}
