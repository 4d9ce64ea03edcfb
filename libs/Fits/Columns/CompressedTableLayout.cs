using Hven.Fits.Compression;

namespace Hven.Fits.Columns;

/// <summary>
/// A tile-compressed table (FITS 4.0, section 10.3): how it is stored, one row a tile and one array of bytes a column, and the table that it stands for.
/// </summary>
public sealed class CompressedTableLayout
{
    private static readonly HashSet<string> _dropped = new(StringComparer.Ordinal)
    {
        "ZTABLE", "ZTILELEN", "NAXIS1", "NAXIS2", "PCOUNT", "THEAP", "CHECKSUM", "DATASUM",
    };

    private static readonly HashSet<string> _fixed = new(StringComparer.Ordinal) { "XTENSION", "BITPIX", "NAXIS", "GCOUNT" };

    private static readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal)
    {
        ["ZNAXIS1"] = "NAXIS1", ["ZNAXIS2"] = "NAXIS2", ["ZPCOUNT"] = "PCOUNT", ["ZTHEAP"] = "THEAP", ["ZHECKSUM"] = "CHECKSUM", ["ZDATASUM"] = "DATASUM",
    };

    private CompressedTableLayout(TableLayout stored, TableLayout table, long tileRows, IReadOnlyList<TileAlgorithm> algorithms)
    {
        Stored = stored;
        Table = table;
        TileRows = tileRows;
        Algorithms = algorithms;
    }

    /// <summary>The table as it is stored: one row a tile.</summary>
    public TableLayout Stored { get; }

    /// <summary>The table as it was before. Its data length and heap offset are those of the uncompressed HDU.</summary>
    public TableLayout Table { get; }

    /// <summary>Rows of a tile (ZTILELEN); the last tile may have fewer.</summary>
    public long TileRows { get; }

    /// <summary>ZCTYPn of each column.</summary>
    public IReadOnlyList<TileAlgorithm> Algorithms { get; }

    /// <summary>Whether a header says that its table is compressed.</summary>
    /// <param name="header">The header of a binary table.</param>
    public static bool IsCompressed(Header header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header.Find("ZTABLE") is { Kind: CardKind.Logical, Value: "T" };
    }

    /// <summary>Reads the layout out of a header.</summary>
    /// <param name="hdu">A binary table with ZTABLE = T.</param>
    /// <exception cref="FitsException">The header contradicts itself, or names an algorithm that is not of the standard.</exception>
    public static CompressedTableLayout Of(Hdu hdu)
    {
        ArgumentNullException.ThrowIfNull(hdu);
        TableLayout stored = TableLayout.Of(hdu);
        Header header = Restore(hdu.Header);
        (_, long length) = HduSize.Of(header);
        TableLayout table = TableLayout.Of(hdu with { Header = header, DataLength = length });
        long tileRows = hdu.Header.GetInteger("ZTILELEN") ?? throw TableLayout.Bad(hdu.Header, "ZTILELEN", "ZTILELEN is missing");
        if (tileRows < 1 && table.RowCount > 0)
        {
            throw TableLayout.Bad(hdu.Header, "ZTILELEN", $"ZTILELEN is {tileRows}; a tile has a row at least");
        }

        long tiles = table.RowCount == 0 ? stored.RowCount : ((table.RowCount - 1) / tileRows) + 1;
        if (tiles != stored.RowCount)
        {
            throw TableLayout.Bad(hdu.Header, "ZTILELEN", $"{table.RowCount} rows in tiles of {tileRows} are {tiles} tiles, but NAXIS2 is {stored.RowCount}");
        }

        foreach (TableField field in stored.Fields)
        {
            if (field is not BinaryField { Descriptor: not '\0', Code: 'B' or 'I' or 'J' } array || array.Repeat != 1)
            {
                throw TableLayout.Bad(hdu.Header, TableLayout.Keyword("TFORM", field.Number), "A column of a compressed table holds arrays of bytes (1PB or 1QB)");
            }
        }

        return new CompressedTableLayout(stored, table, Math.Max(1, tileRows), [.. table.Fields.Select(field => Algorithm(hdu.Header, (BinaryField)field))]);
    }

    private static TileAlgorithm Algorithm(Header header, BinaryField field)
    {
        string keyword = TableLayout.Keyword("ZCTYP", field.Number);
        string name = header.GetText(keyword) ?? throw TableLayout.Bad(header, keyword, $"{keyword} is missing");
        return name.TrimEnd() switch
        {
            "GZIP_1" => TileAlgorithm.Gzip1,
            "GZIP_2" => TileAlgorithm.Gzip2,
            "NOCOMPRESS" => TileAlgorithm.None,
            "RICE_1" when field.Code is 'B' or 'I' or 'J' => TileAlgorithm.Rice1,
            "RICE_1" => throw TableLayout.Bad(header, keyword, $"RICE_1 codes integers of 1, 2 or 4 bytes, not a column of type {field.Code}"),
            _ => throw TableLayout.Bad(header, keyword, $"'{name}' is no compression of a table's column"),
        };
    }

    // The cards of the uncompressed table stand under names with Z; the mandatory ones must come first and in order.
    private static Header Restore(Header stored)
    {
        Header restored = new() { Hdu = stored.Hdu, ByteOffset = stored.ByteOffset, Log = stored.Log };
        restored.Add(new Card("XTENSION", "BINTABLE"));
        restored.Add(new Card("BITPIX", (Int128)8));
        restored.Add(new Card("NAXIS", (Int128)2));
        foreach (string keyword in new[] { "NAXIS1", "NAXIS2", "PCOUNT" })
        {
            long value = stored.GetInteger("Z" + keyword) ?? throw TableLayout.Bad(stored, "Z" + keyword, $"Z{keyword} is missing");
            restored.Add(new Card(keyword, (Int128)value));
        }

        restored.Add(new Card("GCOUNT", (Int128)1));
        foreach (Card card in stored.Where(card => !_dropped.Contains(card.Keyword) && !_fixed.Contains(card.Keyword)))
        {
            string root = card.Keyword.TrimEnd("0123456789".ToCharArray());
            bool isNumbered = root.Length < card.Keyword.Length;
            if (isNumbered && root is "TFORM" or "ZCTYP")
            {
                continue;
            }

            string? name = isNumbered && root == "ZFORM" ? "TFORM" + card.Keyword[5..] : _renamed.GetValueOrDefault(card.Keyword);
            if (name is null)
            {
                restored.Add(card);
            }
            else if (restored.Find(name) is null)
            {
                restored.Add(card.Kind == CardKind.Text ? new Card(name, card.Value, card.Comment)
                    : card.TryGetInteger(out long number) ? new Card(name, (Int128)number, card.Comment)
                    : throw TableLayout.Bad(stored, card.Keyword, $"'{card.Value}' is no value of {card.Keyword}"));
            }
        }

        return restored;
    }
}
