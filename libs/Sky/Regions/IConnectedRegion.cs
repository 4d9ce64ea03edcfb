namespace Hven.Sky;

/// <summary>A region of one piece that can tell exactly whether it has a point in common with a curve.</summary>
internal interface IConnectedRegion
{
    /// <summary>A position of the region.</summary>
    SkyCoord Inner { get; }

    /// <summary>
    /// Whether a side of a pixel, none of whose corners is in the region, has a point in common with it, to <see cref="SkyCap.Slack"/>.
    /// </summary>
    bool Meets(in PixelSide side);
}
