namespace Hven.Tables.Csv;

/// <summary>How a text file separates its cells.</summary>
/// <param name="Separator">One of <c>,</c> <c>;</c> tab <c>|</c> or space; a space stands for any run of spaces and tabs.</param>
/// <param name="HasHeader">Whether the first record names the columns.</param>
/// <param name="Quote">The byte that encloses cells holding separators, doubled inside (RFC 4180, section 2).</param>
public sealed record CsvDialect(byte Separator = (byte)',', bool HasHeader = true, byte Quote = (byte)'"')
{
    /// <summary>Whether cells are separated by runs of blanks rather than by one byte.</summary>
    public bool IsBlankSeparated => Separator == (byte)' ';
}
