using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;
using Hven.Tables.Csv;

namespace Hven.Tables.Tests.Csv;

/// <summary>Numbers as cells, which are read from all their bytes at once, against the same texts read byte by byte and by .NET.</summary>
public sealed class NumberFormTests
{
    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740995")]
    [InlineData("9007199254740992.5")]
    [InlineData("4503599627370496.5")]
    [InlineData("9223372036854775807")]
    [InlineData("18446744073709551615e-1")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("1.7976931348623159e308")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("5e-324")]
    [InlineData("2e-324")]
    [InlineData("1e23")]
    [InlineData("8.5e22")]
    [InlineData("-0.0")]
    [InlineData("-.5")]
    [InlineData("+5.e+09")]
    [InlineData("0.1234567890123456789")]
    [InlineData("0.0012345678901234567")]
    [InlineData("0.00000000000000000000012345678901234567")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("0.000000000000000000000000000000")]
    public void TryParse_double_on_the_edges_gives_the_bits_that_dotnet_gives(string text) => AssertDoubleAsDotnet(text);

    [Fact]
    public void TryParse_double_of_random_texts_gives_the_bits_that_dotnet_gives()
    {
        var random = new Random(31);
        for (int round = 0; round < 1_000_000; round++)
        {
            AssertDoubleAsDotnet(RandomNumber(random, round));
        }
    }

    [Fact]
    public void TryParse_double_beside_the_middle_of_two_neighbours_rounds_to_the_nearer()
    {
        // Decimals of 17 to 19 digits that lie as near to a middle as such decimals can: the hardest for a product of limited length.
        var random = new Random(32);
        for (int round = 0; round < 200_000; round++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(0x0010_0000_0000_0000, 0x7FE0_0000_0000_0000));
            long bits = BitConverter.DoubleToInt64Bits(value);
            BigInteger middle = (((BigInteger)(bits & 0xF_FFFF_FFFF_FFFF) + (1L << 52)) * 2) + 1;
            int exponent = (int)(bits >> 52) - 1076;
            int power = (int)Math.Floor(((exponent + 54) * 0.30102999566398120) - 18);
            BigInteger scaled = power < 0
                ? middle * BigInteger.Pow(10, -power) * (exponent > 0 ? BigInteger.One << exponent : 1) / (exponent < 0 ? BigInteger.One << -exponent : 1)
                : (middle << Math.Max(exponent, 0)) / (BigInteger.Pow(10, power) * (exponent < 0 ? BigInteger.One << -exponent : 1));
            AssertDoubleAsDotnet(string.Create(CultureInfo.InvariantCulture, $"{scaled + random.Next(2)}e{power}"));
        }
    }

    [Fact]
    public void Cells_of_random_characters_are_what_their_texts_are()
    {
        var random = new Random(33);
        byte[] alphabet = [.. "00112345678999..--++eEnai \t"u8];
        int found = 0;
        for (int round = 0; round < 1_000_000; round++)
        {
            byte[] text = (round & 1) == 0 ? Encoding.ASCII.GetBytes(RandomNumber(random, round >> 1)) : new byte[random.Next(12)];
            for (int index = 0; index < text.Length && (round & 1) == 1; index++)
            {
                text[index] = alphabet[random.Next(alphabet.Length)];
            }

            (byte[] buffer, CsvCell cell) = Place(text, random);
            if (NumberForm.TryFind(buffer, cell.Start, cell.Length, out NumberForm form) && form.TryClassify(buffer, out CsvValueKind kind))
            {
                found++;
                CsvValueKind expected = CsvValue.Classify(text, false);
                Assert.True(expected == kind, $"'{Encoding.ASCII.GetString(text)}' is {expected}, was told to be {kind}");
            }

            AssertSame<double, DoubleCell>(text, buffer, cell);
            AssertSame<long, SignedCell<long>>(text, buffer, cell);
            AssertSame<short, SignedCell<short>>(text, buffer, cell);
        }

        Assert.True(found > 400_000 || !Vector256.IsHardwareAccelerated, $"only {found} were numbers");
    }

    /// <summary>Texts of the kinds that catalogues hold, and of any digits, point and exponent.</summary>
    private static string RandomNumber(Random random, int kind) => (kind & 3) switch
    {
        0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) is var any && double.IsFinite(any) ? any.ToString("R", CultureInfo.InvariantCulture) : "1",
        1 => ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 6))).ToString(random.Next(2) == 0 ? "R" : "F" + random.Next(10), CultureInfo.InvariantCulture),
        2 => (random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64)).ToString(CultureInfo.InvariantCulture),
        _ => RandomDigits(random),
    };

    private static string RandomDigits(Random random)
    {
        var text = new StringBuilder(Sign(random));
        int digits = random.Next(1, 22);
        int point = random.Next(digits + 8);
        for (int index = 0; index < digits; index++)
        {
            text.Append(index == point ? "." : "").Append((char)('0' + random.Next(10)));
        }

        return random.Next(2) == 0 ? text.ToString() : text.Append("eE"[random.Next(2)]).Append(Sign(random)).Append(random.Next(random.Next(2) == 0 ? 30 : 340)).ToString();
    }

    private static string Sign(Random random) => random.Next(3) switch { 0 => "-", 1 => "+", _ => "" };

    private static void AssertDoubleAsDotnet(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        double expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool parsed = CsvValue.TryParseDouble(bytes, out double value);
        if (parsed != double.IsFinite(expected) || (parsed && BitConverter.DoubleToInt64Bits(value) != BitConverter.DoubleToInt64Bits(expected)))
        {
            Assert.Fail($"{text} is {expected:R}, was read {value:R}");
        }
    }

    private static void AssertSame<T, TParser>(byte[] text, byte[] buffer, CsvCell cell)
        where T : unmanaged
        where TParser : struct, ICellParser<T>
    {
        bool expected = TParser.TryParse(text, out T value);
        bool parsed = TParser.TryParse(buffer, cell, out T read);
        if (expected != parsed || (expected && !EqualityComparer<T>.Default.Equals(value, read)))
        {
            Assert.Fail($"'{Encoding.ASCII.GetString(text)}' is {(expected ? value : "nothing")}, was read {(parsed ? read : "nothing")}");
        }
    }

    /// <summary>Puts a text among other digits and points, which must have no say.</summary>
    private static (byte[] Buffer, CsvCell Cell) Place(byte[] text, Random random)
    {
        byte[] buffer = new byte[text.Length + 8 + NumberForm.Reach];
        for (int index = 0; index < buffer.Length; index++)
        {
            buffer[index] = "0123456789.-e,\n"u8[random.Next(15)];
        }

        int start = random.Next(8);
        text.CopyTo(buffer, start);
        return (buffer, new CsvCell(start, text.Length, false, false));
    }
}
