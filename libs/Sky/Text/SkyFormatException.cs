namespace Hven.Sky;

/// <summary>A text that should be a position is not one.</summary>
public sealed class SkyFormatException(SkyCoordTextError error) : FormatException(error.ToString())
{
    /// <summary>What is wrong, and where.</summary>
    public SkyCoordTextError Error { get; } = error;
}
