namespace Hven.Sky;

/// <summary>
/// The way from one frame to another: at most E-terms off, one rotation through the ICRS, E-terms on. Made once, it transforms any
/// number of positions; it may be used by several threads at once. Between frames that are equal nothing changes, not even a last digit.
/// </summary>
public sealed class FrameTransform
{
    private readonly RotationMatrix _rotation;
    private readonly bool _isIdentity;

    /// <summary>A transform.</summary>
    /// <param name="from">The frame of what is given.</param>
    /// <param name="to">The frame of what is wanted.</param>
    public FrameTransform(Frame from, Frame to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        From = from;
        To = to;
        _isIdentity = from.Equals(to);
        _rotation = to.FromIcrs * from.FromIcrs.Transposed;
    }

    /// <summary>The frame of what is given.</summary>
    public Frame From { get; }

    /// <summary>The frame of what is wanted.</summary>
    public Frame To { get; }

    /// <summary>Whether angles between positions stay the same: so for all but FK4 with its E-terms.</summary>
    internal bool IsRotation => _isIdentity || (From.ETerms is null && To.ETerms is null);

    /// <summary>Transforms a position.</summary>
    /// <exception cref="ArgumentException">The position is not in <see cref="From"/>.</exception>
    public FramePosition Apply(FramePosition position)
    {
        ThrowIfOtherFrame(position);
        (double lon, double lat) = Convert(position.LonDegrees, position.LatDegrees);
        return new FramePosition(To, lon, lat);
    }

    /// <summary>Transforms a position with its proper motion; both frames must be <see cref="Frame.IsInertial"/>.</summary>
    /// <param name="position">The position.</param>
    /// <param name="motion">Its proper motion along its own parallel and meridian.</param>
    /// <returns>The position, and the same motion along parallel and meridian there.</returns>
    /// <exception cref="ArgumentException">The position is not in <see cref="From"/>.</exception>
    /// <exception cref="InvalidOperationException">A frame is FK4, which turns: the motion in it is not that motion turned.</exception>
    public (FramePosition Position, ProperMotion Motion) Apply(FramePosition position, ProperMotion motion)
    {
        if (!From.IsInertial || !To.IsInertial)
        {
            throw new InvalidOperationException($"Proper motions are not transformed from {From} to {To}: FK4 turns in space. Transform positions of two epochs.");
        }

        FramePosition there = Apply(position);
        var triadHere = LocalTriad.At(position.LonDegrees, position.LatDegrees);
        var triadThere = LocalTriad.At(there.LonDegrees, there.LatDegrees);
        DirectionVector velocity = _rotation.Apply(triadHere.ToVector(motion.East, motion.North));
        return (there, _isIdentity ? motion : new ProperMotion(velocity.Dot(triadThere.East), velocity.Dot(triadThere.North)));
    }

    /// <summary>Transforms many positions, each with the same result as <see cref="Apply(FramePosition)"/>. Nothing is allocated.</summary>
    /// <param name="lonDeg">Longitudes in degrees, of any turn.</param>
    /// <param name="latDeg">Latitudes in degrees, as many.</param>
    /// <param name="lonResults">Filled from its start, in [0, 360); may be the same memory as <paramref name="lonDeg"/>.</param>
    /// <param name="latResults">Filled from its start, in [-90, 90]; may be the same memory as <paramref name="latDeg"/>.</param>
    /// <remarks>Where a coordinate is not finite or a latitude is beyond a pole, both results are NaN.</remarks>
    /// <exception cref="ArgumentException">The inputs differ in length, or there is not enough room for the results.</exception>
    public void ApplyMany(ReadOnlySpan<double> lonDeg, ReadOnlySpan<double> latDeg, Span<double> lonResults, Span<double> latResults)
    {
        SkyCoord.ThrowIfLengthsDiffer(lonDeg.Length, latDeg.Length, Math.Min(lonResults.Length, latResults.Length));
        for (int i = 0; i < lonDeg.Length; i++)
        {
            (lonResults[i], latResults[i]) = SkyCoord.IsPosition(lonDeg[i], latDeg[i])
                ? Convert(SkyCoord.NormalizeRa(lonDeg[i]), latDeg[i])
                : (double.NaN, double.NaN);
        }
    }

    /// <summary>Transforms a vector of length one.</summary>
    internal DirectionVector Convert(in DirectionVector direction)
    {
        DirectionVector mean = From.ETerms is { } off ? off.RemoveFrom(direction) : direction;
        DirectionVector turned = _rotation.Apply(mean);
        return To.ETerms is { } on ? on.AddTo(turned) : turned;
    }

    /// <summary>Transforms coordinates, longitude in [0, 360).</summary>
    internal (double Lon, double Lat) Convert(double lonDeg, double latDeg)
    {
        if (_isIdentity)
        {
            return (lonDeg, latDeg);
        }

        DirectionVector there = Convert(DirectionVector.FromDegrees(lonDeg, latDeg));
        double lon = SkyCoord.NormalizeRa(Math.Atan2(there.Y, there.X) / Angle.RadiansPerDegree);
        return (lon, Math.Atan2(there.Z, double.Hypot(there.X, there.Y)) / Angle.RadiansPerDegree);
    }

    private void ThrowIfOtherFrame(FramePosition position)
    {
        if (!position.Frame.Equals(From))
        {
            throw new ArgumentException($"The position is in {position.Frame}, but this transform is from {From}.", nameof(position));
        }
    }
}
