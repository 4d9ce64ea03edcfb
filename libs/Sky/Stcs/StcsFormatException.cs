namespace Hven.Sky;

/// <summary>A text that should be a region of STC-S is not one.</summary>
public sealed class StcsFormatException(IReadOnlyList<StcsDiagnostic> diagnostics) : FormatException(string.Join('\n', diagnostics))
{
    /// <summary>What is wrong, in the order of the text; at least one.</summary>
    public IReadOnlyList<StcsDiagnostic> Diagnostics { get; } = diagnostics;
}
