using System.Globalization;

namespace Hven.Cli;

/// <summary>What the program was started in: its streams, and whether people look at them.</summary>
internal sealed class Terminal
{
    private const int UsualWidth = 80;

    public required StandardOutput Output { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader Input { get; init; }

    /// <summary>Whether standard output is a screen.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether standard error is a screen.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the screen.</summary>
    public int Width { get; init; } = UsualWidth;

    /// <summary>Whether the screen understands escape sequences for style and the cursor.</summary>
    public bool HasEscapes { get; init; }

    /// <summary>Whether output may be styled.</summary>
    public bool HasStyle { get; init; }

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The columns that output may take: a pipe has no edge.</summary>
    public int OutputWidth => OutputIsTerminal ? Width : int.MaxValue;

    /// <summary>The process's own.</summary>
    public static Terminal Open()
    {
        string? kind = System.Environment.GetEnvironmentVariable("TERM");
        bool escapes = OperatingSystem.IsWindows() || kind is not (null or "" or "dumb");
        return new Terminal
        {
            Output = StandardOutput.Open(),
            Error = Console.Error,
            Input = Console.In,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = MeasureWidth(),
            HasEscapes = escapes,
            HasStyle = escapes && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")),
        };
    }

    private static int MeasureWidth()
    {
        if (int.TryParse(System.Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int told) && told > 0)
        {
            return told;
        }

        try
        {
            return Console.WindowWidth is > 0 and int width ? width : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }
}
