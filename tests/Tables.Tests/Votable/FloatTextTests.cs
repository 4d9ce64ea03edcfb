using System.Globalization;
using System.Text;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

/// <summary>Numbers are read as the base library reads them, which rounds correctly.</summary>
public sealed class FloatTextTests
{
    [Fact]
    public void TryParse_float_rounds_as_the_base_library()
    {
        Random random = new(1);
        for (int round = 0; round < 200_000; round++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next());
            string text = (round % 4) switch
            {
                0 => value.ToString("R", CultureInfo.InvariantCulture),
                1 => value.ToString("E8", CultureInfo.InvariantCulture),
                2 => (random.NextDouble() * 1000).ToString("F" + random.Next(12), CultureInfo.InvariantCulture),
                // The middle between two neighbours, and just beside it.
                _ => (((double)value + (double)MathF.BitIncrement(value)) / 2).ToString("E" + random.Next(6, 17), CultureInfo.InvariantCulture),
            };
            Assert.True(FloatText.TryParse(Encoding.UTF8.GetBytes(text), out float read) || !float.TryParse(text, CultureInfo.InvariantCulture, out _), text);
            float expected = float.Parse(text, CultureInfo.InvariantCulture);
            Assert.True(BitConverter.SingleToInt32Bits(read) == BitConverter.SingleToInt32Bits(expected) || (float.IsNaN(read) && float.IsNaN(expected)), text);
        }
    }

    [Theory]
    [InlineData("16777217", 16777216f)]
    [InlineData("16777219", 16777220f)]
    [InlineData("1.00000005960464477", 1f)]
    [InlineData("1.0000000596046448", 1.0000001f)]
    [InlineData("1e-45", 1.401298464e-45f)]
    [InlineData("3.4028236e38", float.PositiveInfinity)]
    [InlineData("3.4028234e38", float.MaxValue)]
    public void TryParse_float_at_the_edges(string text, float expected)
    {
        Assert.True(FloatText.TryParse(Encoding.UTF8.GetBytes(text), out float read));
        Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), read);
        Assert.Equal(expected, read);
    }
}
