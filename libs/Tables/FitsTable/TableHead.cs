using System.Globalization;
using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>What the headers of both kinds of written tables have in common.</summary>
internal static class TableHead
{
    /// <summary>The header of a primary HDU without data.</summary>
    public static Header Primary()
    {
        Header primary = new();
        primary.Add(new Card("SIMPLE", true, "conforms to FITS standard"));
        primary.Add(new Card("BITPIX", (Int128)8, "array data type"));
        primary.Add(new Card("NAXIS", (Int128)0, "number of array dimensions"));
        primary.Add(new Card("EXTEND", true));
        return primary;
    }

    /// <summary>The mandatory cards.</summary>
    public static Header Start(string extension, long rowWidth, long rows, long heapLength, int columns)
    {
        Header header = new();
        header.Add(new Card("XTENSION", extension.PadRight(8), "table extension"));
        header.Add(new Card("BITPIX", (Int128)8, "array data type"));
        header.Add(new Card("NAXIS", (Int128)2, "number of array dimensions"));
        header.Add(new Card("NAXIS1", (Int128)rowWidth, "bytes of one row"));
        header.Add(new Card("NAXIS2", (Int128)rows, "number of rows"));
        header.Add(new Card("PCOUNT", (Int128)heapLength, "bytes of the heap"));
        header.Add(new Card("GCOUNT", (Int128)1, "number of groups"));
        header.Add(new Card("TFIELDS", (Int128)columns, "number of columns"));
        return header;
    }

    /// <summary>The cards that describe the table as a whole, and one card that only the end can tell.</summary>
    public static void Finish(Header header, TableSchema schema, FitsTableWriterOptions options, bool overflow)
    {
        if (!string.IsNullOrWhiteSpace(schema.Name))
        {
            header.Add(new Card("EXTNAME", schema.Name));
        }

        if (options.Version is { } version)
        {
            header.Add(new Card("EXTVER", (Int128)version));
        }

        foreach (Card card in FitsTableInfo.Cards(schema))
        {
            header.Add(card);
        }

        // Room for one card is kept in any case.
        header.Add(Card.Commentary(overflow ? "COMMENT" : "", overflow ? "Rows were left out because a limit was met (OVERFLOW)." : "").First());
    }

    /// <summary>Adds a card with a text, unless the text is blank.</summary>
    public static void AddText(Header header, string root, int number, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            header.Add(new Card(root + number.ToString(CultureInfo.InvariantCulture), text));
        }
    }

    /// <summary>The columns' names, made unique without regard to case by a number behind (FITS 4.0, section 7.3.1).</summary>
    public static IReadOnlyList<string> UniqueNames(TableSchema schema)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        List<string> unique = [];
        foreach (Column column in schema.Columns)
        {
            string plain = CardFormat.Printable(column.Name);
            string name = plain;
            for (int number = 2; !names.Add(name); number++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{plain}_{number}");
            }

            unique.Add(name);
        }

        return unique;
    }

    /// <summary>What of a schema a header cannot hold, in words.</summary>
    public static IReadOnlyList<string> Losses(TableSchema schema)
    {
        IEnumerable<(string? Text, string What)> texts =
        [
            (schema.Name, "The table's name"), (schema.Description, "The table's description"),
            .. schema.Info.Select(pair => ((string?)(pair.Key + pair.Value), $"'{pair.Key}'")),
            .. schema.Columns.SelectMany(column => new[]
            {
                (column.Name, $"The name of column '{column.Name}'"), (column.Unit, $"The unit of column '{column.Name}'"), (column.Ucd, $"The UCD of column '{column.Name}'"),
                (column.Utype, $"The utype of column '{column.Name}'"), (column.Xtype, $"The xtype of column '{column.Name}'"), (column.Description, $"The description of column '{column.Name}'"),
            }),
        ];
        return [.. texts.Where(one => one.Text is not null && CardFormat.Printable(one.Text) != one.Text).Select(one => $"{one.What} has characters outside printable ASCII, which became question marks")];
    }

    /// <summary>Checks what every writer is given.</summary>
    public static void Check(Stream stream, TableSchema schema, FitsTableWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        if (options.RowCount is < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.RowCount, "Rows cannot be negative.");
        }

        if (!stream.CanSeek && options.RowCount is null)
        {
            throw new ArgumentException("A FITS header holds the row count: give it, or a stream that can seek.", nameof(options));
        }

        if (schema.Columns.Count > 999)
        {
            throw new TableFormatException("FITS-COLUMN", $"A FITS table has up to 999 columns, not {schema.Columns.Count}; choose fewer");
        }
    }
}
