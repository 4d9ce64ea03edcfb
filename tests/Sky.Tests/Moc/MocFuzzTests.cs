using System.Text;
using Hven.Fits;

namespace Hven.Sky.Tests;

/// <summary>Damaged files of every form end in a coverage or in the form's own exception, in little time and memory.</summary>
public sealed class MocFuzzTests
{
    private const int Rounds = 3000;
    private const long MostBytes = 64 << 20;

    [Fact]
    public void Ascii_damaged_in_any_way_is_read_or_refused() => Fuzz(
        Encoding.ASCII.GetBytes("t61/1 3 5 s3/1-3 4/ t61/50 52 s4/25"),
        bytes => MocAscii.ParseSpaceTime(Encoding.Latin1.GetString(bytes)));

    [Fact]
    public void Json_damaged_in_any_way_is_read_or_refused() => Fuzz(
        Encoding.ASCII.GetBytes("""[{"t":{"61":[0]},"s":{"29":[0,1,2]}},{"t":{"61":[2]},"s":{"28":[0]}},{"t":{"61":[]},"s":{"29":[]}}]"""),
        bytes => MocJson.ParseSpaceTime(bytes));

    [Fact]
    public async Task Fits_damaged_in_any_way_is_read_or_refused()
    {
        Moc<SpaceDimension> space = MocAscii.Parse<SpaceDimension>("3/1-7 100 9/5");
        byte[][] seeds =
        [
            (await MocFormatTests.FileAsync(file => MocFits.WriteAsync(space, file))).ToArray(),
            (await MocFormatTests.FileAsync(file => MocFits.WriteAsync(space, file, MocPackaging.Nuniq))).ToArray(),
            (await MocFormatTests.FileAsync(file => MocFits.WriteAsync(MocAscii.ParseSpaceTime("t61/1 3 5 s3/1-3 4/ t61/50 52 s4/25"), file))).ToArray(),
        ];
        foreach (byte[] seed in seeds)
        {
            Fuzz(seed, bytes => Synchronously(MocFits.ReadAsync<SpaceDimension>(new MemoryStream(bytes))));
            Fuzz(seed, bytes => Synchronously(MocFits.ReadSpaceTimeAsync(new MemoryStream(bytes))));
        }
    }

    // Reading from memory never waits.
    private static T Synchronously<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Fuzz(byte[] seed, Func<byte[], object> read)
    {
        var random = new Random(seed.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = Damage(random, seed);
            try
            {
                Assert.NotNull(read(damaged));
            }
            catch (Exception exception) when (exception is MocFormatException or FitsException)
            {
                refused++;
                Assert.Contains("(", exception.Message, StringComparison.Ordinal);
            }

            long after = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(after - before < MostBytes, $"{after - before} bytes for one file of {damaged.Length}.");
            before = after;
        }

        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    private static byte[] Damage(Random random, byte[] seed)
    {
        byte[] bytes = [.. seed];
        for (int i = random.Next(4); i >= 0; i--)
        {
            // Half of the damage goes where the meaning is, the start of the second header and the data.
            int at = random.Next(2) == 0 ? random.Next(bytes.Length) : Math.Min(bytes.Length - 1, (FitsReader.BlockSize % bytes.Length) + random.Next(1600));
            switch (random.Next(3))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)"0123456789-/, {}[]"[random.Next(18)]; break;
                default: bytes[at] = (byte)random.Next(256); break;
            }
        }

        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
