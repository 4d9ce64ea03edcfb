using System.Globalization;
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

    /// <summary>The cards that carry a schema's description and facts; what belongs to a table's form is left out.</summary>
    public static IEnumerable<Card> Cards(TableSchema schema)
    {
        IEnumerable<Card> description = string.IsNullOrWhiteSpace(schema.Description) ? [] : Card.Commentary("COMMENT", schema.Description);
        return description.Concat(schema.Info.Where(pair => !IsStructural(pair.Key)).SelectMany(pair => Cards(pair.Key, pair.Value)));
    }

    private static IEnumerable<Card> Cards(string name, string value)
    {
        if (name is "COMMENT" or "HISTORY")
        {
            return Card.Commentary(name, value);
        }

        // A keyword has eight letters at most; other names go into a COMMENT, where every reader shows them.
        bool isKeyword = name.Length <= 8 && name.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_');
        return isKeyword && name is not ("END" or "CONTINUE" or "HIERARCH") ? [Typed(name, value)] : Card.Commentary("COMMENT", $"{name} = {value}");
    }

    // A schema's facts are text; what is plainly a number goes back as one, so that EXPTIME stays usable.
    private static Card Typed(string name, string value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
            && integer.ToString(CultureInfo.InvariantCulture) == value)
        {
            return new Card(name, (Int128)integer);
        }

        return value.Contains('.', StringComparison.Ordinal)
            && double.TryParse(value, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double real)
            && double.IsFinite(real) ? new Card(name, real) : new Card(name, value);
    }
}
