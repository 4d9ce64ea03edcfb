using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hven.Tables.Numbers;

/// <summary>Sets the point, zeros and exponent of decimals. Each method may write up to 28 bytes, also behind the text that it says.</summary>
internal static class DecimalText
{
    private const ulong NoughtAndZeros = 0x3030_3030_3030_2E30;

    /// <summary>Writes 0.DIGITS * 10^point plainly, with one digit at least on both sides of the point.</summary>
    /// <param name="digits">The digits.</param>
    /// <param name="point">-4 to 17.</param>
    /// <param name="target">At least 28 bytes.</param>
    /// <returns>Bytes of the text.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WritePlain(DecimalDigits digits, int point, Span<byte> target)
    {
        if ((uint)(point - 1) < 7)
        {
            // The point goes between bytes of the first eight, which moves the others up by one.
            ulong before = (1UL << (point * 8)) - 1;
            ulong moved = ((digits.First & ~before) << 8) | ((ulong)'.' << (point * 8));
            Store(target, 0, (digits.First & before) | moved);
            Store(target, 8, (digits.Second << 8) | (digits.First >> 56));
            Store(target, 16, (digits.Second >> 56) | ((ulong)digits.Last << 8));
            return Math.Max(digits.Count, point + 1) + 1;
        }

        if (point <= 0)
        {
            Store(target, 0, NoughtAndZeros);
            StoreAll(digits, target, 2 - point);
            return 2 - point + digits.Count;
        }

        StoreAll(digits, target, 0);
        // With seventeen digits before the point there is none behind it.
        target[point..17].CopyTo(target[(point + 1)..]);
        target[point] = (byte)'.';
        return Math.Max(digits.Count, point + 1) + 1;
    }

    /// <summary>Writes the digits with a point behind the first, when there are more than one, and <paramref name="mark"/> with no exponent yet.</summary>
    /// <param name="digits">The digits.</param>
    /// <param name="mark">The letter that goes before the exponent.</param>
    /// <param name="target">At least 28 bytes.</param>
    /// <returns>Bytes of the text.</returns>
    public static int WriteMantissa(DecimalDigits digits, byte mark, Span<byte> target)
    {
        StoreAll(digits, target, 1);
        target[0] = target[1];
        target[1] = (byte)'.';
        int length = digits.Count == 1 ? 1 : digits.Count + 1;
        target[length] = mark;
        return length + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreAll(DecimalDigits digits, Span<byte> target, int at)
    {
        Store(target, at, digits.First);
        Store(target, at + 8, digits.Second);
        target[at + 16] = digits.Last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<byte> target, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(target[at..], value);
}
