using System.Globalization;

namespace Hven.Fits.Columns;

/// <summary>The rows and columns of a table HDU, checked against each other and against the size of the HDU.</summary>
public sealed class TableLayout
{
    private TableLayout(Hdu hdu, long rowCount, int rowWidth, IReadOnlyList<TableField> fields, long heapOffset)
    {
        Hdu = hdu;
        RowCount = rowCount;
        RowWidth = rowWidth;
        Fields = fields;
        HeapOffset = heapOffset;
    }

    /// <summary>The HDU that holds the table.</summary>
    public Hdu Hdu { get; }

    /// <summary>NAXIS2.</summary>
    public long RowCount { get; }

    /// <summary>NAXIS1, bytes of one row.</summary>
    public int RowWidth { get; }

    /// <summary>The columns in order: <see cref="BinaryField"/>s or <see cref="AsciiField"/>s.</summary>
    public IReadOnlyList<TableField> Fields { get; }

    /// <summary>Where the heap starts, counted from the start of the data (THEAP).</summary>
    public long HeapOffset { get; }

    /// <summary>Bytes of the heap.</summary>
    public long HeapLength => Hdu.DataLength - HeapOffset;

    /// <summary>Reads the layout out of a header.</summary>
    /// <param name="hdu">A binary or ASCII table; a compressed image is taken as the binary table it is stored as.</param>
    /// <exception cref="FitsException">The header is no table's, or contradicts itself.</exception>
    public static TableLayout Of(Hdu hdu)
    {
        ArgumentNullException.ThrowIfNull(hdu);
        Header header = hdu.Header;
        if (hdu.Kind is not (HduKind.BinaryTable or HduKind.AsciiTable or HduKind.CompressedImage))
        {
            throw Bad(header, "XTENSION", "The HDU is no table");
        }

        if (header.GetInteger("BITPIX") != 8 || header.GetInteger("NAXIS") != 2 || (header.GetInteger("GCOUNT") ?? 1) != 1)
        {
            throw Bad(header, "NAXIS", "A table needs BITPIX = 8, NAXIS = 2 and GCOUNT = 1");
        }

        long width = header.GetInteger("NAXIS1") ?? 0;
        long rows = header.GetInteger("NAXIS2") ?? 0;
        if (width > int.MaxValue / 2)
        {
            throw Bad(header, "NAXIS1", $"Rows of {width} bytes are longer than this reader takes ({int.MaxValue / 2})");
        }

        long count = header.GetInteger("TFIELDS") ?? throw Bad(header, "TFIELDS", "TFIELDS is missing");
        if (count is < 0 or > 999)
        {
            throw Bad(header, "TFIELDS", $"TFIELDS is {count}; it is from 0 to 999");
        }

        IReadOnlyList<TableField> fields = hdu.Kind == HduKind.AsciiTable
            ? AsciiFields.Parse(header, (int)count, (int)width)
            : BinaryFields.Parse(header, (int)count, (int)width);
        return new TableLayout(hdu, rows, (int)width, fields, Heap(hdu, width * rows));
    }

    internal static void Forgive(Header header, string code, string keyword, string message) =>
        header.Log?.Report(code, message, header.Hdu, header.ByteOffset, keyword);

    internal static string Keyword(string root, int number) => root + number.ToString(CultureInfo.InvariantCulture);

    internal static FitsException Bad(Header header, string keyword, string message) =>
        new("FITS-COLUMN", message, header.Hdu, header.ByteOffset, keyword);

    private static long Heap(Hdu hdu, long tableLength)
    {
        long heap = hdu.Kind == HduKind.AsciiTable ? tableLength : hdu.Header.GetInteger("THEAP") ?? tableLength;

        // With nothing behind the rows, THEAP has no meaning and some writers leave a stale one.
        if (hdu.DataLength == tableLength)
        {
            if (heap != tableLength)
            {
                Forgive(hdu.Header, "FITS-THEAP", "THEAP", $"THEAP is {heap}, but there is no heap");
            }

            return tableLength;
        }

        return heap >= tableLength && heap <= hdu.DataLength
            ? heap
            : throw Bad(hdu.Header, "THEAP", $"THEAP is {heap}; the heap lies between byte {tableLength} and {hdu.DataLength} of the data");
    }
}
