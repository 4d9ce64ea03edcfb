using System.Diagnostics;
using System.Text;
using Hven.Tables.FitsTable;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

/// <summary>
/// Damaged documents of every serialisation, each from a seed: rows or our exception, in bounded time and memory. HVEN_FUZZ_SECONDS runs it longer,
/// from the seed HVEN_FUZZ_SEED on.
/// </summary>
public sealed class VotableFuzzTests
{
    private const double Seconds = 3;

    // The buffers of the scanner and of base64, and what VotableOptions below allows, a few times over as buffers double.
    private const long MostBytes = 48 << 20;

    private static readonly string[] _tokens =
    [
        "<", ">", "</", "/>", "&", ";", "&#x0;", "&lt;", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "\"", "'", "=", "<TR>", "</TR>", "<TD>", "</TD>", "<TABLE>", "</TABLE>",
        "<DATA>", "<STREAM encoding='base64'>", "</STREAM>", "<BINARY2>", "<FIELD name='x' datatype='int'/>", "arraysize=\"*\"", "arraysize=\"2147483647\"", "arraysize=\"65536x65536\"",
        "arraysize=\"0\"", "arraysize=\"-1\"", "arraysize=\"x*\"", "datatype=\"bit\"", "datatype=\"unicodeChar\"", "<!DOCTYPE a>", "////", "\0", "\uFFFD", "NaN", "99999999999999999999", "0x",
        "<VALUES null=''/>", "<VODML>", "nrows=\"-1\"", "ref=\"a\"", "<RESOURCE>", "</RESOURCE>",
    ];

    [Fact]
    public async Task Read_damaged_documents_gives_rows_or_our_exception()
    {
        byte[][] corpus = await CorpusAsync();
        double seconds = double.TryParse(Environment.GetEnvironmentVariable("HVEN_FUZZ_SECONDS"), out double longer) ? longer : Seconds;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("HVEN_FUZZ_SEED"), out int from) ? from : 1;
        int documents = 0;
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds || documents < 200; documents++, seed++)
        {
            Random random = new(seed);
            byte[] document = Mutate(corpus[random.Next(corpus.Length)], corpus, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                // All of it comes out of memory, so that it runs on this thread to its end.
                ValueTask read = ReadAsync(document);
                Assert.True(read.IsCompleted, $"seed {seed}");
                await read;
            }
            catch (TableFormatException exception)
            {
                Assert.Matches("^(VOT|FITS)-", exception.Code);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} made the reader throw something else.", exception);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    private static byte[] Mutate(byte[] document, byte[][] corpus, Random random)
    {
        List<byte> bytes = [.. document];
        for (int changes = random.Next(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 200)));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(_tokens[random.Next(_tokens.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), [.. bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 500)))]);
                    break;
                case 4:
                    byte[] other = corpus[random.Next(corpus.Length)];
                    int start = random.Next(other.Length);
                    bytes.InsertRange(at, other[start..Math.Min(other.Length, start + random.Next(1, 500))]);
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }

    private static async ValueTask ReadAsync(byte[] document)
    {
        VotableOptions options = new() { OnReject = _ => { }, OnWarning = _ => { }, MaxCellBytes = 1 << 20, MaxMetadataBytes = 1 << 22, MaxBatchBytes = 1 << 20 };
        await using VotableDocumentReader reader = await VotableDocumentReader.OpenAsync(new MemoryStream(document), options, CancellationToken.None);
        while (await reader.NextTableAsync(CancellationToken.None) is { } table)
        {
            RecordBatch batch = new(table.Schema);
            while (await table.ReadAsync(batch, CancellationToken.None))
            {
                Assert.All(batch.Columns, column => Assert.Equal(batch.RowCount, column.Length));
            }
        }
    }

    private static async Task<byte[][]> CorpusAsync()
    {
        List<byte[]> corpus = [Encoding.UTF8.GetBytes(VotableDocumentTests.Rich)];
        RecordBatch batch = SampleTable.Make(20, 21, true);
        foreach (VotableSerialization serialization in new[] { VotableSerialization.Tabledata, VotableSerialization.Binary, VotableSerialization.Binary2 })
        {
            MemoryStream stream = new();
            await using VotableWriter writer = new(stream, batch.Schema, new VotableWriterOptions { Serialization = serialization });
            await writer.WriteAsync(batch, CancellationToken.None);
            await writer.EndAsync(default, CancellationToken.None);
            corpus.Add(stream.ToArray());
        }

        MemoryStream fits = new();
        RecordBatch plain = SampleTable.Make(5, 22, false);
        await using (FitsTableWriter table = new(fits, plain.Schema))
        {
            await table.WriteAsync(plain, CancellationToken.None);
            await table.EndAsync(default, CancellationToken.None);
        }

        string fields = string.Concat(plain.Schema.Columns.Select(column => $"<FIELD name='{column.Name}' datatype='int'/>"));
        corpus.Add(Encoding.UTF8.GetBytes($"<VOTABLE version='1.4'><RESOURCE><TABLE>{fields}<DATA><FITS><STREAM encoding='base64'>{Convert.ToBase64String(fits.ToArray())}</STREAM></FITS></DATA></TABLE></RESOURCE></VOTABLE>"));
        return [.. corpus];
    }
}
