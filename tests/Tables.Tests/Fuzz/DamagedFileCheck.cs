using System.Diagnostics;
using Hven.Tables.Tests.Matrix;

namespace Hven.Tables.Tests.Fuzz;

/// <summary>Reads damaged files: each is read, or refused by the one exception that readers have for that.</summary>
internal static class DamagedFileCheck
{
    // No sample has as many rows; a damaged one may say any number.
    private const int MaxRows = 1 << 18;

    // A thousand times what a file of this size takes; a reader that is caught in a loop never gets there.
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(20);

    /// <summary>Files of a format to be damaged: everything that it can carry.</summary>
    public static async Task<List<byte[]>> SamplesAsync(MatrixFormat format)
    {
        var files = new List<byte[]>();
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            foreach (string kind in new[] { "null", "fixed, null element", "variable", "matrix" })
            {
                MatrixCase sample = MatrixCase.Of(type).Single(other => other.Kind == kind);
                if (!MatrixLimit.Of(format.Name, type, kind).Exists(limit => limit.Refused))
                {
                    files.Add(await WriteAsync(format, sample.Batch));
                }
            }
        }

        files.Add(await WriteAsync(format, SampleTable.Make(200, seed: 5, withArrays: false)));
        return files;
    }

    /// <summary>Damages and reads.</summary>
    /// <returns>What went wrong otherwise than it may.</returns>
    public static async Task<List<string>> RunAsync(MatrixFormat format, List<byte[]> samples, int firstSeed, int seeds, long mostBytes)
    {
        var faults = new List<string>();
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            byte[] file = Mutator.Damage(samples[seed % samples.Count], seed);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long started = Stopwatch.GetTimestamp();
            try
            {
                await ReadAsync(format, file);
            }
            catch (TableFormatException)
            {
                // What a reader is to say of a damaged file.
            }
            catch (Exception fault)
            {
                faults.Add($"seed {seed}: {fault.GetType().Name} {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Hven", StringComparison.Ordinal))}");
            }

            long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
            if (bytes > mostBytes || Stopwatch.GetElapsedTime(started) > s_mostTime)
            {
                faults.Add($"seed {seed}: {bytes} bytes, {Stopwatch.GetElapsedTime(started).TotalSeconds} s");
            }
        }

        return faults;
    }

    private static async Task ReadAsync(MatrixFormat format, byte[] file)
    {
        await using ITableReader reader = await format.Read(new MemoryStream(file), SampleTable.Make(0, seed: 5, withArrays: false).Schema);
        var batch = new RecordBatch(reader.Schema);
        int rows = 0;
        while (rows < MaxRows && await reader.ReadAsync(batch, CancellationToken.None))
        {
            rows += batch.RowCount;
            for (int column = 0; column < batch.Columns.Count; column++)
            {
                if (batch.Columns[column].Length != batch.RowCount)
                {
                    throw new InvalidOperationException($"Column {column} has {batch.Columns[column].Length} rows of {batch.RowCount}.");
                }
            }
        }
    }

    private static async Task<byte[]> WriteAsync(MatrixFormat format, RecordBatch batch)
    {
        using var stream = new MemoryStream();
        await using (TableWriter writer = format.Write(stream, batch.Schema))
        {
            await writer.WriteAsync(batch, CancellationToken.None);
            await writer.EndAsync(default, CancellationToken.None);
        }

        return stream.ToArray();
    }
}
