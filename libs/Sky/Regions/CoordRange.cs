namespace Hven.Sky;

/// <summary>
/// The positions between two right ascensions and two declinations, limits included (RANGE of DALI, SIA and SODA); the sides are
/// meridians and parallels. From <see cref="RaMin"/> the range goes eastward to <see cref="RaMax"/>, through ra 0 if that is smaller.
/// </summary>
public sealed record CoordRange : Region, IConnectedRegion
{
    private readonly RaDecRectangle _rectangle;

    /// <summary>A range of coordinates.</summary>
    /// <param name="raMin">Western limit, 0 to 360 degrees.</param>
    /// <param name="raMax">Eastern limit, 0 to 360 degrees; 0 to 360 is every right ascension.</param>
    /// <param name="decMin">Southern limit, -90 to 90 degrees.</param>
    /// <param name="decMax">Northern limit, not less than the southern one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its interval, or the declinations are in the wrong order.</exception>
    public CoordRange(Angle raMin, Angle raMax, Angle decMin, Angle decMax)
    {
        ThrowIfNotWithin(raMin, 0, 360, nameof(raMin));
        ThrowIfNotWithin(raMax, 0, 360, nameof(raMax));
        ThrowIfNotWithin(decMin, -90, 90, nameof(decMin));
        ThrowIfNotWithin(decMax, decMin.Degrees, 90, nameof(decMax));
        RaMin = raMin;
        RaMax = raMax;
        DecMin = decMin;
        DecMax = decMax;
        double width = raMax.Degrees - raMin.Degrees;
        width = width < 0 ? width + 360 : width;
        _rectangle = new RaDecRectangle(SkyCoord.NormalizeRa(raMin.Degrees + (width / 2)), width / 2, decMin.Degrees, decMax.Degrees);
    }

    /// <summary>Western limit.</summary>
    public Angle RaMin { get; }

    /// <summary>Eastern limit.</summary>
    public Angle RaMax { get; }

    /// <summary>Southern limit.</summary>
    public Angle DecMin { get; }

    /// <summary>Northern limit.</summary>
    public Angle DecMax { get; }

    /// <inheritdoc/>
    public override BoundingBox Bounds => _rectangle.Bounds;

    internal RaDecRectangle Rectangle => _rectangle;

    internal override SkyCap BoundingCap => _rectangle.BoundingCap;

    SkyCoord IConnectedRegion.Inner => _rectangle.Center;

    bool IConnectedRegion.Meets(in PixelSide side) => _rectangle.Meets(side);

    internal override CapRelation Relate(in SkyCap cap) => _rectangle.Relate(cap);

    private protected override bool ContainsDegrees(double raDeg, double decDeg)
    {
        if (decDeg < DecMin.Degrees || decDeg > DecMax.Degrees)
        {
            return false;
        }

        // ra 0 is also 360, which a limit may name.
        return IsBetween(raDeg) || (raDeg == 0 && IsBetween(360));
    }

    private bool IsBetween(double raDeg) => RaMin <= RaMax
        ? raDeg >= RaMin.Degrees && raDeg <= RaMax.Degrees
        : raDeg >= RaMin.Degrees || raDeg <= RaMax.Degrees;

    private static void ThrowIfNotWithin(Angle limit, double least, double most, string name)
    {
        if (!(limit.Degrees >= least && limit.Degrees <= most))
        {
            throw new ArgumentOutOfRangeException(name, limit, $"This limit is {least} to {most} degrees.");
        }
    }
}
