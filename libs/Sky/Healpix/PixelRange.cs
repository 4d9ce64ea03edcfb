namespace Hven.Sky;

/// <summary>Consecutive pixel numbers of one order, both ends included.</summary>
/// <param name="First">Lowest number.</param>
/// <param name="Last">Highest number, not less than <paramref name="First"/>.</param>
public readonly record struct PixelRange(long First, long Last)
{
    /// <summary>Whether every point of these pixels is known to be in the region they cover, so that no exact test is needed.</summary>
    public bool IsInside { get; init; }

    /// <summary>How many pixels there are.</summary>
    public long Count => Last - First + 1;

    /// <summary>Whether a pixel is among them.</summary>
    public bool Contains(long pixel) => pixel >= First && pixel <= Last;
}
