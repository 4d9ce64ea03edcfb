using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hven.Platform.Jobs;

/// <summary>What the operator sees of jobs; docs/operate lists the metrics.</summary>
internal static class JobTelemetry
{
    private static readonly Meter s_meter = new("Hven.Platform.Jobs");
    private static readonly Counter<long> s_jobs = s_meter.CreateCounter<long>("hven.jobs", "{job}", "Runs of jobs that ended, by kind and phase.");
    private static readonly UpDownCounter<long> s_executing = s_meter.CreateUpDownCounter<long>("hven.jobs.executing", "{job}", "Jobs that run now.");
    private static readonly Gauge<int> s_queued = s_meter.CreateGauge<int>("hven.jobs.queued", "{job}", "Jobs that wait for their turn.");
    private static readonly Histogram<double> s_wait = s_meter.CreateHistogram<double>("hven.job.wait", "s", "Time that jobs waited for their turn.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 1, 10, 60, 600, 3600, 36_000] });
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("hven.job.duration", "s", "Time that jobs ran.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 1, 10, 60, 600, 3600, 36_000] });

    /// <summary>Tells how many jobs wait.</summary>
    public static void Queued(int count) => s_queued.Record(count);

    /// <summary>Counts a running job until disposed of.</summary>
    public static IDisposable Running(string kind)
    {
        s_executing.Add(1, new KeyValuePair<string, object?>("kind", kind));
        return new Run(kind);
    }

    /// <summary>Counts a run that ended.</summary>
    public static void Ended(Job job)
    {
        TagList tags = new() { { "kind", job.Kind }, { "phase", job.Phase.Word() } };
        s_jobs.Add(1, tags);
        if (job is { Started: { } started, Ended: { } ended })
        {
            s_duration.Record((ended - started).TotalSeconds, tags);
            DateTimeOffset queued = job.Transitions.Last(step => step.Phase == JobPhase.Queued).Time;
            s_wait.Record((started - queued).TotalSeconds, tags);
        }
    }

    private sealed class Run(string kind) : IDisposable
    {
        public void Dispose() => s_executing.Add(-1, new KeyValuePair<string, object?>("kind", kind));
    }
}
