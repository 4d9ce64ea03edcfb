namespace Hven.Fits;

/// <summary>A breach of FITS 4.0 that a lenient read forgave, and where; a strict read throws it as <see cref="FitsException"/> instead.</summary>
/// <param name="Code">
/// Stable code: <c>FITS-CHARACTER</c>, <c>FITS-KEYWORD</c>, <c>FITS-CARD</c>, <c>FITS-CONTINUE</c>, <c>FITS-END</c>, <c>FITS-ORDER</c>, <c>FITS-DUPLICATE</c>,
/// <c>FITS-FIXED</c>, <c>FITS-SIMPLE</c>, <c>FITS-MISSING</c> for headers; <c>FITS-FILL</c>, <c>FITS-PADDING</c>, <c>FITS-TRAILING</c> for what lies
/// between and behind HDUs; <c>FITS-FORM</c>, <c>FITS-TDIM</c>, <c>FITS-TNULL</c>, <c>FITS-ROWWIDTH</c>, <c>FITS-THEAP</c>, <c>FITS-VALUE</c> for tables;
/// <c>FITS-MORE</c> when the list is full. <c>FITS-NUL</c> (a text goes on behind the NUL that ends it) and <c>FITS-ARRAY</c> (an array of varying length is
/// longer than its TDIM) are no breaches: they are noted in strict reads as well, since something of the file is left out.
/// </param>
/// <param name="Message">What is wrong with which value, and what was made of it.</param>
/// <param name="Hdu">Number of the HDU, 0 for the primary one.</param>
/// <param name="ByteOffset">Byte offset from the start of the (uncompressed) file; -1 when it is not known.</param>
/// <param name="Card">Keyword of the card or name of the column to blame, if one is.</param>
public sealed record FitsFinding(string Code, string Message, int Hdu, long ByteOffset, string? Card);
