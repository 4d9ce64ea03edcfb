using System.Buffers.Binary;

namespace Hven.Platform.Files;

/// <summary>The check of zip (ISO 3309, polynomial 0x04C11DB7), eight bytes at a time by tables.</summary>
internal struct Crc32()
{
    private static readonly uint[] s_table = Table();
    private uint _rest = 0xFFFF_FFFF;

    /// <summary>The check of all that was added.</summary>
    public readonly uint Value => ~_rest;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        uint rest = _rest;
        uint[] table = s_table;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ rest;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            rest = table[(7 * 256) + (low & 0xFF)] ^ table[(6 * 256) + ((low >> 8) & 0xFF)] ^ table[(5 * 256) + ((low >> 16) & 0xFF)] ^ table[(4 * 256) + (low >> 24)]
                ^ table[(3 * 256) + (high & 0xFF)] ^ table[(2 * 256) + ((high >> 8) & 0xFF)] ^ table[256 + ((high >> 16) & 0xFF)] ^ table[high >> 24];
        }

        foreach (byte one in bytes)
        {
            rest = (rest >> 8) ^ table[(rest ^ one) & 0xFF];
        }

        _rest = rest;
    }

    /// <summary>Row n holds what a byte becomes n bytes later.</summary>
    private static uint[] Table()
    {
        uint[] table = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint rest = value;
            for (int bit = 0; bit < 8; bit++)
            {
                rest = (rest >> 1) ^ ((rest & 1) * 0xEDB8_8320);
            }

            table[value] = rest;
        }

        for (int index = 256; index < table.Length; index++)
        {
            uint rest = table[index - 256];
            table[index] = (rest >> 8) ^ table[rest & 0xFF];
        }

        return table;
    }
}
