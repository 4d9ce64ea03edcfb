using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>What a table's header says beyond the table's structure.</summary>
internal static class FitsTableInfo
{
    private static readonly HashSet<string> _structural = new(StringComparer.Ordinal)
    {
        "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "EXTNAME", "EXTEND", "CHECKSUM",
        "DATASUM", "",
    };

    private static readonly string[] _perColumn =
    [
        "TTYPE", "TFORM", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP", "TDIM", "TBCOL", "TUCD", "TUTYP", "TXTYP", "TCOMM", "TDMIN", "TDMAX", "TLMIN",
        "TLMAX",
    ];

    /// <summary>Name and value of the cards that are not structural, COMMENT and HISTORY among them, in order.</summary>
    public static KeyValuePair<string, string>[] Of(Header header) =>
    [
        .. header.Where(card => !IsStructural(card.Keyword) && card.Kind != CardKind.NonStandard)
            .Select(card => KeyValuePair.Create(card.Keyword, card.Value)),
    ];

    /// <summary>Whether a keyword is one that describes the table's form, so that a writer must not take it over from elsewhere.</summary>
    public static bool IsStructural(string keyword)
    {
        if (_structural.Contains(keyword))
        {
            return true;
        }

        string root = keyword.TrimEnd("0123456789".ToCharArray());
        return root.Length < keyword.Length && Array.IndexOf(_perColumn, root) >= 0;
    }
}
