namespace Hven.Fits.Columns;

/// <summary>The cards that both kinds of table share.</summary>
internal static class FieldCards
{
    /// <summary>TTYPEn, with a stand-in when it is missing.</summary>
    public static string Name(Header header, int number) =>
        Text(header, "TTYPE", number) is { Length: > 0 } name ? name : TableLayout.Keyword("col", number);

    /// <summary>A string card; what is no string is as good as missing, since none of these decides how bytes are read.</summary>
    public static string? Text(Header header, string root, int number) =>
        header.Find(TableLayout.Keyword(root, number)) is { Kind: CardKind.Text } card && card.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>TCOMMn, else what the writer noted behind TTYPEn.</summary>
    public static string? Description(Header header, int number)
    {
        if (Text(header, "TCOMM", number) is { } text)
        {
            return text;
        }

        // Most programs put a set phrase there, which describes nothing.
        string? comment = header.Find(TableLayout.Keyword("TTYPE", number))?.Comment;
        return string.IsNullOrWhiteSpace(comment)
            || comment.StartsWith("label for field", StringComparison.OrdinalIgnoreCase)
            || comment.StartsWith("name of field", StringComparison.OrdinalIgnoreCase)
            || comment.StartsWith("field name", StringComparison.OrdinalIgnoreCase)
            || comment.StartsWith("column name", StringComparison.OrdinalIgnoreCase)
            || comment.StartsWith("label for column", StringComparison.OrdinalIgnoreCase) ? null : comment;
    }

    public static double Scale(Header header, int number)
    {
        double scale = header.GetReal(TableLayout.Keyword("TSCAL", number)) ?? 1;
        return scale != 0
            ? scale
            : throw TableLayout.Bad(header, TableLayout.Keyword("TSCAL", number), "TSCAL is 0, which makes all values one");
    }

    public static double Zero(Header header, int number) => header.GetReal(TableLayout.Keyword("TZERO", number)) ?? 0;

    /// <summary>TFORMn, without blanks and in upper case.</summary>
    public static string Form(Header header, int number)
    {
        string keyword = TableLayout.Keyword("TFORM", number);
        string stated = header.GetText(keyword) ?? throw TableLayout.Bad(header, keyword, $"{keyword} is missing");
        string form = stated.Trim().ToUpperInvariant();
        if (form != stated)
        {
            TableLayout.Forgive(header, "FITS-FORM", keyword, $"'{stated}' is taken as '{form}'");
        }

        return form;
    }
}
