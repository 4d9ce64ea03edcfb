namespace Hven.Sky;

/// <summary>Coordinates between which a region lies, in degrees; a little wider than the region, never narrower.</summary>
/// <param name="DecMin">Southern limit, -90 or more.</param>
/// <param name="DecMax">Northern limit, 90 or less.</param>
/// <param name="RaStart">Western limit, in [0, 360).</param>
/// <param name="RaWidth">Extent eastward from <paramref name="RaStart"/>, 0 to 360; it may pass through ra 0.</param>
public readonly record struct BoundingBox(double DecMin, double DecMax, double RaStart, double RaWidth)
{
    /// <summary>What a limit is moved outward by, in degrees, so that rounding loses no point.</summary>
    private const double Margin = 1e-12;

    /// <summary>Whether the box has every right ascension.</summary>
    public bool IsAllRa => RaWidth >= 360;

    /// <summary>Eastern limit in [0, 360); less than <see cref="RaStart"/> where the box passes through ra 0.</summary>
    public double RaEnd => SkyCoord.NormalizeRa(RaStart + RaWidth);

    /// <summary>Whether a position lies between the limits, or on them.</summary>
    public bool Contains(SkyCoord position) =>
        position.DecDegrees >= DecMin && position.DecDegrees <= DecMax && ContainsRa(position.RaDegrees);

    internal bool ContainsRa(double raDeg)
    {
        double east = raDeg - RaStart;
        return (east < 0 ? east + 360 : east) <= RaWidth;
    }

    /// <summary>The narrowest box around some: it leaves out the widest gap between their right ascensions.</summary>
    internal static BoundingBox AroundAll(IReadOnlyList<BoundingBox> boxes)
    {
        double south = boxes.Min(box => box.DecMin);
        double north = boxes.Max(box => box.DecMax);
        BoundingBox[] byStart = [.. boxes.OrderBy(box => box.RaStart)];
        double reached = byStart.Max(box => box.RaStart + box.RaWidth) - 360;
        double gap = 0;
        double start = 0;
        foreach (BoundingBox box in byStart)
        {
            (gap, start) = box.RaStart - reached > gap ? (box.RaStart - reached, box.RaStart) : (gap, start);
            reached = Math.Max(reached, box.RaStart + box.RaWidth);
        }

        return Around(south, north, start, 360 - gap);
    }

    /// <summary>A box from limits in degrees, widened by a margin, clipped at the poles and closed to a ring when it goes round.</summary>
    internal static BoundingBox Around(double decMin, double decMax, double raStart, double raWidth)
    {
        double width = raWidth + (4 * Margin);
        double south = Math.Max(-90, decMin - Margin);
        double north = Math.Min(90, decMax + Margin);
        return width >= 360
            ? new BoundingBox(south, north, 0, 360)
            : new BoundingBox(south, north, SkyCoord.NormalizeRa(raStart - (2 * Margin)), width);
    }
}
