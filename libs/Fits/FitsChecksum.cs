using System.Buffers.Binary;

namespace Hven.Fits;

/// <summary>
/// The 32-bit ones' complement sum of the CHECKSUM convention (FITS 4.0, section 4.4.2.7 and appendix J): bytes are taken four at a time as big-endian
/// words. An HDU with a right CHECKSUM sums up to all ones.
/// </summary>
public sealed class FitsChecksum
{
    private const string Excluded = ":;<=>?@[\\]^_`";
    private ulong _sum;
    private int _phase;

    /// <summary>The sum of what was appended; bytes missing to a word count as zero.</summary>
    public uint Value => Fold(_sum);

    /// <summary>Adds bytes; may be called with pieces of any length.</summary>
    /// <param name="bytes">The next bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (; _phase != 0 && !bytes.IsEmpty; bytes = bytes[1..])
        {
            AppendByte(bytes[0]);
        }

        ulong sum = Fold(_sum);
        while (bytes.Length >= 8)
        {
            // 2^31 words cannot carry out of 64 bits, and a span has fewer.
            ulong pair = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            sum += (pair >> 32) + (uint)pair;
            bytes = bytes[8..];
        }

        _sum = sum;
        foreach (byte rest in bytes)
        {
            AppendByte(rest);
        }
    }

    /// <summary>The sum of two sums.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static uint Add(uint left, uint right) => Fold((ulong)left + right);

    /// <summary>Writes a number as 16 letters and digits, so that their sum at the place of CHECKSUM's value is the number.</summary>
    /// <param name="sum">For CHECKSUM, the complement of the HDU's sum with CHECKSUM = '0000000000000000'.</param>
    public static string Encode(uint sum)
    {
        Span<char> text = stackalloc char[16];
        for (int part = 0; part < 4; part++)
        {
            int value = (int)(sum >> (24 - (8 * part))) & 0xFF;
            Span<int> four = [(value / 4) + '0' + (value % 4), (value / 4) + '0', (value / 4) + '0', (value / 4) + '0'];
            for (bool changed = true; changed;)
            {
                changed = false;
                for (int pair = 0; pair < 4; pair += 2)
                {
                    if (Excluded.Contains((char)four[pair]) || Excluded.Contains((char)four[pair + 1]))
                    {
                        four[pair]++;
                        four[pair + 1]--;
                        changed = true;
                    }
                }
            }

            for (int place = 0; place < 4; place++)
            {
                // The value starts in column 12, one byte behind a word: all turn by one.
                text[((4 * place) + part + 1) % 16] = (char)four[place];
            }
        }

        return new string(text);
    }

    /// <summary>The number in 16 characters.</summary>
    /// <param name="text">The value of a CHECKSUM card.</param>
    /// <returns><see langword="null"/> when it has not 16 characters of ASCII.</returns>
    public static uint? Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != 16 || !System.Text.Ascii.IsValid(text))
        {
            return null;
        }

        Span<byte> turned = stackalloc byte[16];
        for (int index = 0; index < 16; index++)
        {
            turned[index] = (byte)(text[(index + 1) % 16] - '0');
        }

        FitsChecksum sum = new();
        sum.Append(turned);
        return sum.Value;
    }

    /// <summary>Puts DATASUM and CHECKSUM into a header, which must not change afterwards.</summary>
    /// <param name="header">The header; where the cards stand already they are replaced.</param>
    /// <param name="dataSum">Sum of the data with their padding.</param>
    /// <param name="blockCount">Blocks that the header is going to fill at least.</param>
    public static void Sign(Header header, uint dataSum, int blockCount = 1)
    {
        ArgumentNullException.ThrowIfNull(header);
        header.Set(new Card("CHECKSUM", "0000000000000000", "sums up to all ones"));
        header.Set(new Card("DATASUM", dataSum.ToString(System.Globalization.CultureInfo.InvariantCulture), "sum of the data"));
        uint whole = Add(Of(header, blockCount), dataSum);
        header.Set(new Card("CHECKSUM", Encode(~whole), "sums up to all ones"));
    }

    internal static uint Of(Header header, int blockCount = 1)
    {
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        header.WriteTo(bytes, blockCount);
        FitsChecksum sum = new();
        sum.Append(bytes.WrittenSpan);
        return sum.Value;
    }

    private static uint Fold(ulong sum)
    {
        sum = (sum >> 32) + (uint)sum;
        return (uint)((sum >> 32) + (uint)sum);
    }

    private void AppendByte(byte value)
    {
        _sum += (ulong)value << (24 - (8 * _phase));
        _phase = (_phase + 1) & 3;
    }
}
