namespace Hven.Tables.Csv;

/// <summary>How a text file separates its cells.</summary>
/// <param name="Separator">One of <c>,</c> <c>;</c> tab <c>|</c> or space; a space stands for any run of blanks.</param>
/// <param name="HasHeader">Whether the first record names the columns.</param>
/// <param name="Quote">The byte that encloses cells holding separators, doubled inside (RFC 4180, section 2).</param>
public sealed record CsvDialect(byte Separator = (byte)',', bool HasHeader = true, byte Quote = (byte)'"')
{
    /// <summary>Whether a tab is a blank, where blanks separate. Not so in ECSV, whose writers leave texts with tabs without quotes (APE 6).</summary>
    public bool IsTabBlank { get; init; } = true;

    /// <summary>Whether cells are separated by runs of blanks rather than by one byte.</summary>
    public bool IsBlankSeparated => Separator == (byte)' ';
}
