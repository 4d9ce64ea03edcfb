namespace Hven.Sky;

public sealed partial class HealpixRing
{
    private const int PixelsEach = 4;

    /// <summary>
    /// The four pixels around a position whose centres' values, weighted, give the value there (healpy's get_interp_weights):
    /// along each of the two rings next to it linear in right ascension, between them linear in declination. Beyond the first and the
    /// last ring the pole's value is the mean of the four pixels around it.
    /// </summary>
    /// <param name="position">The position.</param>
    /// <param name="pixels">Filled with four pixels: west and east on the northern ring, west and east on the southern one.</param>
    /// <param name="weights">Filled with their weights, none negative but by rounding, which add up to 1.</param>
    /// <exception cref="ArgumentException">A span has fewer than four entries.</exception>
    public void Interpolate(SkyCoord position, Span<long> pixels, Span<double> weights) =>
        Interpolate([position.RaDegrees], [position.DecDegrees], pixels, weights);

    /// <summary>Pixels and weights for many positions, four each; where there is no position, <see cref="Healpix.NoPixel"/> and NaN.</summary>
    /// <param name="ra">Right ascensions in degrees.</param>
    /// <param name="dec">Declinations in degrees, as many.</param>
    /// <param name="pixels">Filled with pixels; at least four times as long.</param>
    /// <param name="weights">Filled with weights; at least four times as long.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public void Interpolate(ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<long> pixels, Span<double> weights)
    {
        Healpix.ThrowIfUnequal(ra.Length, dec.Length, nameof(dec));
        Healpix.ThrowIfShort(pixels.Length, 4L * ra.Length, nameof(pixels));
        Healpix.ThrowIfShort(weights.Length, 4L * ra.Length, nameof(weights));
        for (int i = 0; i < ra.Length; i++)
        {
            Span<long> fourPixels = pixels.Slice(PixelsEach * i, PixelsEach);
            Span<double> fourWeights = weights.Slice(PixelsEach * i, PixelsEach);
            if (Healpix.IsPosition(ra[i], dec[i]))
            {
                Weigh((Math.PI / 2) - (dec[i] * Angle.RadiansPerDegree), SkyCoord.NormalizeRa(ra[i]) * Angle.RadiansPerDegree, fourPixels, fourWeights);
            }
            else
            {
                fourPixels.Fill(Healpix.NoPixel);
                fourWeights.Fill(double.NaN);
            }
        }
    }

    private void Weigh(double theta, double phi, Span<long> pixels, Span<double> weights)
    {
        long above = RingAbove(Math.Cos(theta));
        long below = above + 1;
        double thetaAbove = above > 0 ? OnRing(above, phi, pixels, weights) : 0;
        double thetaBelow = below < 4L * _side ? OnRing(below, phi, pixels[2..], weights[2..]) : Math.PI;
        if (above == 0)
        {
            FromPole(theta / thetaBelow, pixels[2..], pixels, weights[2..], weights, first: 0);
        }
        else if (below == 4L * _side)
        {
            FromPole((Math.PI - theta) / (Math.PI - thetaAbove), pixels, pixels[2..], weights, weights[2..], PixelCount - 4);
        }
        else
        {
            double southward = (theta - thetaAbove) / (thetaBelow - thetaAbove);
            weights[0] *= 1 - southward;
            weights[1] *= 1 - southward;
            weights[2] *= southward;
            weights[3] *= southward;
        }
    }

    /// <summary>Within the innermost ring the other two of its four pixels stand in for the ring beyond the pole.</summary>
    private static void FromPole(double outward, Span<long> ring, Span<long> beyond, Span<double> ringWeights, Span<double> beyondWeights, long first)
    {
        double ofPole = (1 - outward) * 0.25;
        for (int i = 0; i < 2; i++)
        {
            ringWeights[i] = (ringWeights[i] * outward) + ofPole;
            beyondWeights[i] = ofPole;
            beyond[i] = first + ((ring[i] - first + 2) & 3);
        }
    }

    /// <summary>The last ring whose declination is not south of a point's; 0 where there is none.</summary>
    private long RingAbove(double z)
    {
        double absZ = Math.Abs(z);
        if (absZ <= HealpixLocation.TwoThirds)
        {
            return (long)(_side * (2 - (1.5 * z)));
        }

        long fromPole = (long)(_side * Math.Sqrt(3 * (1 - absZ)));
        return z > 0 ? fromPole : (4L * _side) - fromPole - 1;
    }

    /// <summary>The two pixels of a ring next to a right ascension with their shares; gives the ring's colatitude.</summary>
    private double OnRing(long ring, double phi, Span<long> pixels, Span<double> weights)
    {
        long fromPole = Math.Min(ring, (4L * _side) - ring);
        bool isCap = fromPole < _side;
        long length = isCap ? 4 * fromPole : 4L * _side;
        long start = isCap ? 2 * fromPole * (fromPole - 1) : _cap + ((fromPole - _side) * length);
        double theta = isCap ? CapTheta(fromPole) : Math.Acos(((2L * _side) - fromPole) * (2.0 * _side * (4.0 / PixelCount)));
        if (ring != fromPole)
        {
            theta = Math.PI - theta;
            start = PixelCount - start - length;
        }

        double shift = isCap || ((fromPole - _side) & 1) == 0 ? 0.5 : 0;
        double width = 2 * Math.PI / length;
        long west = (long)Math.Floor((phi / width) - shift);
        double eastward = (phi - ((west + shift) * width)) / width;
        weights[0] = 1 - eastward;
        weights[1] = eastward;
        pixels[0] = start + (west < 0 ? west + length : west);
        pixels[1] = start + (west + 1 >= length ? west + 1 - length : west + 1);
        return theta;
    }

    private double CapTheta(long fromPole)
    {
        double oneMinusZ = fromPole * (double)fromPole * (4.0 / PixelCount);
        return Math.Atan2(Math.Sqrt(oneMinusZ * (2 - oneMinusZ)), 1 - oneMinusZ);
    }
}
