namespace Hven.Sky;

/// <summary>
/// How two regions lie to each other, borders included. Worked out for points, circles, polygons, boxes and ranges of coordinates in all
/// pairs, exact to rounding; for coverages with those; and for unions, intersections and complements as far as their parts tell it.
/// </summary>
public static class RegionRelation
{
    // A coverage is compared by the cells of its own order that the other region touches; each costs up to a millisecond to tell.
    private const int MostRanges = 2000;

    /// <summary>Whether all of a region lies in another.</summary>
    /// <param name="outer">The region around.</param>
    /// <param name="inner">The region within.</param>
    /// <returns><see langword="null"/> where it is not worked out for such regions.</returns>
    /// <exception cref="ArgumentException">A coverage is too fine for the region that it is compared with.</exception>
    public static bool? Contains(Region outer, Region inner)
    {
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentNullException.ThrowIfNull(inner);
        switch (outer, inner)
        {
            case (_, SkyPoint point):
                return outer.Contains(point.Position);
            case (_, Union union):
                return All(union.Parts, part => Contains(outer, part));
            case (Intersection intersection, _):
                return All(intersection.Parts, part => Contains(part, inner));
            case (Complement complement, _):
                return !Intersects(complement.Region, inner);
            case (Union union, _):
                // A region may lie across the seam of two parts.
                return union.Parts.Any(part => Contains(part, inner) == true) ? true : Intersects(outer, inner) == false ? false : null;
            case (Circle { Radius.Degrees: 180 }, _):
                return true;
            case (MocRegion around, MocRegion within):
                return around.Moc.Contains(within.Moc);
            case (MocRegion around, Circle or Polygon or Box or CoordRange):
                return around.Moc.Contains(Cells(inner, around.Moc.Order));
            case (Circle or Polygon or Box or CoordRange, Circle circle):
                return outer is Circle large
                    ? large.Center.SeparationTo(circle.Center).Degrees + circle.Radius.Degrees <= large.Radius.Degrees
                    : outer.Contains(circle.Center) && Outline.Of(outer)!.AngleTo(circle.Center) >= circle.Radius.Radians;
            case (Circle wide, Polygon or Box or CoordRange):
                return IsWithin(inner, wide);
            case (Polygon or Box or CoordRange, Polygon or Box or CoordRange):
                return Outline.Of(outer)!.Holds(Outline.Of(inner)!);
            case (SkyPoint, Circle { Radius.Degrees: 0 } circle):
                return outer.Contains(circle.Center);
            case (SkyPoint, Circle or Polygon):
                return false;
            default:
                return null;
        }
    }

    /// <summary>Whether two regions have a position in common.</summary>
    /// <param name="one">A region.</param>
    /// <param name="other">Another region.</param>
    /// <returns><see langword="null"/> where it is not worked out for such regions.</returns>
    /// <exception cref="ArgumentException">A coverage is too fine for the region that it is compared with.</exception>
    public static bool? Intersects(Region one, Region other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return IntersectsInOrder(one, other) ?? IntersectsInOrder(other, one);
    }

    private static bool? IntersectsInOrder(Region one, Region other)
    {
        switch (one, other)
        {
            case (_, SkyPoint point):
                return one.Contains(point.Position);
            case (_, Union union):
                return union.Parts.Any(part => Intersects(one, part) == true) ? true : All(union.Parts, part => !Intersects(one, part)) is { } none ? !none : null;
            case (_, Complement complement):
                return !Contains(complement.Region, one);
            case (MocRegion moc, MocRegion second):
                return moc.Moc.Overlaps(second.Moc);
            case (MocRegion moc, Circle or Polygon or Box or CoordRange):
                return moc.Moc.Overlaps(Cells(other, moc.Moc.Order));
            case (Circle circle, Circle second):
                return circle.Center.SeparationTo(second.Center).Degrees <= circle.Radius.Degrees + second.Radius.Degrees;
            case (Polygon or Box or CoordRange, Circle circle):
                return one.Contains(circle.Center) || Outline.Of(one)!.AngleTo(circle.Center) <= circle.Radius.Radians;
            case (Polygon or Box or CoordRange, Polygon or Box or CoordRange):
                return Outline.Of(one)!.Meets(Outline.Of(other)!);
            default:
                return null;
        }
    }

    /// <summary>A region is in a circle when the circle around the opposite point, of all that is left, keeps clear of it.</summary>
    private static bool IsWithin(Region inner, Circle circle)
    {
        var opposite = new SkyCoord(circle.Center.RaDegrees + 180, -circle.Center.DecDegrees);
        return !inner.Contains(opposite) && Outline.Of(inner)!.AngleTo(opposite) >= Math.PI - circle.Radius.Radians;
    }

    private static Moc<SpaceDimension> Cells(Region region, int order) => SpaceMoc.FromPixels(order, HealpixCover.Overlapping(region, order, MostRanges));

    private static bool? All(IReadOnlyList<Region> parts, Func<Region, bool?> holds)
    {
        bool? all = true;
        foreach (Region part in parts)
        {
            bool? held = holds(part);
            if (held == false)
            {
                return false;
            }

            all = held is null ? null : all;
        }

        return all;
    }
}
