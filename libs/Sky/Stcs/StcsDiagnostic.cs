namespace Hven.Sky;

/// <summary>What is wrong with a text of STC-S, and where.</summary>
/// <param name="Start">Index of the first character at fault, from 0; the length of the text where something is missing at its end.</param>
/// <param name="Length">Number of characters at fault; 0 at the end of the text.</param>
/// <param name="Message">What is wrong there, and what would be right.</param>
public sealed record StcsDiagnostic(int Start, int Length, string Message)
{
    /// <summary>Message and place in one line, the place counted from 1.</summary>
    public override string ToString() => $"{Message} (character {Start + 1})";
}
