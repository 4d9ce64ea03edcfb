using System.Globalization;

namespace Hven.Fits.Columns;

/// <summary>Reads TFORM, TDIM and their kin of binary tables (FITS 4.0, section 7.3.1).</summary>
internal static class BinaryFields
{
    public static List<TableField> Parse(Header header, int count, int rowWidth)
    {
        List<TableField> fields = new(count);
        int offset = 0;
        for (int number = 1; number <= count; number++)
        {
            BinaryField field = ParseOne(header, number, offset);
            if (field.ByteWidth > rowWidth - offset)
            {
                throw TableLayout.Bad(
                    header,
                    TableLayout.Keyword("TFORM", number),
                    $"Column {number} ('{field.Name}') ends at byte {(long)offset + field.ByteWidth} of a row, but NAXIS1 is {rowWidth}");
            }

            offset += field.ByteWidth;
            fields.Add(field);
        }

        if (offset < rowWidth)
        {
            TableLayout.Forgive(header, "FITS-ROWWIDTH", "NAXIS1", $"Rows have {rowWidth} bytes, their columns only {offset}; the rest is passed over");
        }

        return fields;
    }

    private static BinaryField ParseOne(Header header, int number, int offset)
    {
        string keyword = TableLayout.Keyword("TFORM", number);
        string form = FieldCards.Form(header, number);
        int digits = form.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0 || (digits > 0 && !int.TryParse(form.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw TableLayout.Bad(header, keyword, $"{keyword} = '{form}' is no form of a binary table");
        }

        int repeat = digits == 0 ? 1 : int.Parse(form.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        char letter = form[digits];
        ReadOnlySpan<char> rest = form.AsSpan(digits + 1);
        char descriptor = letter is 'P' or 'Q' ? letter : '\0';
        char code = descriptor == '\0' ? letter : rest.IsEmpty ? '?' : rest[0];
        if (!"LXBIJKAEDCM".Contains(code, StringComparison.Ordinal) || (descriptor != '\0' && repeat > 1))
        {
            throw TableLayout.Bad(header, keyword, $"{keyword} = '{form}' is no form of a binary table");
        }

        long width = descriptor switch
        {
            'P' => repeat * 8L,
            'Q' => repeat * 16L,
            _ => code == 'X' ? (repeat + 7L) / 8 : repeat * (long)BinaryField.SizeOf(code),
        };
        if (width > int.MaxValue)
        {
            throw TableLayout.Bad(header, keyword, $"{keyword} = '{form}' takes more bytes than a row can have");
        }

        List<int>? dimensions = FieldCards.Text(header, "TDIM", number) is { } text ? Dimensions(header, number, text, descriptor == '\0' ? repeat : null) : null;
        return new BinaryField
        {
            Number = number,
            Name = FieldCards.Name(header, number),
            Code = code,
            Repeat = repeat,
            ByteOffset = offset,
            ByteWidth = (int)width,
            Descriptor = descriptor,
            Dimensions = dimensions,
            StringWidth = code != 'A' ? 0 : descriptor == '\0' ? StringWidth(repeat, dimensions, rest) : dimensions is { Count: > 1 } ? dimensions[0] : 0,
            Unit = FieldCards.Text(header, "TUNIT", number),
            Ucd = FieldCards.Text(header, "TUCD", number),
            Utype = FieldCards.Text(header, "TUTYP", number),
            Xtype = FieldCards.Text(header, "TXTYP", number),
            Description = FieldCards.Description(header, number),
            Display = FieldCards.Text(header, "TDISP", number),
            Null = Null(header, number, code),
            Scale = code is 'A' or 'L' or 'X' ? 1 : FieldCards.Scale(header, number),
            Zero = code is 'A' or 'L' or 'X' ? 0 : FieldCards.Zero(header, number),
        };
    }

    private static string? Null(Header header, int number, char code)
    {
        string keyword = TableLayout.Keyword("TNULL", number);
        if (header.Find(keyword) is not { Kind: not (CardKind.Undefined or CardKind.Commentary) } card)
        {
            return null;
        }

        if (!card.TryGetInteger(out long value) || code is not ('B' or 'I' or 'J' or 'K'))
        {
            TableLayout.Forgive(header, "FITS-TNULL", keyword, $"'{card.Value}' is no null of a column of type {code}; it is ignored");
            return null;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static int StringWidth(int repeat, List<int>? dimensions, ReadOnlySpan<char> rest)
    {
        if (dimensions is { Count: > 1 })
        {
            return dimensions[0];
        }

        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0 && width < repeat && repeat % width == 0
            ? width
            : repeat;
    }

    // A TDIM that does not fit the repeat count is ignored, as the standard asks (section 7.3.2). Arrays of varying length have none.
    private static List<int>? Dimensions(Header header, int number, string text, int? repeat)
    {
        int most = repeat ?? int.MaxValue;
        List<int> lengths = [];
        long product = text.Length > 2 && text[0] == '(' && text[^1] == ')' ? 1 : 0;
        foreach (string part in product == 0 ? [] : text[1..^1].Split(','))
        {
            bool isLength = int.TryParse(part, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int length) && length > 0;
            product = isLength && product * length <= most ? product * length : 0;
            lengths.Add(length);
        }

        if (product > 0 && product == (repeat ?? product))
        {
            return lengths;
        }

        TableLayout.Forgive(header, "FITS-TDIM", TableLayout.Keyword("TDIM", number), repeat is null ? $"'{text}' is no shape; it is ignored" : $"'{text}' does not have the {repeat} elements of the column; it is ignored");
        return null;
    }
}
