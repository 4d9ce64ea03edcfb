namespace Hven.Sky;

/// <summary>The test whether a pixel and a region have a point in common, borders included.</summary>
internal static class PixelOverlap
{
    // A pixel in question is looked at in 4^6 parts.
    private const int Subdivisions = 6;

    /// <summary>
    /// Exact, to <see cref="SkyCap.Slack"/>, for regions of one piece. For what is put together of several, a pixel counts as
    /// meeting also when it comes within 1/64 of its width and no smaller part of it was found outside.
    /// </summary>
    internal static bool Meets(Region region, in HealpixCell cell) => region is IConnectedRegion connected
        ? Meets(region, connected, cell)
        : MeetsInParts(region, cell, Math.Min(Healpix.MaxOrder, cell.Order + Subdivisions));

    /// <summary>
    /// A connected region and a pixel meet when the region lies in the pixel, the pixel in the region (which the caller has excluded by
    /// the centre), or the pixel's border has a point of the region.
    /// </summary>
    private static bool Meets(Region region, IConnectedRegion connected, in HealpixCell cell)
    {
        if (Healpix.ToPixel(cell.Order, connected.Inner) == cell.Pixel)
        {
            return true;
        }

        FaceCell face = cell.OnFace;
        for (int side = 0; side < 4; side++)
        {
            // The corners decide most cases and cost little; the search along the sides decides the rest.
            if (region.HoldsPoint(PixelSide.Of(face, side).Start))
            {
                return true;
            }
        }

        for (int side = 0; side < 4; side++)
        {
            if (connected.Meets(PixelSide.Of(face, side)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MeetsInParts(Region region, in HealpixCell cell, int finest)
    {
        CapRelation relation = region.Relate(cell.BoundingCap());
        if (relation != CapRelation.Crossing || cell.Order == finest)
        {
            return relation != CapRelation.Outside;
        }

        return region.HoldsPoint(cell.OnFace.Center)
            || MeetsInParts(region, cell.Child(0, 0), finest) || MeetsInParts(region, cell.Child(1, 0), finest)
            || MeetsInParts(region, cell.Child(0, 1), finest) || MeetsInParts(region, cell.Child(1, 1), finest);
    }
}
