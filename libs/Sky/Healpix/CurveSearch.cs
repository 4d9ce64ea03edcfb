namespace Hven.Sky;

/// <summary>How far the points of a side of a pixel are from something, in radians; negative within it. Changes no faster than the point moves.</summary>
internal interface IDistance
{
    /// <summary>The distance of a unit vector.</summary>
    double From(in DirectionVector point);
}

/// <summary>Whether a side of a pixel comes to distance zero of something.</summary>
internal static class CurveSearch
{
    // 2^6 pieces of a side: each so straight that the distance has one minimum along it.
    private const int Depth = 6;

    // The golden section shrinks to 1e-17 of a piece.
    private const int GoldenSteps = 80;
    private const double Golden = 0.6180339887498949;

    /// <summary>
    /// Halves the side; a half whose middle is farther away than its ends can be from the middle is dropped. In what is left after some
    /// halvings the nearest point is sought by golden section. Distances up to <see cref="SkyCap.Slack"/> count as zero.
    /// </summary>
    internal static bool Reaches<TDistance>(in PixelSide side, in TDistance distance)
        where TDistance : struct, IDistance => Reaches(side, distance, side.Speed, 0, 1, Depth);

    private static bool Reaches<TDistance>(in PixelSide side, in TDistance distance, double speed, double start, double end, int depth)
        where TDistance : struct, IDistance
    {
        double middle = (start + end) / 2;
        double away = distance.From(side.PointAt(middle).Direction);
        if (away <= SkyCap.Slack)
        {
            return true;
        }

        if (away > SkyCap.Slack + (speed * (end - start) / 2))
        {
            return false;
        }

        return depth == 0
            ? Nearest(side, distance, speed, start, end)
            : Reaches(side, distance, speed, start, middle, depth - 1) || Reaches(side, distance, speed, middle, end, depth - 1);
    }

    private static bool Nearest<TDistance>(in PixelSide side, in TDistance distance, double speed, double start, double end)
        where TDistance : struct, IDistance
    {
        if (distance.From(side.PointAt(start).Direction) <= SkyCap.Slack || distance.From(side.PointAt(end).Direction) <= SkyCap.Slack)
        {
            return true;
        }

        double low = end - (Golden * (end - start));
        double high = start + (Golden * (end - start));
        double atLow = distance.From(side.PointAt(low).Direction);
        double atHigh = distance.From(side.PointAt(high).Direction);
        for (int step = 0; step < GoldenSteps; step++)
        {
            double least = Math.Min(atLow, atHigh);
            if (least <= SkyCap.Slack)
            {
                return true;
            }

            if (least > SkyCap.Slack + (speed * (end - start)))
            {
                return false;
            }

            if (atLow < atHigh)
            {
                (end, high, atHigh) = (high, low, atLow);
                low = end - (Golden * (end - start));
                atLow = distance.From(side.PointAt(low).Direction);
            }
            else
            {
                (start, low, atLow) = (low, high, atHigh);
                high = start + (Golden * (end - start));
                atHigh = distance.From(side.PointAt(high).Direction);
            }
        }

        return false;
    }
}
