using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Hven.Tables.Numbers;

namespace Hven.Tables.Votable;

/// <summary>A growing buffer of UTF-8 with the escapes of XML 1.0.</summary>
internal sealed class Utf8Output
{
    // What a text or attribute cannot hold as it is. 0xEF starts U+FFFE and U+FFFF, which XML forbids; 0xC2 starts nothing forbidden in 1.0.
    private static readonly SearchValues<byte> _special = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'&', (byte)'<', (byte)'>', (byte)'"', 0xEF]);

    private byte[] _buffer = new byte[1 << 17];

    /// <summary>Bytes held.</summary>
    public int Length { get; private set; }

    /// <summary>Characters that XML 1.0 forbids and that were written as U+FFFD.</summary>
    public long Replaced { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Room for at least <paramref name="count"/> bytes, to be taken with <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Grow(count);
        }

        return _buffer.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        Length += utf8.Length;
    }

    public void Raw(string ascii) => Length += Encoding.UTF8.GetBytes(ascii, Room(ascii.Length * 3));

    public void Blanks(int count)
    {
        Room(count)[..count].Fill((byte)' ');
        Length += count;
    }

    public void Integer(long value) => Length += ShortestNumber.Format(value, Room(ShortestNumber.MaxLength));

    public void Integer(ulong value) => Length += ShortestNumber.Format(value, Room(ShortestNumber.MaxLength));

    /// <summary>The shortest decimal that reads back equal; NaN, +Inf and -Inf as VOTable spells them.</summary>
    public void Real(double value)
    {
        if (!double.IsFinite(value))
        {
            Raw(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        Length += ShortestNumber.FormatGeneral(value, Room(ShortestNumber.MaxLength));
    }

    /// <inheritdoc cref="Real(double)"/>
    public void Real(float value)
    {
        if (!float.IsFinite(value))
        {
            Real((double)value);
            return;
        }

        Length += ShortestNumber.FormatGeneral(value, Room(ShortestNumber.MaxLength));
    }

    /// <summary>An attribute with a leading blank; nothing when the value is null.</summary>
    public void Attribute(string name, string? value)
    {
        if (value is not null)
        {
            Raw($" {name}=\"");
            Escaped(Encoding.UTF8.GetBytes(value), inAttribute: true);
            Raw("\""u8);
        }
    }

    /// <summary>Text of an element.</summary>
    public void Text(string text) => Escaped(Encoding.UTF8.GetBytes(text), inAttribute: false);

    /// <summary>Writes valid UTF-8 so that an XML reader gets it back, forbidden characters excepted.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="inAttribute">Whether blanks must be kept from being normalised and quotes from ending the value.</param>
    public void Escaped(ReadOnlySpan<byte> utf8, bool inAttribute)
    {
        for (int at; (at = utf8.IndexOfAny(_special)) >= 0;)
        {
            Raw(utf8[..at]);
            utf8 = utf8[at..];
            int used = 1;
            switch (utf8[0])
            {
                case (byte)'&':
                    Raw("&amp;"u8);
                    break;
                case (byte)'<':
                    Raw("&lt;"u8);
                    break;
                case (byte)'>':
                    Raw("&gt;"u8);
                    break;
                case (byte)'"':
                    Raw(inAttribute ? "&quot;"u8 : "\""u8);
                    break;
                case (byte)'\t':
                    Raw(inAttribute ? "&#9;"u8 : "\t"u8);
                    break;
                case (byte)'\n':
                    Raw(inAttribute ? "&#10;"u8 : "\n"u8);
                    break;
                case (byte)'\r':
                    // A bare carriage return would come back as a line feed.
                    Raw("&#13;"u8);
                    break;
                case 0xEF when utf8.Length < 3 || utf8[1] != 0xBF || utf8[2] < 0xBE:
                    Raw(utf8[..1]);
                    break;
                default:
                    used = utf8[0] == 0xEF ? 3 : 1;
                    Replaced++;
                    Raw("\uFFFD"u8);
                    break;
            }

            utf8 = utf8[used..];
        }

        Raw(utf8);
    }

    private void Grow(int count) => Array.Resize(ref _buffer, (int)Math.Min(Math.Max((long)Length + count, _buffer.Length * 2L), Array.MaxLength));
}
