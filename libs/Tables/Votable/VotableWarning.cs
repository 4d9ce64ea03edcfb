namespace Hven.Tables.Votable;

/// <summary>A rule of the standard that a document breaks and that the reader forgave.</summary>
/// <param name="Code">Stable code of the rule, for instance <c>VOT-NAME</c>; all of them stand in the README of this library.</param>
/// <param name="Message">What is wrong, with the offending value.</param>
/// <param name="Line">Line in the document, from 1.</param>
/// <param name="Column">Byte in the line, from 1, of the document's UTF-8.</param>
/// <param name="Section">Section of VOTable 1.5 that holds the rule.</param>
public sealed record VotableWarning(string Code, string Message, long Line, int Column, string Section);

/// <summary>What to do about a document that breaks a rule but can be read all the same.</summary>
public enum VotableStrictness
{
    /// <summary>Read it, and tell <see cref="VotableOptions.OnWarning"/>.</summary>
    Lenient,

    /// <summary>Throw <see cref="TableFormatException"/> with the rule's code.</summary>
    Strict,
}
