using System.Buffers.Binary;
using System.Text;

namespace Hven.Tables.Hdf5;

/// <summary>Classes of datatypes (HDF5 File Format Specification 3.0, section IV.A.2.d).</summary>
internal enum Hdf5Class
{
    Integer = 0,
    Float = 1,
    Time = 2,
    Text = 3,
    BitField = 4,
    Opaque = 5,
    Compound = 6,
    Reference = 7,
    Enumeration = 8,
    VariableLength = 9,
    Array = 10,
}

/// <summary>One member of a compound datatype.</summary>
internal sealed record Hdf5Member(string Name, int Offset, Hdf5Type Type);

/// <summary>A datatype as it stands in a file.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Size">Bytes of one value.</param>
/// <param name="Bits">The class bit field of 24 bits.</param>
internal sealed record Hdf5Type(Hdf5Class Class, int Size, uint Bits)
{
    private const int MaxDepth = 16;
    private const int MaxMembers = 65_535;

    /// <summary>Members of a compound.</summary>
    public IReadOnlyList<Hdf5Member> Members { get; init; } = [];

    /// <summary>The type of the elements (array, variable length) or of the numbers (enumeration).</summary>
    public Hdf5Type? Base { get; init; }

    /// <summary>Axes of an array, slowest first.</summary>
    public IReadOnlyList<int> Dimensions { get; init; } = [];

    /// <summary>Names of an enumeration's values.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether integers fill their bytes, or floats are laid out as IEEE 754 has them.</summary>
    public bool IsPlain { get; init; } = true;

    public bool IsBigEndian => Class is Hdf5Class.Integer or Hdf5Class.Float or Hdf5Class.BitField ? (Bits & 1) != 0 : Base?.IsBigEndian ?? false;

    public bool IsSigned => (Bits & 8) != 0;

    /// <summary>How fixed texts end: 0 by NUL, 1 filled up with NUL, 2 with blanks.</summary>
    public int Padding => (int)(Bits & 15);

    /// <summary>Whether a variable length is that of a text.</summary>
    public bool IsVariableText => Class == Hdf5Class.VariableLength && (Bits & 15) == 1;

    /// <summary>Elements of an array.</summary>
    public int ElementCount => Dimensions.Aggregate(1, (product, length) => checked(product * length));

    /// <summary>Reads a datatype message.</summary>
    /// <param name="bytes">The message; what follows the type is left.</param>
    public static Hdf5Type Read(ref ReadOnlySpan<byte> bytes) => Read(ref bytes, 0);

    private static Hdf5Type Read(ref ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Hdf5Fault.Damaged("a datatype is nested too deeply");
        }

