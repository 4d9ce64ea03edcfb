using System.Globalization;
using System.Text;
using Hven.Tables.Csv;

namespace Hven.Tables.Tests.Csv;

public sealed class ShortestNumberTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(-359.9999999, "-359.9999999")]
    [InlineData(123456789012345678.0, "1.2345678901234568e17")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e16")]
    [InlineData(1.5e-5, "0.000015")]
    [InlineData(1.5e-7, "1.5e-7")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014e-308")]
    [InlineData(double.MaxValue, "1.7976931348623157e308")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Format_double_is_short_and_has_a_point_or_exponent(double value, string expected)
    {
        byte[] target = new byte[ShortestNumber.MaxLength];
        string text = Encoding.ASCII.GetString(target, 0, ShortestNumber.Format(value, target));
        Assert.Equal(expected, text);
    }

    [Fact]
    public void Format_doubles_of_all_bit_patterns_read_back_equal_and_are_no_longer_than_dotnet_writes()
    {
        var random = new Random(21);
        byte[] target = new byte[ShortestNumber.MaxLength];
        for (int round = 0; round < 1_000_000; round++)
        {
            double value = (round & 3) switch
            {
                0 => Math.Round(random.NextDouble() * 360, random.Next(12)),
                1 => Math.ScaleB(1, random.Next(-1074, 1024)),
                _ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            };
            int length = ShortestNumber.Format(value, target);
            ReadOnlySpan<byte> text = target.AsSpan(0, length);
            double back = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            bool own = CsvValue.TryParseDouble(text, out double parsed);
            if (BitConverter.DoubleToInt64Bits(back) != BitConverter.DoubleToInt64Bits(value) && !double.IsNaN(value))
            {
                Assert.Fail($"{value:R} was written {Encoding.ASCII.GetString(text)}");
            }

            if (!own || (parsed != value && !double.IsNaN(value)))
            {
                Assert.Fail($"{Encoding.ASCII.GetString(text)} was read {parsed:R}");
            }

            if ((round & 7) == 7 && double.IsFinite(value) && Digits(Encoding.ASCII.GetString(text)) != Digits(value.ToString("R", CultureInfo.InvariantCulture)))
            {
                Assert.Fail($"{value:R} was written {Encoding.ASCII.GetString(text)}");
            }
        }
    }

    [Fact]
    public void Format_floats_of_all_bit_patterns_read_back_equal()
    {
        var random = new Random(22);
        byte[] target = new byte[ShortestNumber.MaxLength];
        for (int round = 0; round < 1_000_000; round++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            ReadOnlySpan<byte> text = target.AsSpan(0, ShortestNumber.Format(value, target));
            float back = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            bool own = CsvValue.TryParseSingle(text, out float parsed);
            if (!own || (!float.IsNaN(value) && (BitConverter.SingleToInt32Bits(back) != BitConverter.SingleToInt32Bits(value) || parsed != value)))
            {
                Assert.Fail($"{value:R} was written {Encoding.ASCII.GetString(text)} and read {parsed:R}");
            }

            if ((round & 7) == 7 && float.IsFinite(value) && Digits(Encoding.ASCII.GetString(text)) != Digits(value.ToString("R", CultureInfo.InvariantCulture)))
            {
                Assert.Fail($"{value:R} was written {Encoding.ASCII.GetString(text)}");
            }
        }
    }

    [Fact]
    public void Parse_decimals_of_many_lengths_rounds_as_dotnet_does()
    {
        var random = new Random(23);
        for (int round = 0; round < 100_000; round++)
        {
            var text = new StringBuilder();
            for (int digit = random.Next(1, 25); digit > 0; digit--)
            {
                text.Append((char)('0' + random.Next(10)));
            }

            text.Insert(random.Next(text.Length + 1), '.');
            if (random.Next(2) == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"e{random.Next(-320, 300)}");
            }

            byte[] utf8 = Encoding.ASCII.GetBytes(text.ToString());
            double expected = double.Parse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture);
            bool read = CsvValue.TryParseDouble(utf8, out double value);
            Assert.True(read == double.IsFinite(expected) && (!read || value == expected), text.ToString());
            float single = float.Parse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture);
            bool readSingle = CsvValue.TryParseSingle(utf8, out float narrow);
            Assert.True(readSingle == float.IsFinite(single) && (!readSingle || narrow == single), text.ToString());
        }
    }

    /// <summary>The significant digits of a decimal, without sign, zeros around, point and exponent.</summary>
    private static string Digits(string text)
    {
        string mantissa = text.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return mantissa.Trim('0');
    }
}
