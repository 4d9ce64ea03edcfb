namespace Hven.Sky;

/// <content>Separations, position angles and offsets of many positions: each equals the one for a single position, bit for bit.</content>
public readonly partial record struct SkyCoord
{
    /// <summary>Angles from this position to many others, each as <see cref="SeparationTo"/> gives it. Nothing is allocated.</summary>
    /// <param name="raDeg">Right ascensions in degrees, of any turn.</param>
    /// <param name="decDeg">Declinations in degrees, as many.</param>
    /// <param name="separationDeg">
    /// Filled from its start with 0 to 180 degrees; NaN where a coordinate is not finite or a declination is beyond a pole.
    /// </param>
    /// <exception cref="ArgumentException">The inputs differ in length, or there is not enough room for the results.</exception>
    public void SeparationsTo(ReadOnlySpan<double> raDeg, ReadOnlySpan<double> decDeg, Span<double> separationDeg)
    {
        ThrowIfLengthsDiffer(raDeg.Length, decDeg.Length, separationDeg.Length);
        (double sin, double cos) = DegreeMath.SinCosLatitude(DecDegrees);
        for (int i = 0; i < raDeg.Length; i++)
        {
            separationDeg[i] = IsPosition(raDeg[i], decDeg[i])
                ? LocalOffset.Between(RaDegrees, DecDegrees, sin, cos, NormalizeRa(raDeg[i]), decDeg[i]).Separation / Angle.RadiansPerDegree
                : double.NaN;
        }
    }

    /// <summary>Directions from this position to many others, each as <see cref="PositionAngleTo"/> gives it. Nothing is allocated.</summary>
    /// <param name="raDeg">Right ascensions in degrees, of any turn.</param>
    /// <param name="decDeg">Declinations in degrees, as many.</param>
    /// <param name="positionAngleDeg">
    /// Filled from its start with angles in [0, 360) degrees; NaN where a coordinate is not finite or a declination is beyond a pole.
    /// </param>
    /// <exception cref="ArgumentException">The inputs differ in length, or there is not enough room for the results.</exception>
    public void PositionAnglesTo(ReadOnlySpan<double> raDeg, ReadOnlySpan<double> decDeg, Span<double> positionAngleDeg)
    {
        ThrowIfLengthsDiffer(raDeg.Length, decDeg.Length, positionAngleDeg.Length);
        (double sin, double cos) = DegreeMath.SinCosLatitude(DecDegrees);
        for (int i = 0; i < raDeg.Length; i++)
        {
            positionAngleDeg[i] = IsPosition(raDeg[i], decDeg[i])
                ? ToPositionAngle(LocalOffset.Between(RaDegrees, DecDegrees, sin, cos, NormalizeRa(raDeg[i]), decDeg[i]))
                : double.NaN;
        }
    }

    /// <summary>Positions at many directions and distances from this one, each as <see cref="OffsetBy"/> gives it. Nothing is allocated.</summary>
    /// <param name="positionAngleDeg">Directions in degrees, from north through east.</param>
    /// <param name="distanceDeg">Distances in degrees, as many.</param>
    /// <param name="raDeg">Filled from its start with right ascensions in [0, 360) degrees; NaN where an input is not finite.</param>
    /// <param name="decDeg">Filled from its start with declinations in degrees; NaN where an input is not finite.</param>
    /// <exception cref="ArgumentException">The inputs differ in length, or there is not enough room for the results.</exception>
    public void OffsetsBy(ReadOnlySpan<double> positionAngleDeg, ReadOnlySpan<double> distanceDeg, Span<double> raDeg, Span<double> decDeg)
    {
        ThrowIfLengthsDiffer(positionAngleDeg.Length, distanceDeg.Length, Math.Min(raDeg.Length, decDeg.Length));
        for (int i = 0; i < positionAngleDeg.Length; i++)
        {
            (raDeg[i], decDeg[i]) = double.IsFinite(positionAngleDeg[i]) && double.IsFinite(distanceDeg[i])
                ? LocalOffset.At(positionAngleDeg[i] * Angle.RadiansPerDegree, distanceDeg[i] * Angle.RadiansPerDegree).From(RaDegrees, DecDegrees)
                : (double.NaN, double.NaN);
        }
    }

    /// <summary>Angles between the positions of two lists, row by row, each as <see cref="SeparationTo"/> gives it. Nothing is allocated.</summary>
    /// <param name="fromRaDeg">Right ascensions of the first list in degrees, of any turn.</param>
    /// <param name="fromDecDeg">Declinations of the first list in degrees.</param>
    /// <param name="toRaDeg">Right ascensions of the second list in degrees, of any turn.</param>
    /// <param name="toDecDeg">Declinations of the second list in degrees.</param>
    /// <param name="separationDeg">
    /// Filled from its start with 0 to 180 degrees; NaN where a coordinate is not finite or a declination is beyond a pole.
    /// </param>
    /// <exception cref="ArgumentException">The inputs differ in length, or there is not enough room for the results.</exception>
    public static void Separations(
        ReadOnlySpan<double> fromRaDeg, ReadOnlySpan<double> fromDecDeg, ReadOnlySpan<double> toRaDeg, ReadOnlySpan<double> toDecDeg, Span<double> separationDeg)
    {
        ThrowIfLengthsDiffer(fromRaDeg.Length, fromDecDeg.Length, separationDeg.Length);
        ThrowIfLengthsDiffer(fromRaDeg.Length, toRaDeg.Length, separationDeg.Length);
        ThrowIfLengthsDiffer(fromRaDeg.Length, toDecDeg.Length, separationDeg.Length);
        for (int i = 0; i < fromRaDeg.Length; i++)
        {
            bool known = IsPosition(fromRaDeg[i], fromDecDeg[i]) && IsPosition(toRaDeg[i], toDecDeg[i]);
            separationDeg[i] = known
                ? LocalOffset.Between(NormalizeRa(fromRaDeg[i]), fromDecDeg[i], NormalizeRa(toRaDeg[i]), toDecDeg[i]).Separation / Angle.RadiansPerDegree
                : double.NaN;
        }
    }

    /// <summary>Whether two numbers of degrees are a position: finite, and not beyond a pole.</summary>
    internal static bool IsPosition(double raDeg, double decDeg) => double.IsFinite(raDeg) && Math.Abs(decDeg) <= 90;

    internal static void ThrowIfLengthsDiffer(int first, int second, int room)
    {
        if (first != second)
        {
            throw new ArgumentException($"Of one input there are {first} values, of another {second}.");
        }

        if (room < first)
        {
            throw new ArgumentException($"There is room for {room} results of {first} inputs.");
        }
    }
}
