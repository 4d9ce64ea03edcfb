namespace Hven.Fits.Tests;

/// <summary>Rice coding in the plainest form (FITS 4.0, section 10.4.1), bit by bit, for the decoder to be tested with.</summary>
internal static class RiceCoder
{
    public static byte[] Code(ReadOnlySpan<uint> values, int size, int blockSize)
    {
        (int codeBits, int plainCode) = size switch { 1 => (3, 6), 2 => (4, 14), _ => (5, 25) };
        List<bool> bits = [];
        Put(bits, values[0], 8 * size);
        uint last = values[0];
        for (int start = 0; start < values.Length; start += blockSize)
        {
            List<uint> mapped = [];
            foreach (uint value in values.Slice(start, Math.Min(blockSize, values.Length - start)))
            {
                long difference = (long)(value - last) << (64 - (8 * size)) >> (64 - (8 * size));
                mapped.Add((uint)(difference < 0 ? (-difference * 2) - 1 : difference * 2));
                last = value;
            }

            Block(bits, mapped, size, codeBits, plainCode);
        }

        byte[] bytes = new byte[(bits.Count + 7) / 8];
        for (int bit = 0; bit < bits.Count; bit++)
        {
            bytes[bit / 8] |= (byte)(bits[bit] ? 0x80 >> (bit % 8) : 0);
        }

        return bytes;
    }

    private static void Block(List<bool> bits, List<uint> mapped, int size, int codeBits, int plainCode)
    {
        if (mapped.TrueForAll(value => value == 0))
        {
            Put(bits, 0, codeBits);
            return;
        }

        int low = Enumerable.Range(0, plainCode).MinBy(count => mapped.Sum(value => (long)(value >> count) + 1 + count));
        bool isPlain = mapped.Sum(value => (long)(value >> low) + 1 + low) >= (long)mapped.Count * 8 * size;
        Put(bits, (uint)(isPlain ? plainCode : low) + 1, codeBits);
        foreach (uint value in mapped)
        {
            if (isPlain)
            {
                Put(bits, value, 8 * size);
                continue;
            }

            bits.AddRange(Enumerable.Repeat(false, (int)(value >> low)));
            bits.Add(true);
            Put(bits, value, low);
        }
    }

    private static void Put(List<bool> bits, uint value, int count)
    {
        for (int bit = count - 1; bit >= 0; bit--)
        {
            bits.Add((value >> bit & 1) != 0);
        }
    }
}
