using System.IO.Compression;
using Hven.Fits.Compression;

namespace Hven.Fits.Tests;

public sealed class TileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Unshuffle_is_the_inverse_of_shuffle(int width)
    {
        byte[] values = [.. Enumerable.Range(0, 15 * width).Select(value => (byte)value)];
        byte[] planes = new byte[values.Length];
        byte[] back = new byte[values.Length];
        ByteShuffle.Shuffle(values, planes, width);
        ByteShuffle.Unshuffle(planes, back, width);
        Assert.Equal(values, back);
    }

    [Fact]
    public void Unshuffle_puts_the_high_bytes_first()
    {
        byte[] target = new byte[4];
        ByteShuffle.Unshuffle([1, 2, 3, 4], target, 2);
        Assert.Equal([1, 3, 2, 4], target);
    }

    [Theory]
    [InlineData(99, 100, "only 99")]
    [InlineData(101, 100, "more than 100")]
    public void Gzip_tile_of_another_length_is_refused(int stored, int announced, string says)
    {
        FitsException exception = Assert.Throws<FitsException>(() => GzipTile.Decode(Pack(new byte[stored]), new byte[announced]));
        Assert.Equal("FITS-GZIP", exception.Code);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_tile_that_is_damaged_is_refused() =>
        Assert.Equal("FITS-GZIP", Assert.Throws<FitsException>(() => GzipTile.Decode(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255 }, new byte[10])).Code);

    private static byte[] Pack(byte[] bytes)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
