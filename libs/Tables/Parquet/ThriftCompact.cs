using System.Buffers.Binary;

namespace Hven.Tables.Parquet;

/// <summary>Reads and writes values in the Thrift compact protocol ("Thrift compact protocol encoding", Apache Thrift), as far as Parquet's footers use it.</summary>
internal static class ThriftCompact
{
    private const int MaxDepth = 32;

    /// <summary>Reads one structure from the start of some bytes.</summary>
    /// <exception cref="TableFormatException">The bytes are damaged.</exception>
    public static ThriftValue ReadStruct(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Reader(bytes);
        return reader.Read(ThriftType.Struct, 0);
    }

    /// <summary>Writes a structure.</summary>
    public static void Write(ThriftValue value, MemoryStream target)
    {
        switch (value.Type)
        {
            case ThriftType.True or ThriftType.False or ThriftType.Byte:
                target.WriteByte((byte)value.Number);
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                WriteVarint(((ulong)value.Number << 1) ^ (ulong)(value.Number >> 63), target);
                break;
            case ThriftType.Double:
                Span<byte> bits = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(bits, value.Number);
                target.Write(bits);
                break;
            case ThriftType.Binary:
                WriteVarint((ulong)value.Bytes.Length, target);
                target.Write(value.Bytes.Span);
                break;
            case ThriftType.List or ThriftType.Set:
                WriteList(value, target);
                break;
            default:
                WriteFields(value, target);
                break;
        }
    }

    private static void WriteList(ThriftValue value, MemoryStream target)
    {
        int count = value.Items!.Count;
        if (count < 15)
        {
            target.WriteByte((byte)((count << 4) | (byte)value.ItemType));
        }
        else
        {
            target.WriteByte((byte)(0xF0 | (byte)value.ItemType));
            WriteVarint((ulong)count, target);
        }

        foreach (ThriftValue item in value.Items)
        {
            Write(item, target);
        }
    }

    private static void WriteFields(ThriftValue value, MemoryStream target)
    {
        short last = 0;
        foreach ((short id, ThriftValue field) in value.Fields!)
        {
            int step = id - last;
            last = id;
            if (step is > 0 and <= 15)
            {
                target.WriteByte((byte)((step << 4) | (byte)field.Type));
            }
            else
            {
                target.WriteByte((byte)field.Type);
                WriteVarint((uint)((id << 1) ^ (id >> 15)), target);
            }

            // A boolean field is its type.
            if (field.Type is not (ThriftType.True or ThriftType.False))
            {
                Write(field, target);
            }
        }

        target.WriteByte(0);
    }

    private static void WriteVarint(ulong value, MemoryStream target)
    {
        while (value >= 0x80)
        {
            target.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        target.WriteByte((byte)value);
    }

    private struct Reader(ReadOnlyMemory<byte> bytes)
    {
        private int _at;

        public ThriftValue Read(ThriftType type, int depth)
        {
            if (depth > MaxDepth)
            {
                throw Damaged("is nested too deeply");
            }

            switch (type)
            {
                case ThriftType.True or ThriftType.False or ThriftType.Byte:
                    return new ThriftValue(type, (sbyte)ReadByte());
                case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                    return new ThriftValue(type, ReadZigzag());
                case ThriftType.Double:
                    return new ThriftValue(type, BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span));
                case ThriftType.Binary:
                    return new ThriftValue(type, Bytes: Take(ReadVarint()));
                case ThriftType.List or ThriftType.Set:
                    return ReadList(type, depth);
                case ThriftType.Struct:
                    return ReadFields(depth);
                default:
                    throw Damaged($"has the unknown type {(byte)type}");
            }
        }

        private ThriftValue ReadList(ThriftType type, int depth)
        {
            byte head = ReadByte();
            ulong count = head >> 4 == 15 ? ReadVarint() : (ulong)(head >> 4);
            if (count > (ulong)(bytes.Length - _at))
            {
                throw Damaged($"has a list of {count} elements, more than it has bytes");
            }

            var itemType = (ThriftType)(head & 15);
            var items = new ThriftValue[count];
            for (int item = 0; item < items.Length; item++)
            {
                items[item] = Read(itemType, depth + 1);
            }

            return new ThriftValue(type, Items: items, ItemType: itemType);
        }

        private ThriftValue ReadFields(int depth)
        {
            var fields = new List<(short, ThriftValue)>();
            short id = 0;
            while (true)
            {
                byte head = ReadByte();
                if (head == 0)
                {
                    return new ThriftValue(ThriftType.Struct, Fields: fields);
                }

                id = head >> 4 == 0 ? (short)ReadZigzag() : (short)(id + (head >> 4));
                var type = (ThriftType)(head & 15);
                bool boolean = type is ThriftType.True or ThriftType.False;
                fields.Add((id, boolean ? new ThriftValue(type) : Read(type, depth + 1)));
            }
        }

        private long ReadZigzag()
        {
            ulong value = ReadVarint();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        private ulong ReadVarint()
        {
            ulong value = 0;
            for (int shift = 0; shift < 64; shift += 7)
            {
                byte part = ReadByte();
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }

            throw Damaged("has an integer of over 64 bits");
        }

        private byte ReadByte() => Take(1).Span[0];

        private ReadOnlyMemory<byte> Take(ulong count)
        {
            if (count > (ulong)(bytes.Length - _at))
            {
                throw Damaged("ends too early");
            }

            ReadOnlyMemory<byte> taken = bytes.Slice(_at, (int)count);
            _at += (int)count;
            return taken;
        }

        private readonly TableFormatException Damaged(string what) => new("PARQUET-FOOTER", $"The Parquet footer {what}, at its byte {_at}.");
    }
}
