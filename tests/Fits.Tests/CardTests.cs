using System.Text;

namespace Hven.Fits.Tests;

public sealed class CardTests
{
    [Theory]
    [InlineData("SIMPLE  =                    T / conforms", CardKind.Logical, "T", "conforms")]
    [InlineData("NAXIS   =                    2", CardKind.Integer, "2", "")]
    [InlineData("FREE    = -17/comment", CardKind.Integer, "-17", "comment")]
    [InlineData("EXPTIME =              1.5D+02 / s", CardKind.Real, "1.5D+02", "s")]
    [InlineData("OBJECT  = 'O''Neill / star '   / a / b", CardKind.Text, "O'Neill / star", "a / b")]
    [InlineData("BLANKS  = '  lead'", CardKind.Text, "  lead", "")]
    [InlineData("EMPTY   = ''", CardKind.Text, "", "")]
    [InlineData("UNDEF   =                      / nothing", CardKind.Undefined, "", "nothing")]
    [InlineData("CPLX    = (1.0, -2.5)", CardKind.Complex, "(1.0, -2.5)", "")]
    [InlineData("BROKEN  = 'no end", CardKind.NonStandard, "'no end", "")]
    [InlineData("BROKEN  = 12 monkeys", CardKind.NonStandard, "12 monkeys", "")]
    [InlineData("COMMENT = is text here", CardKind.Commentary, "= is text here", "")]
    [InlineData("NOVALUE text", CardKind.Commentary, "text", "")]
    public void Parse_card_gives_kind_value_and_comment(string image, CardKind kind, string value, string comment)
    {
        Card card = Card.Parse(Encoding.Latin1.GetBytes(image.PadRight(80)));
        Assert.Equal((kind, value, comment), (card.Kind, card.Value, card.Comment));
    }

    [Fact]
    public void Parse_hierarch_card_gives_the_words_as_keyword()
    {
        Card card = Card.Parse(Encoding.ASCII.GetBytes("HIERARCH ESO TEL FOCU SCALE = 1.489 / (deg/m)".PadRight(80)));
        Assert.Equal(("ESO TEL FOCU SCALE", "1.489", "(deg/m)"), (card.Keyword, card.Value, card.Comment));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(1e300)]
    [InlineData(5e-324)]
    [InlineData(123456789012345678d)]
    public void Format_real_reads_back_the_same_bits(double value)
    {
        Card card = Card.Parse(new Card("X", value, "unit").Image);
        Assert.Equal(CardKind.Real, card.Kind);
        Assert.True(card.TryGetReal(out double back));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(back));
    }

    [Fact]
    public void Format_real_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Card("X", double.NaN));

    [Theory]
    [InlineData(0)]
    [InlineData(66)]
    [InlineData(67)]
    [InlineData(68)]
    [InlineData(69)]
    [InlineData(300)]
    public void Format_string_of_any_length_reads_back(int length)
    {
        string value = string.Concat(Enumerable.Range(0, length).Select(index => index % 5 == 3 ? '\'' : (char)('a' + (index % 26))));
        Header header = new();
        header.Add(new Card("LONGSTR", value, "why"));
        header.Add(new Card("AFTER", true));
        Header back = Header.Parse(Bytes(header));
        Assert.Equal(value, back.GetText("LONGSTR"));
        Assert.True(back.GetLogical("AFTER"));
    }

    [Fact]
    public void Format_string_outside_ascii_is_replaced() => 
        Assert.Equal("?toile", Card.Parse(new Card("X", "étoile").Image).Value);

    [Fact]
    public void Header_not_changed_is_written_byte_for_byte()
    {
        string[] images =
        [
            "SIMPLE  =                    T", "odd card\u0001 with junk", "OBJECT  = 'aaa&'", "CONTINUE  'bbb' / c", "HISTORY x", "A       =  1", "A       =  2", "END",
        ];
        byte[] bytes = Encoding.Latin1.GetBytes(string.Concat(images.Select(image => image.PadRight(80))).PadRight(2880));
        Header header = Header.Parse(bytes);
        Assert.Equal(bytes, Bytes(header));
        Assert.Equal("aaabbb", header.GetText("OBJECT"));
        Assert.Equal(1, header.GetInteger("A"));
    }

    [Fact]
    public void GetInteger_of_a_string_names_the_card()
    {
        Header header = new() { Hdu = 3 };
        header.Add(new Card("GAIN", "high"));
        FitsException exception = Assert.Throws<FitsException>(() => header.GetInteger("GAIN"));
        Assert.Equal((3, "GAIN"), (exception.Hdu, exception.Card));
    }

    private static byte[] Bytes(Header header)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        header.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }
}
