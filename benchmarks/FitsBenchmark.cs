using System.Diagnostics;
using System.Globalization;
using Hven.Benchmarks.Peers;
using Hven.Tables;
using Hven.Tables.FitsTable;

namespace Hven.Benchmarks;

/// <summary>A binary table of a million rows of the ten columns of the formats' benchmark, read and written by us and by fitsio; sums must be equal.</summary>
internal static class FitsBenchmark
{
    private const int Rows = 1_000_000;

    // One read takes some 15 ms, less than what the runtime does beside it now and then; a round is long enough for that not to count.
    private const int Repeats = 20;

    private static readonly TableSchema s_schema = new(
    [
        new("COADD_OBJECT_ID", ElementType.Int64), new("RA", ElementType.Float64), new("DEC", ElementType.Float64), new("MAG_AUTO_G", ElementType.Float32),
        new("MAG_AUTO_R", ElementType.Float32), new("MAG_AUTO_I", ElementType.Float32), new("MAG_AUTO_Z", ElementType.Float32), new("MAG_AUTO_Y", ElementType.Float32),
        new("SPREAD_MODEL_I", ElementType.Float32), new("FLAGS_I", ElementType.Int16),
    ]);

    // fitsio leaves the bytes in the file's order, so its own work is less than ours; "native" is the read with what makes usable arrays of it.
    private const string Script = """
        import os, sys, time
        import fitsio, numpy as np
        def median(work):
            times = []
            for _ in range(int(sys.argv[3]) + 1):
                before = time.process_time()
                result = work()
                times.append(time.process_time() - before)
            return result, sorted(times[1:])[len(times) // 2 - 1]
        def write():
            if os.path.exists(sys.argv[2]):
                os.unlink(sys.argv[2])
            fitsio.write(sys.argv[2], native)
        table, read = median(lambda: fitsio.read(sys.argv[1]))
        native, usable = median(lambda: fitsio.read(sys.argv[1]).astype(table.dtype.newbyteorder('=')))
        _, written = median(write)
        print(fitsio.__version__, read, usable, written, *[float(native[name].astype('f8').sum()) for name in native.dtype.names])
        """;

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(BenchmarkOptions.Artifacts);
        string ours = Path.Combine(BenchmarkOptions.Artifacts, "ours.fits");
        string theirs = Path.Combine(BenchmarkOptions.Artifacts, "theirs.fits");
        List<RecordBatch> batches = Make();
        report.Fact("rows", Rows.ToString("N0", CultureInfo.InvariantCulture) + " x 10 columns");
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(
            options.Rounds,
            cancellationToken,
            new Contender("write", BareDuckDb.CpuSeconds, token => WriteAsync(ours, batches, token)),
            new Contender("read", BareDuckDb.CpuSeconds, token => ReadAsync(ours, token)));
        report.Allocation("fits read", timings[1], 5);
        report.Allocation("fits write", timings[0], 2);
        string[] answer = await PythonAsync([ours, theirs, options.Rounds.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        double[] sums = Sums(batches);
        bool readsEqual = sums.SequenceEqual(answer[4..].Select(Number));
        double[] sumsOfTheirs = await FileSumsAsync(theirs, cancellationToken);
        double[] sumsOfOurs = await FileSumsAsync(ours, cancellationToken);
        bool writesEqual = sums.SequenceEqual(sumsOfTheirs) && sums.SequenceEqual(sumsOfOurs);
        Add(report, "fits read", timings[1], $"fitsio {answer[0]}, bytes as in the file", Number(answer[1]), 2, readsEqual);
        Add(report, "fits read", timings[1], $"fitsio {answer[0]}, native numbers", Number(answer[2]), 2, readsEqual);
        Add(report, "fits write", timings[0], $"fitsio {answer[0]}", Number(answer[3]), 2, writesEqual);
        File.Delete(ours);
        File.Delete(theirs);
    }

    private static void Add(Report report, string item, Timing timing, string peer, double peerSeconds, double least, bool isEqual)
    {
        double rate = timing.PerCpuSecond / 1e6;
        double peerRate = Rows / peerSeconds / 1e6;
        double ratio = rate / peerRate;
        report.Add(new(item, Report.Invariant($"{rate:0.#} Mrow/CPU s"), peer, Report.Invariant($"{peerRate:0.#} Mrow/CPU s"), Math.Round(ratio, 2), Report.Invariant($">= {least}x"), ratio >= least, isEqual));
    }

    private static async Task<Outcome> WriteAsync(string path, List<RecordBatch> batches, CancellationToken cancellationToken)
    {
        await using FileStream stream = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
        await using FitsTableWriter writer = new(stream, s_schema);
        foreach (RecordBatch batch in batches)
        {
            await writer.WriteAsync(batch, cancellationToken);
        }

        await writer.EndAsync(default, cancellationToken);
        return new Outcome(Rows);
    }

    private static async Task<Outcome> ReadAsync(string path, CancellationToken cancellationToken)
    {
        long rows = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, null, cancellationToken);
            RecordBatch batch = new(reader.Schema);
            while (await reader.ReadAsync(batch, cancellationToken))
            {
                rows += batch.RowCount;
            }
        }

        return new Outcome(rows);
    }

    private static async Task<double[]> FileSumsAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(path);
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, null, cancellationToken);
        double[] sums = new double[reader.Schema.Columns.Count];
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, cancellationToken))
        {
            Add(sums, batch);
        }

        return sums;
    }

    private static double[] Sums(List<RecordBatch> batches)
    {
        double[] sums = new double[s_schema.Columns.Count];
        batches.ForEach(batch => Add(sums, batch));
        return sums;
    }

    private static void Add(double[] sums, RecordBatch batch)
    {
        for (int column = 0; column < sums.Length; column++)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                sums[column] += NumericValue.ToDouble(batch.Columns[column], row);
            }
        }
    }

    // Whole numbers and quarters, so that sums do not depend on their order.
    private static List<RecordBatch> Make()
    {
        Random random = new(1);
        List<RecordBatch> batches = [];
        for (int left = Rows; left > 0; left -= RecordBatch.DefaultRowCount)
        {
            RecordBatch batch = new(s_schema);
            for (int row = Math.Min(left, RecordBatch.DefaultRowCount); row > 0; row--)
            {
                foreach (ColumnVector column in batch.Columns)
                {
                    int value = random.Next(-30000, 30000);
                    switch (column)
                    {
                        case PrimitiveVector<long> ids: ids.Append(value); break;
                        case PrimitiveVector<double> angles: angles.Append(value / 4.0); break;
                        case PrimitiveVector<float> magnitudes: magnitudes.Append(value / 4f); break;
                        default: ((PrimitiveVector<short>)column).Append((short)value); break;
                    }
                }
            }

            batches.Add(batch);
        }

        return batches;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<string[]> PythonAsync(string[] arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("/usr/bin/python3") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-c", Script, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("python3 cannot be started.");
        string text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? text.Trim().Split(' ') : throw new InvalidOperationException("python3 with fitsio is missing (on Debian: apt-get install python3-fitsio).");
    }
}
