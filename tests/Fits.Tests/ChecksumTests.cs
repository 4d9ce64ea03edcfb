using System.Buffers;

namespace Hven.Fits.Tests;

public sealed class ChecksumTests
{
    [Fact]
    public void Encode_of_the_example_of_the_standard_gives_its_text()
    {
        // FITS 4.0, appendix J.4: the complement of the sum 868229149.
        Assert.Equal("hcHjjc9ghcEghc9g", FitsChecksum.Encode(~868229149u));
        Assert.Equal(~868229149u, FitsChecksum.Decode("hcHjjc9ghcEghc9g"));
    }

    [Fact]
    public void Encode_of_any_number_is_letters_and_digits_and_decodes()
    {
        Random random = new(1);
        foreach (uint value in Enumerable.Range(0, 2000).Select(_ => (uint)random.NextInt64(1L << 32)).Concat([0u, 1u, uint.MaxValue]))
        {
            string text = FitsChecksum.Encode(value);
            Assert.All(text, letter => Assert.True(char.IsAsciiLetterOrDigit(letter), text));
            Assert.Equal(value, FitsChecksum.Decode(text));
        }
    }

    [Fact]
    public void Append_in_pieces_of_any_length_gives_one_sum()
    {
        byte[] bytes = new byte[4096];
        Random random = new(2);
        random.NextBytes(bytes);
        FitsChecksum whole = new();
        whole.Append(bytes);
        FitsChecksum pieces = new();
        for (int start = 0; start < bytes.Length;)
        {
            int length = Math.Min(random.Next(0, 30), bytes.Length - start);
            pieces.Append(bytes.AsSpan(start, length));
            start += length;
        }

        Assert.Equal(whole.Value, pieces.Value);
    }

    [Theory]
    [InlineData(-1, ChecksumState.Right, ChecksumState.Right)]
    [InlineData(2880 + 100, ChecksumState.Wrong, ChecksumState.Wrong)]
    [InlineData(80 * 5 + 20, ChecksumState.Right, ChecksumState.Wrong)]
    public async Task VerifyAsync_tells_what_was_changed(int changed, ChecksumState data, ChecksumState whole)
    {
        byte[] bytes = await SignedAsync();
        if (changed >= 0)
        {
            bytes[changed] ^= 1;
        }

        await using FitsReader reader = await FitsReader.OpenAsync(new MemoryStream(bytes));
        await reader.NextAsync(CancellationToken.None);
        ChecksumReport report = await reader.VerifyAsync(CancellationToken.None);
        Assert.Equal((0, data, whole), (report.Hdu, report.DataSum, report.Checksum));
        if (changed >= 0)
        {
            FitsException exception = Assert.Throws<FitsException>(() => report.ThrowIfWrong());
            Assert.Equal(("FITS-CHECKSUM", 0), (exception.Code, exception.Hdu));
        }
    }

    [Fact]
    public async Task VerifyAsync_without_sums_says_missing()
    {
        Header header = Image();
        ArrayBufferWriter<byte> bytes = new();
        header.WriteTo(bytes);
        await using FitsReader reader = await FitsReader.OpenAsync(new MemoryStream([.. bytes.WrittenSpan, .. new byte[2880]]));
        await reader.NextAsync(CancellationToken.None);
        ChecksumReport report = await reader.VerifyAsync(CancellationToken.None);
        Assert.Equal((ChecksumState.Missing, ChecksumState.Missing, true), (report.DataSum, report.Checksum, report.IsClean));
    }

    private static Header Image()
    {
        Header header = new();
        header.Add(new Card("SIMPLE", true));
        header.Add(new Card("BITPIX", (Int128)8));
        header.Add(new Card("NAXIS", (Int128)1));
        header.Add(new Card("NAXIS1", (Int128)1001));
        header.Add(new Card("OBJECT", "Tycho's star"));
        header.Add(new Card("EXPTIME", 12.5));
        return header;
    }

    private static async Task<byte[]> SignedAsync()
    {
        MemoryStream file = new();
        Header header = Image();
        await using HduWriter writer = new(file, new HduWriterOptions { HasChecksum = true });
        await writer.BeginAsync(header, CancellationToken.None);
        byte[] data = new byte[1001];
        new Random(4).NextBytes(data);
        await writer.WriteAsync(data, CancellationToken.None);
        await writer.EndAsync(header, CancellationToken.None);
        return file.ToArray();
    }
}