        int version = bytes[0] >> 4;
        var type = new Hdf5Type((Hdf5Class)(bytes[0] & 15), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes) >> 8);
        if (type.Size <= 0 || type.Size > Hdf5Source.MaxBlock)
        {
            throw Hdf5Fault.Damaged($"a datatype has {(uint)type.Size} bytes");
        }

        bytes = bytes[8..];
        return type.Class switch
        {
            Hdf5Class.Integer or Hdf5Class.BitField => type.ReadInteger(ref bytes),
            Hdf5Class.Float => type.ReadFloat(ref bytes),
            Hdf5Class.Time => Skip(type, ref bytes, 2),
            Hdf5Class.Opaque => Skip(type, ref bytes, (int)(type.Bits & 255)),
            Hdf5Class.Compound => type.ReadCompound(ref bytes, version, depth),
            Hdf5Class.Enumeration => type.ReadEnumeration(ref bytes, version, depth),
            Hdf5Class.VariableLength => type with { Base = Read(ref bytes, depth + 1) },
            Hdf5Class.Array => type.ReadArray(ref bytes, version, depth),
            Hdf5Class.Text or Hdf5Class.Reference => type,
            _ => throw Hdf5Fault.Damaged($"a datatype is of the unknown class {(int)type.Class}"),
        };
    }

    private static Hdf5Type Skip(Hdf5Type type, ref ReadOnlySpan<byte> bytes, int count)
    {
        bytes = bytes[count..];
        return type;
    }

    private Hdf5Type ReadInteger(ref ReadOnlySpan<byte> bytes)
    {
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        int precision = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        bytes = bytes[4..];
        return this with { IsPlain = offset == 0 && precision == Size * 8 };
    }

    private Hdf5Type ReadFloat(ref ReadOnlySpan<byte> bytes)
    {
        (int exponentAt, int exponentSize, int mantissaAt, int mantissaSize) = (bytes[4], bytes[5], bytes[6], bytes[7]);
        uint bias = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        bytes = bytes[12..];
        bool plain = (Bits & 0x40) == 0 && mantissaAt == 0 && (Size, exponentAt, exponentSize, mantissaSize, bias) is
            (2, 10, 5, 10, 15) or (4, 23, 8, 23, 127) or (8, 52, 11, 52, 1023);
        return this with { IsPlain = plain };
    }

    private Hdf5Type ReadCompound(ref ReadOnlySpan<byte> bytes, int version, int depth)
    {
        int count = (int)(Bits & 0xFFFF);
        int offsetBytes = Size <= 0xFF ? 1 : Size <= 0xFFFF ? 2 : Size <= 0xFFFFFF ? 3 : 4;
        var members = new List<Hdf5Member>();
        for (int index = 0; index < Math.Min(count, MaxMembers); index++)
        {
            string name = ReadName(ref bytes, version < 3);
            int offset = 0;
            int[] dimensions = [];
            if (version < 3)
            {
                offset = BinaryPrimitives.ReadInt32LittleEndian(bytes);
                bytes = bytes[4..];
            }
            else
            {
                for (int at = 0; at < offsetBytes; at++)
                {
                    offset |= bytes[at] << (8 * at);
                }

                bytes = bytes[offsetBytes..];
            }

            if (version == 1)
            {
                int[] lengths = new int[Math.Min((int)bytes[0], 4)];
                for (int axis = 0; axis < lengths.Length; axis++)
                {
                    lengths[axis] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(12 + (4 * axis))..]);
                }

                dimensions = lengths;
                bytes = bytes[28..];
            }

            Hdf5Type type = Read(ref bytes, depth + 1);
            if (dimensions.Length > 0)
            {
                type = Arrange(type, dimensions);
            }

            if (offset < 0 || offset > Size - type.Size)
            {
                throw Hdf5Fault.Damaged($"member {name} lies outside of its compound");
            }

            members.Add(new Hdf5Member(name, offset, type));
        }

        return this with { Members = members };
    }

    private Hdf5Type ReadEnumeration(ref ReadOnlySpan<byte> bytes, int version, int depth)
    {
        Hdf5Type number = Read(ref bytes, depth + 1);
        int count = (int)(Bits & 0xFFFF);
        var names = new List<string>();
        for (int index = 0; index < count; index++)
        {
            names.Add(ReadName(ref bytes, version < 3));
        }

        bytes = bytes[checked(count * number.Size)..];
        return this with { Base = number, Names = names };
    }

    private Hdf5Type ReadArray(ref ReadOnlySpan<byte> bytes, int version, int depth)
    {
        int rank = bytes[0];
        bytes = bytes[(version < 3 ? 4 : 1)..];
        int[] dimensions = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            dimensions[axis] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * axis)..]);
        }

        bytes = bytes[((version < 3 ? 8 : 4) * rank)..];
        Hdf5Type array = Arrange(Read(ref bytes, depth + 1), dimensions);
        return array.Size == Size ? this with { Base = array.Base, Dimensions = dimensions } : throw Hdf5Fault.Damaged("an array datatype is not as large as its elements");
    }

    private static Hdf5Type Arrange(Hdf5Type element, IReadOnlyList<int> dimensions)
    {
        long size = element.Size;
        foreach (int length in dimensions)
        {
            if (length <= 0 || size * length > Hdf5Source.MaxBlock)
            {
                throw Hdf5Fault.Damaged($"an array has an axis of {length}");
            }

            size *= length;
        }

        return new Hdf5Type(Hdf5Class.Array, (int)size, 0) { Base = element, Dimensions = dimensions };
    }

    private static string ReadName(ref ReadOnlySpan<byte> bytes, bool padded)
    {
        int length = bytes.IndexOf((byte)0);
        if (length < 0)
        {
            throw Hdf5Fault.Damaged("a name does not end");
        }

        string name = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[(padded ? (length + 8) / 8 * 8 : length + 1)..];
        return name;
    }
}
