namespace Hven.Sky;

/// <summary>A text that should be a date is not one.</summary>
public sealed class InstantFormatException(InstantTextError error) : FormatException(error.ToString())
{
    /// <summary>What is wrong, and where.</summary>
    public InstantTextError Error { get; } = error;
}
