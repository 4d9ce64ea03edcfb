using System.Globalization;
using Hven.Sky;

namespace Hven.Benchmarks.Queries;

/// <summary>A cone, in the words of each contender.</summary>
/// <param name="RaDeg">Right ascension of the centre in degrees.</param>
/// <param name="DecDeg">Declination of the centre in degrees.</param>
/// <param name="RadiusDeg">Radius in degrees.</param>
internal readonly record struct Cone(double RaDeg, double DecDeg, double RadiusDeg)
{
    // As many ranges as a reader of PostgreSQL's plans finds bearable; more cost more to plan than they save.
    private const int PostgresRanges = 16;

    private string Circle => Report.Invariant($"{RaDeg:R}, {DecDeg:R}, {RadiusDeg:R}");

    public string Adql(string columns, string table = "dr1.main") => $"SELECT {columns} FROM {table} WHERE 1=CONTAINS(POINT('ICRS', RA, DEC), CIRCLE('ICRS', {Circle}))";

    public string Q3c(string columns, string table) => $"SELECT {columns} FROM {table} WHERE q3c_radial_query(ra, dec, {Circle})";

    /// <summary>The cone as ranges of the HEALPix index, and then the exact test.</summary>
    public string HealpixRanges(string columns, string table)
    {
        Circle circle = new(new SkyCoord(RaDeg, DecDeg), Angle.FromDegrees(RadiusDeg));
        IEnumerable<string> ranges = HealpixCover.Of(circle, PostgresRanges).Select(range => Report.Invariant($"_healpix_29 BETWEEN {range.First} AND {range.Last}"));
        return Report.Invariant($"SELECT {columns} FROM {table} WHERE ({string.Join(" OR ", ranges)}) AND q3c_dist(ra, dec, {RaDeg:R}, {DecDeg:R}) <= {RadiusDeg:R}");
    }

    /// <summary>The same centre with another radius.</summary>
    public Cone WithRadius(double minutes) => this with { RadiusDeg = minutes / 60 };
}
