using System.Text;

namespace Hven.Tables.Hdf5;

/// <summary>Writes datatypes, attributes and object headers (specification, section IV.A), in the versions that all releases of the library read.</summary>
internal static class Hdf5Encoding
{
    private const int Utf8 = 1 << 4;
    private const int NulPadded = 1;

    public static Hdf5Bytes Integer(int size, bool signed) => Head(0x10, signed ? 8 : 0, size).U16(0).U16(size * 8);

    public static Hdf5Bytes Float(int size) => size == 4
        ? Head(0x11, 0x20 | (31 << 8), 4).U16(0).U16(32).U8(23).U8(8).U8(0).U8(23).U32(127)
        : Head(0x11, 0x20 | (63 << 8), 8).U16(0).U16(64).U8(52).U8(11).U8(0).U8(52).U32(1023);

    public static Hdf5Bytes Text(int size) => Head(0x13, NulPadded, size);

    /// <summary>The form in which h5py writes booleans, and which PyTables reads as numbers that pandas takes for booleans.</summary>
    public static Hdf5Bytes Boolean() => Head(0x18, 2, 1).Add(Integer(1, signed: true)).Name("FALSE").Name("TRUE").U8(0).U8(1);

    public static Hdf5Bytes Complex(int partSize) => Compound(partSize * 2, [("r", 0, Float(partSize)), ("i", partSize, Float(partSize))]);

    /// <summary>An array; axes slowest first.</summary>
    public static Hdf5Bytes Array(Hdf5Bytes element, int size, IReadOnlyCollection<int> axes)
    {
        Hdf5Bytes type = Head(0x2A, 0, size).U8(axes.Count).Zeros(3);
        foreach (int axis in axes)
        {
            type.U32(axis);
        }

        return type.Zeros(4 * axes.Count).Add(element);
    }

    public static Hdf5Bytes Compound(int size, IReadOnlyCollection<(string Name, int Offset, Hdf5Bytes Type)> members)
    {
        Hdf5Bytes type = Head(0x26, members.Count, size);
        foreach ((string name, int offset, Hdf5Bytes member) in members)
        {
            type.Name(name).U32(offset).Add(member);
        }

        return type;
    }

    public static Hdf5Bytes Dataspace(long rows, bool extendable)
    {
        Hdf5Bytes space = new Hdf5Bytes().U8(1).U8(1).U8(extendable ? 1 : 0).Zeros(5).U64(rows);
        return extendable ? space.U64(ulong.MaxValue) : space;
    }

    /// <summary>An attribute of one text, as PyTables writes its own: UTF-8 for names, ASCII for pickles.</summary>
    public static Hdf5Bytes TextAttribute(string name, string text, bool pickled = false)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Hdf5Bytes data = new Hdf5Bytes().Raw(bytes).Zeros(bytes.Length == 0 ? 1 : 0);
        return Attribute(name, Head(0x13, pickled ? 0 : Utf8, Math.Max(bytes.Length, 1)), data);
    }

    public static Hdf5Bytes IntegerAttribute(string name, long value) => Attribute(name, Integer(8, signed: true), new Hdf5Bytes().U64(value));

    /// <summary>An object header of version 1.</summary>
    /// <exception cref="TableFormatException">A message is too long for a header.</exception>
    public static Hdf5Bytes Object(IReadOnlyCollection<(int Kind, Hdf5Bytes Data)> messages)
    {
        var body = new Hdf5Bytes();
        foreach ((int kind, Hdf5Bytes data) in messages)
        {
            int size = (data.Length + 7) / 8 * 8;
            if (size > ushort.MaxValue)
            {
                throw new TableFormatException("HDF5-NAMES", $"The names of the columns take {size} bytes, but HDF5 has room for 65535 in a header. Write fewer columns.");
            }

            // What a message says does not change, which flag 1 tells, but for attributes and places.
            body.U16(kind).U16(size).U8(kind is Hdf5Message.Datatype or Hdf5Message.FillValue ? 1 : 0).Zeros(3).Add(data).Zeros(size - data.Length);
        }

        return new Hdf5Bytes().U8(1).U8(0).U16(messages.Count).U32(1).U32(body.Length).Zeros(4).Add(body);
    }

    private static Hdf5Bytes Attribute(string name, Hdf5Bytes type, Hdf5Bytes data)
    {
        int nameSize = Encoding.UTF8.GetByteCount(name) + 1;
        return new Hdf5Bytes().U8(1).U8(0).U16(nameSize).U16(type.Length).U16(8).Name(name).Add(type).Pad().U8(1).Zeros(7).Add(data);
    }

    private static Hdf5Bytes Head(int classAndVersion, int bits, int size) => new Hdf5Bytes().U8(classAndVersion).U8(bits & 255).U8(bits >> 8 & 255).U8(bits >> 16).U32(size);
}
