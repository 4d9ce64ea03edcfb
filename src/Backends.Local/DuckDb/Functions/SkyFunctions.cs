using Hven.Backends.Local.DuckDb.Interop;
using Hven.Sky;

namespace Hven.Backends.Local.DuckDb.Functions;

/// <summary>Functions of positions.</summary>
internal static class SkyFunctions
{
    public static void Healpix(ref FunctionRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            if (!rows.HasNull(row) && rows.Long(0, row) is >= 0 and <= Sky.Healpix.MaxOrder and var order && Position(rows.Double(1, row), rows.Double(2, row)) is { } position)
            {
                rows.Set(row, Sky.Healpix.ToPixel((int)order, position));
            }
            else
            {
                rows.SetNull(row);
            }
        }
    }

    public static void HealpixCenter(ref FunctionRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            SkyCoord? center = !rows.HasNull(row) && rows.Long(0, row) is >= 0 and <= Sky.Healpix.MaxOrder and var order
                && rows.Long(1, row) is >= 0 and var pixel && pixel < Sky.Healpix.PixelCount((int)order)
                ? Sky.Healpix.Center((int)order, pixel)
                : null;
            ShapeFunctions.SetPosition(ref rows, row, center);
        }
    }

    public static void Epoch(ref FunctionRows rows)
    {
        Span<double> numbers = stackalloc double[6];
        for (int row = 0; row < rows.Count; row++)
        {
            if (Propagate(rows, row) is not { } there)
            {
                rows.SetNull(row);
                continue;
            }

            (numbers[0], numbers[1]) = (there.Position.RaDegrees, there.Position.DecDegrees);
            numbers[2] = there.Parallax?.Milliarcseconds ?? double.NaN;
            (numbers[3], numbers[4]) = (there.ProperMotion.East, there.ProperMotion.North);
            numbers[5] = there.RadialVelocity ?? double.NaN;
            rows.Set(row, numbers);
        }
    }

    public static void EpochPosition(ref FunctionRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            ShapeFunctions.SetPosition(ref rows, row, Propagate(rows, row)?.Position);
        }
    }

    private static Astrometry? Propagate(in FunctionRows rows, int row)
    {
        if (rows.HasNull(row) || Position(rows.Double(0, row), rows.Double(1, row)) is not { } position
            || !double.IsFinite(rows.Double(3, row)) || !double.IsFinite(rows.Double(4, row))
            || !IsYear(rows.Double(6, row)) || !IsYear(rows.Double(7, row)))
        {
            return null;
        }

        double parallax = rows.Double(2, row);
        double velocity = rows.Double(5, row);
        var source = new Astrometry(
            position,
            Instant.FromJulianYear(rows.Double(6, row)),
            new ProperMotion(rows.Double(3, row), rows.Double(4, row)),
            double.IsFinite(parallax) ? Angle.FromMilliarcseconds(parallax) : null,
            double.IsFinite(velocity) ? velocity : null);
        return source.At(Instant.FromJulianYear(rows.Double(7, row)));
    }

    // Far beyond what a straight line says anything about.
    private static bool IsYear(double year) => Math.Abs(year) <= 1e6;

    private static SkyCoord? Position(double ra, double dec) => double.IsFinite(ra) && Math.Abs(dec) <= 90 ? new SkyCoord(ra, dec) : null;
}
