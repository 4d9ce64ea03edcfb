using System.Globalization;

namespace Hven.Fits.Columns;

/// <summary>Reads TBCOL, TFORM and their kin of ASCII tables (FITS 4.0, section 7.2.1).</summary>
internal static class AsciiFields
{
    public static List<TableField> Parse(Header header, int count, int rowWidth)
    {
        List<TableField> fields = new(count);
        for (int number = 1; number <= count; number++)
        {
            AsciiField field = ParseOne(header, number);
            if (field.ByteOffset < 0 || (long)field.ByteOffset + field.Width > rowWidth)
            {
                throw TableLayout.Bad(
                    header,
                    TableLayout.Keyword("TBCOL", number),
                    $"Column {number} ('{field.Name}') covers characters {field.ByteOffset + 1L} to {(long)field.ByteOffset + field.Width}, but NAXIS1 is {rowWidth}");
            }

            fields.Add(field);
        }

        return fields;
    }

    private static AsciiField ParseOne(Header header, int number)
    {
        string keyword = TableLayout.Keyword("TFORM", number);
        string form = FieldCards.Form(header, number);
        string start = TableLayout.Keyword("TBCOL", number);
        long column = header.GetInteger(start) ?? throw TableLayout.Bad(header, start, $"{start} is missing");
        int point = form.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> widthText = form.Length == 0 ? default : form.AsSpan(1, (point < 0 ? form.Length : point) - 1);
        int decimals = 0;
        if (!int.TryParse(widthText, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            || !"AIFED".Contains(form[0], StringComparison.Ordinal)
            || width < 1
            || column is < 1 or > int.MaxValue
            || (point >= 0 && !int.TryParse(form.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out decimals)))
        {
            throw TableLayout.Bad(header, keyword, $"{keyword} = '{form}' at {start} = {column} is no form of an ASCII table");
        }

        return new AsciiField
        {
            Number = number,
            Name = FieldCards.Name(header, number),
            Code = form[0],
            ByteOffset = (int)column - 1,
            Width = width,
            Decimals = decimals,
            Unit = FieldCards.Text(header, "TUNIT", number),
            Ucd = FieldCards.Text(header, "TUCD", number),
            Utype = FieldCards.Text(header, "TUTYP", number),
            Xtype = FieldCards.Text(header, "TXTYP", number),
            Description = FieldCards.Description(header, number),
            Display = FieldCards.Text(header, "TDISP", number),
            Null = header.Find(TableLayout.Keyword("TNULL", number)) is { Kind: CardKind.Text } card ? card.Value : null,
            Scale = form[0] == 'A' ? 1 : FieldCards.Scale(header, number),
            Zero = form[0] == 'A' ? 0 : FieldCards.Zero(header, number),
        };
    }
}
