namespace Hven.Sky;

/// <summary>
/// Coverages of time (MOC 2.0, sections 3.2 and 4.2). Times are microseconds from Julian date 0 in TCB at the barycentre of the solar
/// system, 0 to 2^62 - 1, some 146,000 years; other scales are to be converted before, or the order kept so coarse (31, 18 minutes)
/// that it does not matter.
/// </summary>
public static class TimeMoc
{
    private const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>Microseconds from Julian date 0.</summary>
    /// <param name="julianDay">A Julian date, or its larger part: a double alone is good for about 40 microseconds today.</param>
    /// <param name="fraction">What is to be added, in days.</param>
    /// <returns>Rounded to the nearest microsecond.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is not within the 2^62 microseconds that there are, or no number.</exception>
    public static long Microseconds(double julianDay, double fraction = 0)
    {
        double day = Math.Floor(julianDay);
        double rest = Math.Round(((julianDay - day) + fraction) * MicrosecondsPerDay);
        double estimate = (day * MicrosecondsPerDay) + rest;
        long full = MocScale<TimeDimension>.Full;
        if (!(estimate >= 0 && estimate < full && Math.Abs(rest) < full))
        {
            throw new ArgumentOutOfRangeException(nameof(julianDay), julianDay, "The time is before Julian date 0, 146,000 years after it, or no number.");
        }

        return ((long)day * MicrosecondsPerDay) + (long)rest;
    }

    /// <summary>The Julian date of microseconds: whole days, and the rest of a day.</summary>
    /// <param name="microseconds">Microseconds from Julian date 0.</param>
    public static (double Day, double Fraction) JulianDate(long microseconds)
    {
        (long days, long rest) = Math.DivRem(microseconds, MicrosecondsPerDay);
        return (days, rest / (double)MicrosecondsPerDay);
    }

    /// <summary>The cells of an order that have a time in common with intervals.</summary>
    /// <param name="order">0 to 61; a cell of order n lasts 2^(61 - n) microseconds.</param>
    /// <param name="intervals">Intervals in microseconds from Julian date 0, without their ends; in any sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order, or a time is not within the 2^62 microseconds that there are.</exception>
    /// <exception cref="ArgumentException">An interval ends before its start, or holds nothing.</exception>
    public static Moc<TimeDimension> FromIntervals(int order, IEnumerable<MocRange> intervals)
    {
        MocScale<TimeDimension>.ThrowIfNotOrder(order);
        return Moc.FromRanges<TimeDimension>(TimeDimension.MaxOrder, intervals).Degrade(order);
    }

    /// <summary>Covered time.</summary>
    /// <param name="moc">The coverage.</param>
    /// <returns>Microseconds.</returns>
    public static long Duration(this Moc<TimeDimension> moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        return moc.CoveredCells;
    }
}
