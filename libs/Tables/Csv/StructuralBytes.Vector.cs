using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hven.Tables.Csv;

/// <summary>Finds the bytes that give a text table its structure, 64 at a time.</summary>
internal static class StructuralBytes
{
    /// <summary>Marks separators, quotes and line ends in 64 bytes: bit i is byte <paramref name="start"/> + i.</summary>
    /// <param name="bytes">The buffer; 64 bytes from <paramref name="start"/> can be read.</param>
    /// <param name="start">The first byte to look at.</param>
    /// <param name="separator">The byte between cells.</param>
    /// <param name="quote">The byte around cells.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mask(ref readonly byte bytes, int start, byte separator, byte quote)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            return ScalarMask(in Unsafe.Add(ref Unsafe.AsRef(in bytes), start), separator, quote);
        }

        // Two vectors of 32 lanes make the 64 bits; the caller clears bits past the data, so there is no tail here.
        Vector256<byte> low = Vector256.LoadUnsafe(in bytes, (nuint)start);
        Vector256<byte> high = Vector256.LoadUnsafe(in bytes, (nuint)start + 32);
        return Match(low, separator, quote).ExtractMostSignificantBits()
            | ((ulong)Match(high, separator, quote).ExtractMostSignificantBits() << 32);
    }

    /// <summary>The same, byte by byte.</summary>
    /// <param name="bytes">The first of at least 64 readable bytes.</param>
    /// <param name="separator">The byte between cells.</param>
    /// <param name="quote">The byte around cells.</param>
    public static ulong ScalarMask(ref readonly byte bytes, byte separator, byte quote)
    {
        ulong mask = 0;
        for (int index = 0; index < 64; index++)
        {
            byte value = Unsafe.Add(ref Unsafe.AsRef(in bytes), index);
            if (value == separator || value == quote || value is (byte)'\n' or (byte)'\r')
            {
                mask |= 1UL << index;
            }
        }

        return mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Match(Vector256<byte> block, byte separator, byte quote) =>
        Vector256.Equals(block, Vector256.Create(separator))
        | Vector256.Equals(block, Vector256.Create(quote))
        | Vector256.Equals(block, Vector256.Create((byte)'\n'))
        | Vector256.Equals(block, Vector256.Create((byte)'\r'));
}
