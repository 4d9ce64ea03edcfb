using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hven.Benchmarks;

/// <summary>One line of a table.</summary>
/// <param name="Item">What was measured.</param>
/// <param name="Figure">Our figure with its unit.</param>
/// <param name="Peer">Whom it is set against.</param>
/// <param name="PeerFigure">The peer's figure.</param>
/// <param name="Ratio">How many times better we are, or the figure that the target is about.</param>
/// <param name="Target">The floor, as text.</param>
/// <param name="State">Whether the floor is met; null when there is none.</param>
/// <param name="IsValid">Whether the results were equal.</param>
internal sealed record ReportRow(string Item, string Figure, string Peer, string PeerFigure, double? Ratio, string Target, bool? State, bool IsValid = true);

/// <summary>Collects what was measured; prints it as it comes and keeps it as JSON and as a table in Markdown.</summary>
internal sealed class Report(BenchmarkOptions options)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly List<ReportRow> _rows = [];
    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);

    /// <summary>Whether every comparison had equal results.</summary>
    public bool IsValid => _rows.TrueForAll(row => row.IsValid);

    /// <summary>Notes a version or a size that the figures depend on.</summary>
    public void Fact(string name, string value)
    {
        _facts[name] = value;
        Console.WriteLine($"{name}: {value}");
    }

    public void Add(ReportRow row)
    {
        _rows.Add(row);
        Console.WriteLine(Line(row));
    }

    /// <summary>Adds a figure that has no peer.</summary>
    public void Add(string item, string figure, string target = "", bool? state = null) => Add(new(item, figure, "", "", null, target, state));

    /// <summary>Adds the bytes that our work allocated, a row.</summary>
    /// <param name="item">What was measured.</param>
    /// <param name="timing">Our timing, an operation of which is a row.</param>
    /// <param name="most">Bytes a row that it may allocate.</param>
    public void Allocation(string item, Timing timing, double most) =>
        Add($"{item}, allocated", Invariant($"{timing.AllocatedBytes:0.##} bytes a row"), Invariant($"<= {most} bytes a row"), timing.AllocatedBytes <= most);

    /// <summary>Adds our CPU time against a peer's.</summary>
    /// <param name="item">What was measured.</param>
    /// <param name="ours">Our timing.</param>
    /// <param name="peer">The peer's.</param>
    /// <param name="least">How many times better we must be; null when there is no target.</param>
    /// <param name="describe">Shows a timing.</param>
    public void Compare(string item, Timing ours, Timing peer, double? least, Func<Timing, string> describe)
    {
        double ratio = peer.CpuMilliseconds / ours.CpuMilliseconds;
        string target = least is { } floor ? Invariant($">= {floor}x") : "";
        Add(new(item, describe(ours), peer.Name, describe(peer), Math.Round(ratio, 2), target, least is null ? null : ratio >= least, ours.Outcome.Agrees(peer.Outcome)));
    }

    public static string Milliseconds(Timing timing) => Invariant($"{timing.CpuMilliseconds:0.###} ms CPU, {timing.WallMilliseconds:0.###} ms wall");

    public static string Throughput(Timing timing) => Invariant($"{timing.PerCpuSecond:N0} /CPU s ({timing.CpuMilliseconds:0.###} ms), {timing.PerSecond:N0} /s");

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes <c>benchmarks/results/NAME.json</c> and <c>.md</c>; a quick run goes beside them under its own name.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(BenchmarkOptions.Results);
        string path = Path.Combine(BenchmarkOptions.Results, options.IsQuick ? $"{options.Name}-quick" : options.Name);
        Fact("machine", $"{Environment.ProcessorCount} x {ProcessorName()}");
        Fact("runtime", RuntimeInformation.FrameworkDescription);
        Fact("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC");
        Fact("rounds", options.Rounds.ToString(CultureInfo.InvariantCulture));
        await File.WriteAllTextAsync(path + ".json", JsonSerializer.Serialize(new { options.Name, Facts = _facts, Rows = _rows }, s_json) + "\n", cancellationToken);
        StringBuilder text = new();
        text.Append("| Item | Hven | Against | Theirs | Ratio | Must | |\n|---|---|---|---|---|---|---|\n");
        foreach (ReportRow row in _rows)
        {
            text.Append(Line(row)).Append('\n');
        }

        text.Append('\n').AppendJoin("; ", _facts.Select(fact => $"{fact.Key} {fact.Value}")).Append(".\n");
        await File.WriteAllTextAsync(path + ".md", text.ToString(), cancellationToken);
    }

    private static string Line(ReportRow row)
    {
        string state = !row.IsValid ? "**results differ**" : row.State switch { true => "met", false => "**missed**", null => "" };
        return Invariant($"| {row.Item} | {row.Figure} | {row.Peer} | {row.PeerFigure} | {row.Ratio} | {row.Target} | {state} |");
    }

    private static string ProcessorName() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
