using Hven.Fits.Compression;

namespace Hven.Fits.Tests;

public sealed class RiceDecoderTests
{
    [Theory]
    [InlineData(1, 32)]
    [InlineData(2, 32)]
    [InlineData(4, 32)]
    [InlineData(1, 16)]
    [InlineData(4, 7)]
    public void Decode_gives_back_what_was_coded(int size, int blockSize)
    {
        Random random = new(size);
        for (int round = 0; round < 200; round++)
        {
            // From all equal over smooth to noise of all bits.
            int spread = random.Next(0, 33);
            uint[] values = new uint[random.Next(1, 300)];
            uint mask = size == 4 ? uint.MaxValue : (1u << (8 * size)) - 1;
            for (int index = 1; index < values.Length; index++)
            {
                uint step = spread == 0 ? 0 : (uint)random.NextInt64(1L << spread);
                values[index] = (values[index - 1] + step - (step / 2)) & mask;
            }

            Assert.Equal(values, Decode(RiceCoder.Code(values, size, blockSize), values.Length, size, blockSize));
        }
    }

    [Fact]
    public void Decode_of_equal_values_takes_one_code()
    {
        // One block, all differences zero: the first value, then the code 0 in five bits.
        Assert.Equal([7, 7, 7], Decode([0, 0, 0, 7, 0], 3, 4, 32));
    }

    [Fact]
    public void Decode_of_random_bytes_gives_values_or_our_exception()
    {
        Random random = new(9);
        int failed = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);
            bytes.AsSpan(random.Next(bytes.Length + 1)).Fill((byte)(round % 2 == 0 ? 0 : 255));
            try
            {
                Decode(bytes, random.Next(1, 500), 1 << random.Next(3), random.Next(1, 64));
            }
            catch (FitsException exception)
            {
                Assert.Equal("FITS-RICE", exception.Code);
                failed++;
            }
        }

        Assert.InRange(failed, 1, 20_000);
    }

    [Fact]
    public void Decode_of_no_values_takes_no_bytes() => Assert.Empty(Decode([], 0, 4, 32));

    private static uint[] Decode(byte[] bytes, int count, int size, int blockSize)
    {
        switch (size)
        {
            case 1:
                byte[] narrow = new byte[count];
                RiceDecoder.Decode(bytes, narrow.AsSpan(), blockSize);
                return [.. narrow.Select(value => (uint)value)];
            case 2:
                ushort[] middle = new ushort[count];
                RiceDecoder.Decode(bytes, middle.AsSpan(), blockSize);
                return [.. middle.Select(value => (uint)value)];
            default:
                uint[] wide = new uint[count];
                RiceDecoder.Decode(bytes, wide.AsSpan(), blockSize);
                return wide;
        }
    }
}
