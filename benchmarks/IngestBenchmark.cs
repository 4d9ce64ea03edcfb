using System.Globalization;
using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks;

/// <summary>From files to a sorted catalogue with its accelerators: rows a second, and bytes a row at the end.</summary>
internal static class IngestBenchmark
{
    private const long MaxRows = 2_000_000;

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        long rows = Math.Min(options.Rows, MaxRows);
        report.Fact("rows", rows.ToString("N0", CultureInfo.InvariantCulture));
        await HvenServerProcess.MakeDemoAsync(options.Rows, cancellationToken);
        string folder = Path.Combine(BenchmarkOptions.Artifacts, "ingest");
        Directory.CreateDirectory(folder);
        string[] files = [Path.Combine(folder, $"{rows}.csv"), Path.Combine(folder, $"{rows}.fits"), Path.Combine(folder, $"{rows}.parquet")];
        await ExportAsync(options.Rows, rows, files, cancellationToken);
        foreach (string file in files)
        {
            await IngestAsync(report, folder, rows, Path.GetExtension(file)[1..], ["ingest", "catalog", file, "--release", "dr1", "--table", "main"], accelerate: false, options.Rounds, cancellationToken);
        }

        await IngestAsync(report, folder, rows, "csv, with accelerators", ["ingest", "catalog", files[0], "--release", "dr1", "--table", "main"], accelerate: true, options.Rounds, cancellationToken);
        await IngestAsync(report, folder, rows, "demo, 80 columns, with accelerators", ["demo", "--objects", rows.ToString(CultureInfo.InvariantCulture)], accelerate: true, Math.Min(3, options.Rounds), cancellationToken);
    }

    /// <summary>Writes rows of the demo survey, as the server itself exports them, unless an earlier run did.</summary>
    private static async Task ExportAsync(long demo, long rows, string[] files, CancellationToken cancellationToken)
    {
        if (files.All(File.Exists))
        {
            return;
        }

        await using HvenServerProcess server = await HvenServerProcess.ServeAsync(demo, cancellationToken);
        using LoopbackConnection connection = await LoopbackConnection.OpenAsync(server.Port, cancellationToken);

        // Ordered by the identifier and not by place, as surveys deliver: sorting is part of the work. The HEALPix index is ours to make.
        string columns = string.Join(", ", SurveyColumns.All.Skip(1).Select(column => column.Name));
        string query = Uri.EscapeDataString($"SELECT TOP {rows} {columns} FROM dr1.main ORDER BY COADD_OBJECT_ID");
        foreach (string file in files)
        {
            await using (FileStream stream = File.Create(file + ".part"))
            {
                await connection.SendAsync(LoopbackConnection.Get($"/tap/sync?LANG=ADQL&MAXREC={rows}&RESPONSEFORMAT={Path.GetExtension(file)[1..]}&QUERY={query}"), stream, cancellationToken);
            }

            File.Move(file + ".part", file, overwrite: true);
        }
    }

    private static async Task IngestAsync(
        Report report, string folder, long rows, string item, string[] command, bool accelerate, int rounds, CancellationToken cancellationToken)
    {
        string data = Path.Combine(folder, "data");
        List<double> cpu = [];
        List<double> wall = [];
        string output = "";
        for (int round = 0; round < rounds; round++)
        {
            if (Directory.Exists(data))
            {
                Directory.Delete(data, recursive: true);
            }

            (output, double cpuSeconds, double wallSeconds) = await HvenServerProcess.RunAsync([.. command, "--data", data, .. accelerate ? (string[])[] : ["--no-accelerate"]], cancellationToken);
            cpu.Add(cpuSeconds);
            wall.Add(wallSeconds);
        }

        bool complete = output.Contains(string.Create(CultureInfo.InvariantCulture, $"dr1.main: {rows:N0} rows"), StringComparison.Ordinal);
        double perSecond = rows / Timing.Quantile(wall, 0.5);
        bool hasTarget = item is "csv" or "fits";
        string size = Report.Invariant($"{Bytes(Path.Combine(data, "releases")) / rows} bytes a row of catalogue")
            + (accelerate ? Report.Invariant($", {Bytes(Path.Combine(data, "cache")) / rows} of accelerators") : "");
        report.Add(new(
            $"ingest {item}",
            Report.Invariant($"{perSecond / 1e6:0.###} Mrow/s wall, {rows / Timing.Quantile(cpu, 0.5) / 1e6:0.###} Mrow/CPU s"),
            "", size, null, hasTarget ? ">= 0.3 Mrow/s wall" : "", hasTarget ? perSecond >= 300_000 : null, complete));
        Directory.Delete(data, recursive: true);
    }

    private static long Bytes(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}
