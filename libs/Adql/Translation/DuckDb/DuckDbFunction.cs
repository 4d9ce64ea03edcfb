namespace Hven.Adql.Translation.DuckDb;

/// <summary>
/// The functions that translated SQL calls and DuckDB does not have; the engine registers them before it runs such SQL. Every one gives
/// null for a null, unless said, and for what makes no sense; none fails the query.
/// </summary>
/// <remarks>
/// A shape is two arguments: what it is, and its numbers in degrees. It is <c>point</c>, <c>circle</c>, <c>polygon</c> (serialised as in DALI 1.1,
/// section 3.3) or <c>box</c> (centre, width and height); or, without numbers, <c>moc</c> and the cells of a coverage, or else a text of STC-S.
/// </remarks>
public static class DuckDbFunction
{
    /// <summary>hven_numbers(DOUBLE...) → DOUBLE[]: the numbers as an array.</summary>
    public const string Numbers = "hven_numbers";

    /// <summary>hven_parse(VARCHAR) → DOUBLE[]: the numbers that a text holds between blanks.</summary>
    public const string Parse = "hven_parse";

    /// <summary>hven_contains(VARCHAR, DOUBLE[], VARCHAR, DOUBLE[]) → INTEGER: 1 if the first shape lies in the second, else 0.</summary>
    public const string Contains = "hven_contains";

    /// <summary>hven_intersects(VARCHAR, DOUBLE[], VARCHAR, DOUBLE[]) → INTEGER: 1 if the shapes share a position, else 0.</summary>
    public const string Intersects = "hven_intersects";

    /// <summary>hven_area(VARCHAR, DOUBLE[]) → DOUBLE: square degrees of a shape.</summary>
    public const string Area = "hven_area";

    /// <summary>hven_centroid(VARCHAR, DOUBLE[]) → DOUBLE[]: centre of mass of a shape.</summary>
    public const string Centroid = "hven_centroid";

    /// <summary>hven_transform(VARCHAR, VARCHAR, VARCHAR, DOUBLE[]) → DOUBLE[]: a shape of one frame in another.</summary>
    public const string Transform = "hven_transform";

    /// <summary>hven_healpix(BIGINT, DOUBLE, DOUBLE) → BIGINT: pixel of an order at a position.</summary>
    public const string Healpix = "hven_healpix";

    /// <summary>hven_healpix_center(BIGINT, BIGINT) → DOUBLE[]: centre of a pixel of an order.</summary>
    public const string HealpixCenter = "hven_healpix_center";

    /// <summary>
    /// hven_epoch(DOUBLE x 8) → DOUBLE[]: ra, dec, parallax, pmra, pmdec, radial velocity at another epoch; ra, dec and epochs must be known, NaN
    /// stands for what is not.
    /// </summary>
    public const string Epoch = "hven_epoch";

    /// <summary>hven_epoch_position(DOUBLE x 8) → DOUBLE[]: the first two of <see cref="Epoch"/>.</summary>
    public const string EpochPosition = "hven_epoch_position";

    /// <summary>hven_degrees(VARCHAR, BOOLEAN) → DOUBLE: degrees of an angle as text, of hours if so.</summary>
    public const string Degrees = "hven_degrees";

    /// <summary>hven_mjd(VARCHAR) → DOUBLE: Modified Julian Date of an ISO text.</summary>
    public const string ModifiedJulianDate = "hven_mjd";
}
