using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hven.Tables.Csv;

/// <summary>
/// Where the parts of a plain decimal number lie in a cell, found from all its bytes at once. Cells that it does not take, many of them numbers too,
/// are read byte by byte by <see cref="CsvValue"/>, which says the same of those that it does.
/// </summary>
/// <param name="DigitsStart">Index in the buffer of the first digit or the point.</param>
/// <param name="WholeDigits">Digits before the point.</param>
/// <param name="FractionDigits">Digits behind the point.</param>
/// <param name="Power">The exponent that is written out, else 0; -99 to 99.</param>
/// <param name="IsInteger">Whether there is neither point nor exponent.</param>
/// <param name="IsNegative">Whether the sign is minus.</param>
internal readonly record struct NumberForm(int DigitsStart, int WholeDigits, int FractionDigits, int Power, bool IsInteger, bool IsNegative)
{
    /// <summary>The longest cell that is looked at.</summary>
    public const int MaxLength = 32;

    /// <summary>Bytes from the start of any cell that may be loaded: the last eight digits of the longest may be looked for in its last byte.</summary>
    public const int Reach = MaxLength + 8;

    // 19 digits of an unsigned 64-bit integer never overflow it; 18 fit a signed one as well.
    private const int MaxDigits = 19;

    private static ReadOnlySpan<ulong> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ];

    /// <summary>Finds the parts of a number of at most <see cref="MaxLength"/> bytes, without blanks around it.</summary>
    /// <param name="buffer">Holds the cell and, behind its start, <see cref="Reach"/> bytes whatever they are.</param>
    /// <param name="start">The cell's first byte.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="form">The parts; at least one digit.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFind(byte[] buffer, int start, int length, out NumberForm form)
    {
        form = default;
        if (!Vector256.IsHardwareAccelerated || (uint)(length - 1) >= MaxLength)
        {
            return false;
        }

        // One bit a byte of the cell; what lies behind the cell is cut off.
        Vector256<byte> bytes = Vector256.Create<byte>(buffer.AsSpan(start, MaxLength));
        uint inside = uint.MaxValue >> (MaxLength - length);
        uint digits = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9)).ExtractMostSignificantBits() & inside;
        uint points = Vector256.Equals(bytes, Vector256.Create((byte)'.')).ExtractMostSignificantBits() & inside;
        int sign = buffer[start] is (byte)'-' or (byte)'+' ? 1 : 0;
        int end = length;
        int power = 0;
        uint rest = inside & ~(digits | points | (uint)sign);
        if (rest != 0)
        {
            end = BitOperations.TrailingZeroCount(rest);
            if (points >> end != 0 || !TryReadPower(buffer.AsSpan(start + end, length - end), out power))
            {
                return false;
            }

            digits &= (1U << end) - 1;
        }

        // What is left are a sign, digits and points; with one point at most, only the number's parts are missing.
        int point = points == 0 ? end : BitOperations.TrailingZeroCount(points);
        if (digits == 0 || (points & (points - 1)) != 0)
        {
            return false;
        }

        form = new(start + sign, point - sign, Math.Max(end - point - 1, 0), power, points == 0 && rest == 0, buffer[start] == (byte)'-');
        return true;
    }

    /// <summary>What <see cref="CsvValue.Classify"/> says of the number.</summary>
    /// <param name="buffer">The buffer that the form was found in.</param>
    /// <param name="kind">The kind.</param>
    /// <returns><see langword="false"/> for integers so long that their value decides.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClassify(byte[] buffer, out CsvValueKind kind)
    {
        bool leadingZero = WholeDigits > 0 && buffer[DigitsStart] == (byte)'0';
        bool isZero = leadingZero && IsInteger;
        kind = leadingZero && WholeDigits > 1 ? CsvValueKind.Text
            : !IsInteger || (IsNegative && isZero) ? CsvValueKind.Float64
            : IsNegative ? CsvValueKind.Int64 | CsvValueKind.Negative
            : CsvValueKind.Int64;
        return !IsInteger || WholeDigits < MaxDigits;
    }

    /// <summary>Reads the number as the nearest binary64.</summary>
    /// <param name="buffer">The buffer that the form was found in.</param>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> when it has too many digits for this, or lies on the edge of the format.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadDouble(byte[] buffer, out double value)
    {
        // The zero that many write before the point is no digit that could overflow.
        value = 0;
        int count = WholeDigits + FractionDigits;
        if (count > MaxDigits && !(count == MaxDigits + 1 && WholeDigits == 1 && buffer[DigitsStart] == (byte)'0'))
        {
            return false;
        }

        ulong digits = ReadDigits(buffer, DigitsStart, WholeDigits);
        if (FractionDigits > 0)
        {
            digits = (digits * Powers[FractionDigits]) + ReadDigits(buffer, DigitsStart + WholeDigits + 1, FractionDigits);
        }

        bool found = NearestDouble.TryFind(digits, Power - FractionDigits, out value);
        value = IsNegative ? -value : value;
        return found;
    }

    /// <summary>Reads the number as an integer.</summary>
    /// <param name="buffer">The buffer that the form was found in.</param>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> when it is not an integer, or too long for this.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadInt64(byte[] buffer, out long value)
    {
        value = 0;
        if (!IsInteger || WholeDigits >= MaxDigits)
        {
            return false;
        }

        long magnitude = (long)ReadDigits(buffer, DigitsStart, WholeDigits);
        value = IsNegative ? -magnitude : magnitude;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadDigits(byte[] buffer, int at, int count)
    {
        ulong value = 0;
        for (; count > 8; count -= 8, at += 8)
        {
            value = (value * 100_000_000) + EightDigits(Load(buffer, at));
        }

        // A shorter run goes to the upper bytes: the lower become zeros before it, and what stands behind it is shifted out.
        return count == 0 ? value : (value * Powers[count]) + EightDigits(Load(buffer, at) << (64 - (8 * count)));
    }

    // No digit borrows from the byte above it, so only bytes behind the digits may be wrong.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(byte[] buffer, int at) => BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(at, 8)) - 0x3030_3030_3030_3030;

    /// <summary>The number that eight digits make, the first in the lowest byte: pairs, then fours, then the whole, side by side in one register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightDigits(ulong digits)
    {
        const ulong everyOtherPair = 0x0000_00FF_0000_00FF;
        ulong pairs = (digits * 10) + (digits >> 8);
        ulong first = (pairs & everyOtherPair) * (100 + (1_000_000UL << 32));
        ulong second = ((pairs >> 16) & everyOtherPair) * (1 + (10_000UL << 32));
        return (first + second) >> 32;
    }

    /// <summary>Reads an exponent of at most two digits with the letter before it.</summary>
    private static bool TryReadPower(ReadOnlySpan<byte> text, out int power)
    {
        power = 0;
        int at = text.Length > 1 && text[1] is (byte)'-' or (byte)'+' ? 2 : 1;
        if ((text[0] | 0x20) != 'e' || text.Length - at is not (1 or 2))
        {
            return false;
        }

        foreach (byte digit in text[at..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            power = (power * 10) + (digit - '0');
        }

        power = text[1] == (byte)'-' ? -power : power;
        return true;
    }
}
