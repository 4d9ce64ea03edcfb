using System.Globalization;
using Hven.Benchmarks.Peers;
using Hven.Tables;
using Hven.Tables.Arrow;
using Hven.Tables.Hdf5;
using Hven.Tables.Votable;

namespace Hven.Benchmarks;

/// <summary>A format whose files are read.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="StiltsName">What STILTS calls it (ifmt), or <see langword="null"/> to leave STILTS out.</param>
/// <param name="AstropyName">What astropy calls it (Table.read's format), or <see langword="null"/> to leave astropy out.</param>
/// <param name="MostBytes">Bytes a row that it may allocate: the buffers of a batch, spread over all rows.</param>
/// <param name="Least">How many times less CPU than the first peer it must take, or <see langword="null"/> for no target.</param>
/// <param name="Write">Makes the writer that the file is made with.</param>
/// <param name="OpenAsync">Makes the reader.</param>
internal sealed record ReadableFormat(
    string Name, string? StiltsName, string? AstropyName, double MostBytes, double? Least,
    Func<Stream, TableSchema, TableWriter> Write, Func<Stream, CancellationToken, ValueTask<ITableReader>> OpenAsync);

/// <summary>From the bytes of each format to rows: a million rows of ten columns out of a file, against the programs that astronomers use.</summary>
internal static class ReadBenchmark
{
    private const int Rows = 1_000_000;

    // A further format is one more line here.
    private static readonly ReadableFormat[] s_formats =
    [
        Votable("vot BINARY2", VotableSerialization.Binary2, 8, 2),
        Votable("vot BINARY", VotableSerialization.Binary, 8, 2),
        Votable("vot TABLEDATA", VotableSerialization.Tabledata, 8, 2),
        new(
            "h5", null, "hdf5", 6, null,
            (stream, schema) => new Hdf5TableWriter(stream, schema), async (stream, token) => await Hdf5TableReader.OpenAsync(stream, null, token)),
        new(
            "arrow", null, null, 60, null,
            (stream, schema) => new ArrowTableWriter(stream, schema), async (stream, token) => await ArrowTableReader.OpenAsync(stream, null, token)),
    ];

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(BenchmarkOptions.Artifacts);
        int rows = (int)Math.Min(Rows, options.Rows);
        report.Fact("rows", rows.ToString("N0", CultureInfo.InvariantCulture) + " x 10 columns");
        foreach (ReadableFormat format in s_formats)
        {
            string file = Path.Combine(BenchmarkOptions.Artifacts, "read");
            string empty = Path.Combine(BenchmarkOptions.Artifacts, "read-empty");
            await WriteAsync(format, file, rows, cancellationToken);
            await WriteAsync(format, empty, 0, cancellationToken);
            List<Contender> contenders = [new("Hven", BareDuckDb.CpuSeconds, token => ReadAsync(format, file, token))];
            if (format.StiltsName is not null)
            {
                contenders.Add(PeerReader.Stilts(format, file, empty));
            }

            if (format.AstropyName is not null)
            {
                contenders.Add(PeerReader.Astropy(format, file, empty));
            }

            IReadOnlyList<Timing> timings = await Timing.CompareAsync(options.Rounds, cancellationToken, [.. contenders]);
            if (timings.Count == 1)
            {
                report.Add(format.Name, Show(timings[0]));
            }

            report.Allocation(format.Name, timings[0], format.MostBytes);
            for (int peer = 1; peer < timings.Count; peer++)
            {
                report.Compare(format.Name, timings[0], timings[peer], peer == 1 ? format.Least : null, Show);
            }

            File.Delete(file);
            File.Delete(empty);
        }
    }

    private static ReadableFormat Votable(string name, VotableSerialization serialization, double mostBytes, double least) => new(
        name, "votable", "votable", mostBytes, least,
        (stream, schema) => new VotableWriter(stream, schema, new VotableWriterOptions { Serialization = serialization }),
        async (stream, token) => await VotableReader.OpenAsync(stream, null, token));

    private static string Show(Timing timing) => Report.Invariant($"{timing.PerCpuSecond / 1e6:0.###} Mrow/CPU s");

    private static async Task<Outcome> ReadAsync(ReadableFormat format, string path, CancellationToken cancellationToken)
    {
        long rows = 0;
        await using FileStream stream = File.OpenRead(path);
        await using ITableReader reader = await format.OpenAsync(stream, cancellationToken);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, cancellationToken))
        {
            rows += batch.RowCount;
        }

        return new(rows, rows);
    }

    /// <summary>Writes the ten columns that a person looking at a few objects asks for, with made-up values.</summary>
    private static async Task WriteAsync(ReadableFormat format, string path, int rows, CancellationToken cancellationToken)
    {
        string[] names = SurveyColumns.TenNames.Split(", ");
        ElementType[] types = [ElementType.Int64, ElementType.Float64, ElementType.Float64, .. Enumerable.Repeat(ElementType.Float32, 6), ElementType.Int16];
        RecordBatch batch = new(new TableSchema([.. names.Zip(types, (name, type) => new Column(name, type))]));
        Random random = new(1);
        await using FileStream stream = File.Create(path);
        await using TableWriter writer = format.Write(stream, batch.Schema);
        for (int row = 0; row < rows; row++)
        {
            foreach (ColumnVector column in batch.Columns)
            {
                Append(column, random);
            }

            if (batch.RowCount == RecordBatch.DefaultRowCount || row == rows - 1)
            {
                await writer.WriteAsync(batch, cancellationToken);
                batch.Clear();
            }
        }

        await writer.EndAsync(default, cancellationToken);
    }

    private static void Append(ColumnVector column, Random random)
    {
        switch (column)
        {
            case PrimitiveVector<long> identifiers: identifiers.Append(random.NextInt64(100_000_000_000)); break;
            case PrimitiveVector<double> angles: angles.Append(random.NextDouble() * 360); break;
            case PrimitiveVector<float> magnitudes: magnitudes.Append(15 + (random.NextSingle() * 10)); break;
            case PrimitiveVector<short> flags: flags.Append((short)random.Next(8)); break;
            default: throw new InvalidOperationException($"No values for {column.GetType()}.");
        }
    }
}
