namespace Hven.Client;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text; in a column of numbers NaN, Infinity or -Infinity, which JSON has no numbers for.</summary>
    Text,

    /// <summary>An array.</summary>
    Array,
}

/// <summary>One cell of a result document.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Text">Numbers and arrays digit by digit as the server wrote them, so that no 64-bit integer loses any; text without its escapes.</param>
public readonly record struct ResultCell(CellKind Kind, string Text);
