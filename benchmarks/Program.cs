using Hven.Benchmarks;
using Hven.Benchmarks.Crossmatch;
using Hven.Benchmarks.Jobs;
using Hven.Benchmarks.Queries;
using Hven.Benchmarks.Tap;

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args);
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\nUsage: ./dev bench queries|tap|jobs|crossmatch|ingest|formats|read|fits|healpix|sky [--quick] [--rows N] [--rounds N]");
    return 2;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
Report report = new(options);
try
{
    switch (options.Name)
    {
        case "queries": await QueriesBenchmark.RunAsync(options, report, stop.Token); break;
        case "tap": await TapBenchmark.RunAsync(options, report, stop.Token); break;
        case "jobs": await JobsBenchmark.RunAsync(options, report, stop.Token); break;
        case "crossmatch": await CrossmatchBenchmark.RunAsync(options, report, stop.Token); break;
        case "ingest": await IngestBenchmark.RunAsync(options, report, stop.Token); break;
        case "formats": await FormatsBenchmark.RunAsync(options, report, stop.Token); break;
        case "fits": await FitsBenchmark.RunAsync(options, report, stop.Token); break;
        case "read": await ReadBenchmark.RunAsync(options, report, stop.Token); break;
        case "healpix": await HealpixBenchmark.RunAsync(options, report, stop.Token); break;
        case "sky": await SkyBenchmark.RunAsync(options, report, stop.Token); break;
        default:
            await Console.Error.WriteLineAsync($"There is no benchmark '{options.Name}'. There are queries, tap, jobs, crossmatch, ingest, formats, read, fits, healpix and sky.");
            return 2;
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped; nothing was recorded.");
    return 1;
}

await report.SaveAsync(stop.Token);
return report.IsValid ? 0 : 1;
