namespace Hven.Fits;

/// <summary>What kind of value a card has (FITS 4.0, section 4.2).</summary>
public enum CardKind
{
    /// <summary>No value field: COMMENT, HISTORY, a blank keyword, or a keyword that is not followed by <c>= </c>.</summary>
    Commentary,

    /// <summary>A value field that is empty: the keyword is there, its value is undefined.</summary>
    Undefined,

    /// <summary>A quoted character string, with CONTINUE cards joined.</summary>
    Text,

    /// <summary><c>T</c> or <c>F</c>.</summary>
    Logical,

    /// <summary>An integer of any length.</summary>
    Integer,

    /// <summary>A floating-point number; the exponent's letter may be E or D.</summary>
    Real,

    /// <summary>A pair of numbers in parentheses.</summary>
    Complex,

    /// <summary>Breaks the standard's grammar; kept as it is.</summary>
    NonStandard,
}
