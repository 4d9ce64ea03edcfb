namespace Hven.Sky;

/// <summary>Why a text is not a date.</summary>
/// <param name="Position">Index of the character at fault, from 0; the length of the text where something is missing at its end.</param>
/// <param name="Message">What is wrong there, and what would be right.</param>
public sealed record InstantTextError(int Position, string Message)
{
    /// <summary>Message and place in one line, the place counted from 1.</summary>
    public override string ToString() => $"{Message} (character {Position + 1})";
}
