namespace Hven.Sky;

/// <summary>Many modified Julian dates at once, as columns of tables hold them.</summary>
public static class ModifiedJulianDates
{
    /// <summary>
    /// Tells dates in another scale, each as <see cref="Instant.FromModifiedJulianDate"/> and <see cref="Instant.ToModifiedJulianDate"/>
    /// do. Nothing is allocated.
    /// </summary>
    /// <param name="dates">Modified Julian dates.</param>
    /// <param name="from">The scale that they are told in.</param>
    /// <param name="to">The scale that is wanted.</param>
    /// <param name="results">
    /// Filled from its start; may be the same memory as <paramref name="dates"/>. NaN where a date is not finite, more than 1e8 days from
    /// zero, or before UTC where that takes part.
    /// </param>
    /// <exception cref="ArgumentException">There is not enough room for the results.</exception>
    public static void Convert(ReadOnlySpan<double> dates, TimeScale from, TimeScale to, Span<double> results)
    {
        SkyCoord.ThrowIfLengthsDiffer(dates.Length, dates.Length, results.Length);
        bool isUtc = from == TimeScale.Utc || to == TimeScale.Utc;
        for (int i = 0; i < dates.Length; i++)
        {
            results[i] = Math.Abs(dates[i]) <= MostDays && (!isUtc || IsInUtc(dates[i], from))
                ? Instant.FromModifiedJulianDate(dates[i], from).ToModifiedJulianDate(to)
                : double.NaN;
        }
    }

    private const double MostDays = 1e8;

    private static bool IsInUtc(double date, TimeScale scale) =>
        scale == TimeScale.Utc ? date >= LeapSeconds.FirstDay : Instant.FromModifiedJulianDate(date, scale) >= LeapSeconds.FirstUtc;
}
