using System.Globalization;

namespace Hven.Cli.Screen;

/// <summary>Numbers as people read them.</summary>
internal static class Amount
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rows(long count) => count == 1 ? "1 row" : $"{Count(count)} rows";

    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => Scaled(bytes / 1e3, "kB"),
        < 1_000_000_000 => Scaled(bytes / 1e6, "MB"),
        _ => Scaled(bytes / 1e9, "GB"),
    };

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s";

    private static string Scaled(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {unit}");
}
