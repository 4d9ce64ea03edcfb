using System.Globalization;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Backends.Local;
using Hven.Benchmarks.Peers;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Query;
using Hven.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hven.Benchmarks;

/// <summary>From the engine to the bytes of each format, in this process: a million rows of ten columns, thrown away as they are written.</summary>
internal static class FormatsBenchmark
{
    private const int MaxRows = 1_000_000;

    /// <summary>
    /// Rows per CPU second in millions that each format must reach (DuckDB's own COPY is the floor where a peer is named), and bytes a row that it may
    /// allocate: buffers, spread over all rows. HDF5 keeps the rows aside in memory, and reads them back.
    /// </summary>
    private static readonly Dictionary<string, (double? Floor, double MostBytes)> s_targets = new(StringComparer.Ordinal)
    {
        ["arrow"] = (10, 20), ["vot BINARY2"] = (8, 6), ["vot BINARY"] = (null, 6), ["vot TABLEDATA"] = (1, 6), ["csv"] = (0.9, 5), ["tsv"] = (null, 5), ["json"] = (null, 5),
        ["fits"] = (null, 6), ["parquet"] = (null, 20), ["feather"] = (null, 20), ["h5"] = (null, 160), ["ecsv"] = (null, 5), ["html"] = (null, 5),
    };

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        await HvenServerProcess.MakeDemoAsync(options.Rows, cancellationToken);
        string data = HvenServerProcess.DataDirectory(options.Rows);
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(new DataDirectory(data));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<CatalogWatcher>();
        services.AddQuery();
        services.AddLocalBackends();
        await using ServiceProvider provider = services.BuildServiceProvider();
        IQueryEngine engine = provider.GetRequiredService<IQueryEngine>();

        // A term of arithmetic makes it the engine's work and not that of the mapped columns.
        string columns = SurveyColumns.TenNames.Replace("FLAGS_I", "FLAGS_I + 0 AS FLAGS", StringComparison.Ordinal);
        BoundQuery query = provider.GetRequiredService<QueryRunner>().CompileToRun(Report.Invariant($"SELECT {columns} FROM dr1.main"));
        using BareDuckDb duckDb = new(BareDuckDb.Accelerator(data));
        report.Fact("rows", Math.Min(MaxRows, options.Rows).ToString("N0", CultureInfo.InvariantCulture) + " x 10 columns");
        report.Fact("DuckDB", duckDb.Version);
        List<Contender> contenders = [.. ResultFormat.All.Select(format => new Contender(
            format.Name == "vot" ? format.MediaType.Split('=')[1] is var kind ? $"vot {kind}" : format.Name : format.Name,
            BareDuckDb.CpuSeconds,
            token => WriteAsync(engine, query, format, token)))];
        // A LIMIT would have DuckDB join the table with itself; the first rows by number are the same ones without that.
        string select = Report.Invariant($"SELECT {columns} FROM \"rows\" WHERE rowid < {MaxRows}");
        foreach (string form in new[] { "csv", "parquet" })
        {
            string target = Path.Combine(BenchmarkOptions.Artifacts, $"copy.{form}");
            contenders.Add(new($"DuckDB COPY {form}", BareDuckDb.CpuSeconds, async token => new Outcome(await duckDb.ExecuteAsync($"COPY ({select}) TO '{target}' (FORMAT {form})", token))));
        }

        Timing[] timings = [.. await Timing.CompareAsync(options.Rounds, cancellationToken, [.. contenders])];
        foreach (Timing timing in timings.Take(ResultFormat.All.Count))
        {
            double rate = timing.PerCpuSecond / 1e6;
            (double? floor, double mostBytes) = s_targets[timing.Name];
            report.Allocation(timing.Name, timing, mostBytes);
            report.Add(timing.Name, Show(timing), floor is null ? "" : Report.Invariant($">= {floor} Mrow/CPU s"), floor is null ? null : rate >= floor);
        }

        foreach (string form in new[] { "csv", "parquet" })
        {
            report.Compare(form, Array.Find(timings, timing => timing.Name == form)!, Array.Find(timings, timing => timing.Name == $"DuckDB COPY {form}")!, 1, Show);
        }
    }

    private static string Show(Timing timing) => Report.Invariant($"{timing.PerCpuSecond / 1e6:0.##} Mrow/CPU s");

    private static async Task<Outcome> WriteAsync(IQueryEngine engine, BoundQuery query, ResultFormat format, CancellationToken cancellationToken)
    {
        long rows = 0;
        await using ITableReader reader = await engine.OpenAsync(query, MaxRows, cancellationToken);
        RecordBatch batch = new(reader.Schema);
        await using Stream output = format.NeedsSpool ? File.Create(Path.Combine(BenchmarkOptions.Artifacts, "spool"), 1 << 16, FileOptions.DeleteOnClose) : Stream.Null;
        await using TableWriter writer = format.Create(output, reader.Schema);
        while (await reader.ReadAsync(batch, cancellationToken))
        {
            await writer.WriteAsync(batch, cancellationToken);
            rows += batch.RowCount;
        }

        await writer.EndAsync(default, cancellationToken);
        return new(rows);
    }
}
