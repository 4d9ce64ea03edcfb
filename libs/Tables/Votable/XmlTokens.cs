namespace Hven.Tables.Votable;

/// <summary>What the scanner met.</summary>
internal enum XmlToken
{
    /// <summary>A start tag; an empty element gives an end right after it.</summary>
    Start,

    /// <summary>An end tag.</summary>
    End,

    /// <summary>Character data up to the next tag, or a CDATA section.</summary>
    Text,

    /// <summary>The end of the document, all elements closed.</summary>
    EndOfDocument,
}
