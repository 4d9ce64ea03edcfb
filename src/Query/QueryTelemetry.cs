using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hven.Query;

/// <summary>What the operator sees of queries; docs/operate lists the metrics.</summary>
internal static class QueryTelemetry
{
    public static ActivitySource Source { get; } = new("Hven.Query");

    private static readonly Meter s_meter = new("Hven.Query");
    private static readonly Counter<long> s_queries = s_meter.CreateCounter<long>("hven.queries", "{query}", "Quick queries that ended, by phase and format.");
    private static readonly UpDownCounter<long> s_executing = s_meter.CreateUpDownCounter<long>("hven.queries.executing", "{query}", "Quick queries that run now, those whose client reads slowly among them.");
    private static readonly Counter<long> s_rows = s_meter.CreateCounter<long>("hven.query.rows", "{row}", "Rows sent by quick queries.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("hven.query.duration", "s", "Time from accepting a quick query to its last byte.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });

    private static readonly Histogram<double> s_estimate = s_meter.CreateHistogram<double>("hven.query.estimate.ratio", "1", "Rows that a query was estimated to look at, over those that it did look at.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 0.5, 0.9, 1.1, 2, 10, 100] });

    /// <summary>Holds an estimate against the truth.</summary>
    public static void Estimated(long estimated, long actual) => s_estimate.Record(Math.Max(1, estimated) / (double)Math.Max(1, actual));

    public static void Started() => s_executing.Add(1);

    public static void Ended(RunningQuery query, string format)
    {
        TagList tags = new() { { "phase", query.Phase.ToString().ToUpperInvariant() }, { "format", format } };
        s_executing.Add(-1);
        s_queries.Add(1, tags);
        s_rows.Add(query.Rows, tags);
        s_duration.Record(query.Elapsed.TotalSeconds, tags);
    }
}
