using System.Globalization;
using System.Text;

namespace Hven.Sky;

/// <summary>
/// The ASCII form (MOC 2.0, sections 4.3.2 and 5.1): <c>1/1 2 4 2/12-14 21 8/</c>, for space and time together
/// <c>t61/1 3 s29/0-2</c>. Reading is lenient in that cells may come unsorted, overlapping, not in the canonical form, and parted by commas
/// (as in MOC 1.0).
/// </summary>
public static class MocAscii
{
    /// <summary>Reads a coverage of one dimension; the letter of the dimension may stand before it.</summary>
    /// <typeparam name="TDimension">The dimension.</typeparam>
    /// <param name="text">The text; empty is an empty coverage of order 0.</param>
    /// <exception cref="MocFormatException">The text is none, with line and column.</exception>
    public static Moc<TDimension> Parse<TDimension>(ReadOnlySpan<char> text)
        where TDimension : IMocDimension
    {
        var reader = new MocAsciiReader(text);
        reader.SkipPrefix(TDimension.Prefix);
        Moc<TDimension> moc = reader.ReadCells<TDimension>();
        reader.ThrowIfNotAtEnd();
        return moc;
    }

    /// <summary>Reads a coverage of space and time; times come before the space that they share.</summary>
    /// <param name="text">The text; empty is an empty coverage of orders 0.</param>
    /// <exception cref="MocFormatException">The text is none, with line and column.</exception>
    public static SpaceTimeMoc ParseSpaceTime(ReadOnlySpan<char> text)
    {
        var reader = new MocAsciiReader(text);
        var parts = new SpaceTimeBuilder();
        while (reader.TryPrefix(TimeDimension.Prefix))
        {
            Moc<TimeDimension> times = reader.ReadCells<TimeDimension>();
            reader.RequirePrefix(SpaceDimension.Prefix);
            parts.Add(times, reader.ReadCells<SpaceDimension>());
        }

        reader.ThrowIfNotAtEnd();
        return parts.ToMoc();
    }

    /// <summary>The canonical text of a coverage, without the letter of its dimension.</summary>
    /// <typeparam name="TDimension">The dimension.</typeparam>
    /// <param name="moc">The coverage.</param>
    public static string Write<TDimension>(Moc<TDimension> moc)
        where TDimension : IMocDimension
    {
        ArgumentNullException.ThrowIfNull(moc);
        var text = new StringBuilder();
        AppendCells(text, moc, moc.Order);
        return text.ToString();
    }

    /// <summary>The canonical text of a coverage of space and time.</summary>
    /// <param name="moc">The coverage.</param>
    public static string Write(SpaceTimeMoc moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        var text = new StringBuilder();
        foreach ((Moc<TimeDimension> times, Moc<SpaceDimension> space) in moc.Groups())
        {
            Append(text, times, space, -1);
        }

        // What stands last tells the orders, unless its own cells do so.
        Append(text, Moc.Empty<TimeDimension>(moc.TimeOrder), Moc.Empty<SpaceDimension>(moc.SpaceOrder), 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Moc<TimeDimension> times, Moc<SpaceDimension> space, int tellOrder)
    {
        text.Append(text.Length > 0 ? " t" : "t");
        AppendCells(text, times, tellOrder < 0 ? -1 : times.Order);
        text.Append(" s");
        AppendCells(text, space, tellOrder < 0 ? -1 : space.Order);
    }

    private static void AppendCells<TDimension>(StringBuilder text, Moc<TDimension> moc, int tellOrder)
        where TDimension : IMocDimension
    {
        int order = -1;
        int start = text.Length;
        foreach (MocCellRun run in moc.CellRuns())
        {
            text.Append(text.Length > start ? " " : "");
            if (run.Order != order)
            {
                order = run.Order;
                text.Append(CultureInfo.InvariantCulture, $"{order}/");
            }

            text.Append(run.Cells.Start);
            if (run.Cells.Length > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{run.Cells.End - 1}");
            }
        }

        if (order < tellOrder)
        {
            text.Append(text.Length > start ? " " : "").Append(CultureInfo.InvariantCulture, $"{tellOrder}/");
        }
    }
}
