namespace Hven.Sky;

public static partial class Healpix
{
    /// <summary>Area of one pixel in steradians; all pixels of an order have the same.</summary>
    /// <param name="order">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    public static double PixelArea(int order)
    {
        ThrowIfNotOrder(order);
        return GridGeometry.PixelArea(1 << order);
    }

    /// <summary>Side of a square of a pixel's area: 58.6 degrees at order 0, 0.4 milliarcseconds at order 29.</summary>
    /// <param name="order">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    public static Angle Resolution(int order) => Angle.FromRadians(Math.Sqrt(PixelArea(order)));

    /// <summary>Largest distance from the centre of a pixel to a point of it, over all pixels of the order.</summary>
    /// <param name="order">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    public static Angle LargestRadius(int order)
    {
        ThrowIfNotOrder(order);
        return Angle.FromRadians(GridGeometry.LargestRadius(1 << order));
    }

    /// <summary>
    /// Points along the border of a pixel: from its northern corner over the western, southern and eastern one. With one point a side
    /// these are the four corners.
    /// </summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <param name="pointsPerSide">Points on each side, 1 or more, at equal steps in the plane of the projection.</param>
    /// <returns>Four times as many positions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel, or <paramref name="pointsPerSide"/> is less than 1.</exception>
    public static SkyCoord[] Boundary(int order, long pixel, int pointsPerSide = 1) =>
        GridGeometry.Boundary(CellOf(order, pixel).OnFace, pointsPerSide);

    /// <summary>The pixel of a coarser order that holds a pixel.</summary>
    /// <param name="order">Order of the pixel, 0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <param name="coarserOrder">0 to <paramref name="order"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel, or the other order is finer.</exception>
    public static long Parent(int order, long pixel, int coarserOrder)
    {
        ThrowIfNotPixel(pixel, PixelCount(order));
        ThrowIfNotOrder(coarserOrder);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(coarserOrder, order);
        return pixel >> (2 * (order - coarserOrder));
    }

    /// <summary>The pixels of a finer order that make up a pixel: in NESTED numbering, consecutive ones.</summary>
    /// <param name="order">Order of the pixel, 0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <param name="finerOrder"><paramref name="order"/> to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel, or the other order is coarser.</exception>
    public static PixelRange Children(int order, long pixel, int finerOrder)
    {
        ThrowIfNotPixel(pixel, PixelCount(order));
        ThrowIfNotOrder(finerOrder);
        ArgumentOutOfRangeException.ThrowIfLessThan(finerOrder, order);
        int shift = 2 * (finerOrder - order);
        return new PixelRange(pixel << shift, ((pixel + 1) << shift) - 1);
    }

    /// <summary>The four pixels that have the same parent, the pixel itself among them; at order 0 all twelve.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    public static PixelRange Siblings(int order, long pixel)
    {
        ThrowIfNotPixel(pixel, PixelCount(order));
        return order == 0 ? new PixelRange(0, 11) : new PixelRange(pixel & ~3L, pixel | 3L);
    }

    /// <summary>
    /// The four pixels around a position whose centres' values, weighted, give the value there: bilinear along the two rings
    /// next to it (healpy's get_interp_weights); see <see cref="HealpixRing.Interpolate(SkyCoord, Span{long}, Span{double})"/>.
    /// </summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="position">The position.</param>
    /// <param name="pixels">Filled with four NESTED pixels.</param>
    /// <param name="weights">Filled with their weights, which add up to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">A span has fewer than four entries.</exception>
    public static void Interpolate(int order, SkyCoord position, Span<long> pixels, Span<double> weights) =>
        Interpolate(order, [position.RaDegrees], [position.DecDegrees], pixels, weights);

    /// <summary>Pixels and weights for many positions, four each; where there is no position, <see cref="NoPixel"/> and NaN.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="ra">Right ascensions in degrees.</param>
    /// <param name="dec">Declinations in degrees, as many.</param>
    /// <param name="pixels">Filled with NESTED pixels; at least four times as long.</param>
    /// <param name="weights">Filled with weights; at least four times as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Interpolate(int order, ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<long> pixels, Span<double> weights)
    {
        HealpixRing ring = HealpixRing.AtOrder(order);
        ring.Interpolate(ra, dec, pixels, weights);
        foreach (ref long pixel in pixels[..(4 * ra.Length)])
        {
            pixel = pixel == NoPixel ? NoPixel : ring.ToNested(pixel);
        }
    }
}
