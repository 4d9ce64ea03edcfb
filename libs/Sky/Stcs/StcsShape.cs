namespace Hven.Sky;

/// <summary>One simple shape of STC-S.</summary>
public sealed record StcsShape : StcsRegion
{
    /// <summary>A shape.</summary>
    /// <param name="system">What is said of its coordinates.</param>
    /// <param name="shape">
    /// A <see cref="SkyPoint"/>, <see cref="Circle"/>, <see cref="Ellipse"/>, <see cref="Box"/> or <see cref="Polygon"/>, its right ascensions
    /// and declinations read as the frame's longitudes and latitudes.
    /// </param>
    /// <exception cref="ArgumentException">STC-S has no such shape.</exception>
    public StcsShape(StcsSystem system, Region shape)
        : base(system) =>
        Shape = shape is SkyPoint or Circle or Ellipse or Box or Polygon
            ? shape
            : throw new ArgumentException($"STC-S has no shape {shape?.GetType().Name}.", nameof(shape));

    /// <summary>The shape in the frame's coordinates.</summary>
    public Region Shape { get; }

    internal override Region ToRegion(StcsSystem outer)
    {
        var frame = Within(outer).ToFrame();
        return frame.Equals(Frame.Icrs) ? Shape : new FramedRegion(Shape, frame);
    }
}
