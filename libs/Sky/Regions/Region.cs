namespace Hven.Sky;

/// <summary>
/// A part of the sky: a <see cref="Circle"/>, <see cref="Ellipse"/>, <see cref="Polygon"/>, <see cref="Box"/>, <see cref="CoordRange"/> or
/// <see cref="SkyPoint"/>, one of those in another frame (<see cref="FramedRegion"/>), a coverage (<see cref="MocRegion"/>), or what <see cref="Union"/>,
/// <see cref="Intersection"/> and <see cref="Complement"/> make of others.
/// </summary>
public abstract record Region
{
    private protected Region()
    {
    }

    /// <summary>The coordinates between which the whole region lies: a cheap test before the exact one.</summary>
    public abstract BoundingBox Bounds { get; }

    /// <summary>A circle on the sky around the whole region.</summary>
    internal abstract SkyCap BoundingCap { get; }

    /// <summary>Whether a position lies in the region; its border belongs to it.</summary>
    public bool Contains(SkyCoord position) => ContainsDegrees(position.RaDegrees, position.DecDegrees);

    /// <summary>Whether all of another region lies in this one; see <see cref="RegionRelation.Contains"/>.</summary>
    /// <param name="other">The other region.</param>
    /// <returns><see langword="null"/> where it is not worked out for such regions.</returns>
    public bool? Contains(Region other) => RegionRelation.Contains(this, other);

    /// <summary>Whether this region and another have a position in common; see <see cref="RegionRelation.Intersects"/>.</summary>
    /// <param name="other">The other region.</param>
    /// <returns><see langword="null"/> where it is not worked out for such regions.</returns>
    public bool? Intersects(Region other) => RegionRelation.Intersects(this, other);

    /// <summary>
    /// Tests many positions, each with the same result as <see cref="Contains(SkyCoord)"/>. A position with a NaN, an infinity or a
    /// declination beyond a pole is in no region.
    /// </summary>
    /// <param name="raDeg">Right ascensions in degrees.</param>
    /// <param name="decDeg">Declinations in degrees, as many.</param>
    /// <param name="inside">Filled from its start; at least as long.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or <paramref name="inside"/> is too short.</exception>
    public void ContainsMany(ReadOnlySpan<double> raDeg, ReadOnlySpan<double> decDeg, Span<bool> inside)
    {
        if (raDeg.Length != decDeg.Length)
        {
            throw new ArgumentException($"There are {raDeg.Length} right ascensions but {decDeg.Length} declinations.", nameof(decDeg));
        }

        if (inside.Length < raDeg.Length)
        {
            throw new ArgumentException($"There is room for {inside.Length} answers to {raDeg.Length} positions.", nameof(inside));
        }

        BoundingBox bounds = Bounds;
        for (int i = 0; i < raDeg.Length; i++)
        {
            double ra = raDeg[i];
            double dec = decDeg[i];
            if (!(dec >= bounds.DecMin && dec <= bounds.DecMax) || !double.IsFinite(ra))
            {
                inside[i] = false;
                continue;
            }

            ra = SkyCoord.NormalizeRa(ra);
            inside[i] = bounds.ContainsRa(ra) && ContainsDegrees(ra, dec);
        }
    }

    /// <summary>The exact test for a point of the HEALPix grid: by its vector, whose rounding seldom leaves a doubt, else by its coordinates.</summary>
    internal bool HoldsPoint(in GridPoint point)
    {
        HealpixPoint there = HealpixPoint.At(point);
        double ra = SkyCoord.NormalizeRa(point.RaDegrees);
        CapRelation relation = Relate(new SkyCap(there.Direction, ra, 0));
        return relation == CapRelation.Crossing ? ContainsDegrees(ra, point.DecDegrees) : relation == CapRelation.Inside;
    }

    /// <summary>The exact test, for ra in [0, 360) and dec in [-90, 90].</summary>
    private protected abstract bool ContainsDegrees(double raDeg, double decDeg);

    /// <summary>
    /// How a cap lies to the region. Sure when it says <see cref="CapRelation.Outside"/> or <see cref="CapRelation.Inside"/>;
    /// <see cref="CapRelation.Crossing"/> also stands for "not known".
    /// </summary>
    internal abstract CapRelation Relate(in SkyCap cap);
}
