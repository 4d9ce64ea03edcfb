using System.Diagnostics;
using System.Globalization;
using Hven.Tables.FitsTable;

namespace Hven.Tables.Tests.FitsTable;

/// <summary>
/// Files broken by seeded mutation, headers above all: the reader gives rows or our exception, in bounded memory. HVEN_FUZZ_SECONDS makes it go on
/// with further seeds.
/// </summary>
public sealed class FitsFuzzTests
{
    // The largest batch, with its vectors grown by doubling, and what a tile of these files can inflate to.
    private const long MaxBytes = 256L << 20;

    private static readonly string[] s_numbers = ["0", "-1", "1", "7", "2147483647", "-2147483648", "4294967296", "9223372036854775807", "99999999999999999999", "1E300", "999", "1000", "T", "'x'", ""];

    private static readonly string[] s_keywords =
    [
        "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "BITPIX", "TFORM1", "TFORM3", "TNULL2", "TZERO3", "TSCAL3", "TDIM4", "TBCOL2", "ZTILELEN", "ZNAXIS1", "ZNAXIS2",
        "ZPCOUNT", "ZFORM1", "ZFORM6", "ZCTYP1", "ZCTYP6", "ZTABLE", "END",
    ];

    private static readonly string[] s_forms = ["'1J'", "'0D'", "'2147483647D'", "'1PD(9)'", "'1QM'", "'999999999X'", "'16A5'", "'I20'", "'E99999.9'", "'F1.9'", "'GZIP_2'", "'RICE_1'", "'NOCOMPRESS'"];

    [Fact]
    public async Task Read_of_mutated_files_gives_rows_or_our_exception()
    {
        byte[][] files = [await BinaryAsync(), await AsciiAsync(), await TileRowsTests.FileAsync()];
        double seconds = double.Parse(Environment.GetEnvironmentVariable("HVEN_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        Stopwatch watch = Stopwatch.StartNew();
        int refused = 0;
        for (int seed = 0; seed < 1200 || watch.Elapsed.TotalSeconds < seconds; seed++)
        {
            byte[] file = Mutate(files[seed % files.Length], new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
            refused += await SurvivesAsync(file, seed, limit.Token) ? 0 : 1;
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxBytes, $"Seed {seed} took {GC.GetAllocatedBytesForCurrentThread() - before} bytes.");
        }

        Assert.InRange(refused, 1, int.MaxValue);
    }

    private static async Task<bool> SurvivesAsync(byte[] file, int seed, CancellationToken cancellationToken)
    {
        try
        {
            Stream stream = seed % 5 == 0 ? new ForwardStream(new MemoryStream(file)) : new MemoryStream(file);
            await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, new FitsTableOptions { IsStrict = seed % 7 == 0, VerifiesChecksum = seed % 11 == 0 }, cancellationToken);
            RecordBatch batch = new(reader.Schema);
            for (int batches = 0; batches < 20 && await reader.ReadAsync(batch, cancellationToken); batches++)
            {
            }

            return true;
        }
        catch (TableFormatException exception)
        {
            Assert.StartsWith("FITS-", exception.Code, StringComparison.Ordinal);
            return false;
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"Seed {seed}", exception);
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] file = [.. original];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            switch (random.Next(5))
            {
                case 0:
                    file = file[..random.Next(file.Length)];
                    break;
                case 1 when file.Length > 0:
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when file.Length > 8:
                    // A descriptor or a number of the data made large.
                    System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(random.Next(file.Length / 4) * 4 is var at && at + 4 <= file.Length ? at : 0), random.Next(3) switch { 0 => int.MaxValue, 1 => -1, _ => random.Next() });
                    break;
                default:
                    SetCard(file, s_keywords[random.Next(s_keywords.Length)], random.Next(2) == 0 ? s_numbers[random.Next(s_numbers.Length)] : s_forms[random.Next(s_forms.Length)]);
                    break;
            }
        }

        return file;
    }

    // The last card of the keyword, which is the table's.
    private static void SetCard(byte[] file, string keyword, string value)
    {
        int place = file.AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes(keyword.PadRight(8)));
        if (place >= 0 && place % 80 == 0 && place + 80 <= file.Length)
        {
            System.Text.Encoding.ASCII.GetBytes($"{keyword,-8}= {value,20}".PadRight(80)).CopyTo(file.AsSpan(place));
        }
    }

    private static async Task<byte[]> BinaryAsync()
    {
        RecordBatch batch = SampleTable.Make(60, 8, withArrays: true);
        MemoryStream file = new();
        await using FitsTableWriter writer = new(file, batch.Schema, new FitsTableWriterOptions { HasChecksum = true });
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(default, CancellationToken.None);
        return file.ToArray();
    }

    private static async Task<byte[]> AsciiAsync()
    {
        TableSchema schema = new([new("id", ElementType.Int32), new("ra", ElementType.Float64), new("name", ElementType.String) { TextWidth = 9 }]);
        RecordBatch batch = new(schema);
        for (int row = 0; row < 100; row++)
        {
            ((PrimitiveVector<int>)batch.Columns[0]).Append(row);
            ((PrimitiveVector<double>)batch.Columns[1]).Append(row / 7.0);
            ((TextVector)batch.Columns[2]).Append($"star {row}");
        }

        MemoryStream file = new();
        await using AsciiTableWriter writer = new(file, schema);
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(default, CancellationToken.None);
        return file.ToArray();
    }
}
