using System.Globalization;

namespace Hven.Benchmarks;

/// <summary>What a run was asked to do.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Rows">Rows of the demo survey.</param>
/// <param name="IsQuick">Whether the figures are for a look while developing, not for the record.</param>
/// <param name="Rounds">Alternating rounds; odd, so that the median is one of them.</param>
internal sealed record BenchmarkOptions(string Name, long Rows, bool IsQuick, int Rounds)
{
    /// <summary>Folder for data that are kept between runs.</summary>
    public static string Artifacts { get; } = Path.Combine(Root(), "artifacts", "bench");

    /// <summary>Folder for figures that are committed.</summary>
    public static string Results { get; } = Path.Combine(Root(), "benchmarks", "results");

    /// <summary>Folder of the repository.</summary>
    public static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Hven.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Hven.slnx is in no folder above this program: run it from the repository.");
    }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood; the message says why.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        string? name = null;
        bool quick = false;
        long? rows = null;
        int rounds = 5;
        for (int index = 0; index < arguments.Count; index++)
        {
            switch (arguments[index])
            {
                case "--quick": quick = true; break;
                case "--rows": rows = Number(arguments, ++index, "--rows", 2_000_000_000); break;
                case "--rounds": rounds = (int)Number(arguments, ++index, "--rounds", 99) | 1; break;
                case { } text when text.StartsWith('-'): throw new ArgumentException($"There is no option {text}.");
                case { } text when name is null: name = text; break;
                case { } text: throw new ArgumentException($"'{text}' is one name too many.");
            }
        }

        return new(name ?? throw new ArgumentException("Say what to measure."), rows ?? (quick ? 1_000_000 : 20_000_000), quick, rounds);
    }

    private static long Number(IReadOnlyList<string> arguments, int index, string option, long most) =>
        index < arguments.Count && long.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= 1 && value <= most
            ? value
            : throw new ArgumentException($"{option} needs a whole number from 1 to {most}.");
}
