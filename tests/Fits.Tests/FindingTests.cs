using System.Text;

namespace Hven.Fits.Tests;

public sealed class FindingTests
{
    private static readonly string[] s_head = ["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0"];

    public static TheoryData<string, string[]> Breaches() => new()
    {
        { "FITS-CHARACTER", [.. s_head, "OBJECT  = 'caf\u00E9'"] },
        { "FITS-KEYWORD", [.. s_head, "object  = 'x'"] },
        { "FITS-CARD", [.. s_head, "BROKEN  = 12 monkeys"] },
        { "FITS-CARD", [.. s_head, "GAIN    =1.5"] },
        { "FITS-CONTINUE", [.. s_head, "CONTINUE  'of nothing'"] },
        { "FITS-DUPLICATE", [.. s_head, "GAIN    =                  1.5", "GAIN    =                  2.5"] },
        { "FITS-ORDER", [s_head[0], s_head[2], s_head[1]] },
        { "FITS-FIXED", ["SIMPLE  = T", s_head[1], s_head[2]] },
        { "FITS-SIMPLE", ["SIMPLE  =                    F", s_head[1], s_head[2]] },
        { "FITS-MISSING", [.. s_head, .. Filler(32), "END", "XTENSION= 'IMAGE   '", s_head[1], s_head[2]] },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task Breach_is_reported_by_a_lenient_and_thrown_by_a_strict_read(string code, string[] cards)
    {
        byte[] bytes = File(cards);
        FitsFinding finding = Assert.Single(await WalkAsync(bytes, isStrict: false));
        Assert.Equal(code, finding.Code);
        FitsException exception = await Assert.ThrowsAsync<FitsException>(() => WalkAsync(bytes, isStrict: true));
        Assert.Equal((code, finding.Hdu, finding.ByteOffset, finding.Card), (exception.Code, exception.Hdu, exception.ByteOffset, exception.Card));
    }

    [Fact]
    public async Task Clean_file_has_no_findings() => Assert.Empty(await WalkAsync(File([.. s_head, "OBJECT  = 'long&'", "CONTINUE  ' string' / why"]), isStrict: true));

    [Fact]
    public async Task What_stands_behind_the_end_is_reported()
    {
        byte[] bytes = File(s_head);
        bytes[4 * 80] = (byte)'x';
        Assert.Equal("FITS-END", Assert.Single(await WalkAsync(bytes, isStrict: false)).Code);
        Assert.Equal("FITS-TRAILING", Assert.Single(await WalkAsync([.. File(s_head), .. new byte[100]], isStrict: false)).Code);
    }

    [Theory]
    [InlineData(2880 + 2879, "FITS-PADDING")]
    [InlineData(2880 + 2880, "FITS-FILL")]
    public async Task Padding_that_is_wrong_is_reported(int length, string code)
    {
        byte[] bytes = [.. File([s_head[0], s_head[1], "NAXIS   =                    1", "NAXIS1  =                   10"]), .. Enumerable.Repeat((byte)(code == "FITS-FILL" ? 1 : 0), 2880)];
        Assert.Equal(code, Assert.Single(await WalkAsync(bytes[..length], isStrict: false)).Code);
    }

    [Fact]
    public async Task Findings_of_a_hostile_header_are_bounded()
    {
        List<FitsFinding> findings = await WalkAsync(File([.. s_head, .. Enumerable.Repeat("bad key = 1", 3000)]), isStrict: false);
        Assert.Equal(1001, findings.Count);
        Assert.Equal("FITS-MORE", findings[^1].Code);
    }

    [Fact]
    public async Task Seek_behind_the_end_goes_to_the_end()
    {
        await using FitsReader reader = await FitsReader.OpenAsync(new MemoryStream(File(s_head)));
        await reader.NextAsync(CancellationToken.None);
        reader.Seek(1L << 40);
        Assert.Equal((2880L, 0), (reader.Position, await reader.ReadAsync(new byte[10], CancellationToken.None)));
    }

    private static IEnumerable<string> Filler(int count) => Enumerable.Repeat("", count);

    private static byte[] File(IEnumerable<string> cards)
    {
        string text = string.Concat(cards.Append("END").Select(card => card.PadRight(80)));
        return Encoding.Latin1.GetBytes(text.PadRight((text.Length + 2879) / 2880 * 2880));
    }

    private static async Task<List<FitsFinding>> WalkAsync(byte[] bytes, bool isStrict)
    {
        await using FitsReader reader = await FitsReader.OpenAsync(new MemoryStream(bytes), new FitsReaderOptions { IsStrict = isStrict });
        while (await reader.NextAsync(CancellationToken.None) is not null)
        {
        }

        return [.. reader.Findings];
    }
}
