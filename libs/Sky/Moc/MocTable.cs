using System.Buffers;
using System.Buffers.Binary;
using Hven.Fits;
using Hven.Fits.Columns;

namespace Hven.Sky;

/// <summary>Takes the numbers of a table as they come.</summary>
internal interface IMocNumbers
{
    /// <summary>Takes the next number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="index">How many came before.</param>
    void Take(long number, long index);
}

/// <summary>The table of a FITS MOC: what its header says (MOC 2.0, section 6), and its numbers.</summary>
internal sealed class MocTable
{
    private const int ChunkBytes = 1 << 16;

    private readonly FitsReader _reader;
    private readonly TableLayout _layout;
    private readonly BinaryField _field;

    private MocTable(FitsReader reader, TableLayout layout, BinaryField field, string ordering)
    {
        (_reader, _layout, _field, Ordering) = (reader, layout, field, ordering);
    }

    /// <summary>NUNIQ or RANGE.</summary>
    internal string Ordering { get; }

    private Header Header => _layout.Hdu.Header;

    internal static async ValueTask<MocTable> OpenAsync(FitsReader reader, string dimension, long maxNumbers, CancellationToken cancellationToken)
    {
        Hdu? hdu;
        do
        {
            hdu = await reader.NextAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new FitsException("MOC-NOTABLE", "The file has no binary table, hence no MOC", byteOffset: reader.Position);
        }
        while (hdu.Kind != HduKind.BinaryTable);

        TableLayout layout = TableLayout.Of(hdu);
        string ordering = hdu.Header.GetText("ORDERING")?.Trim().ToUpperInvariant() ?? "";
        if (ordering is not ("NUNIQ" or "RANGE"))
        {
            throw Fault(hdu, "ORDERING", $"ORDERING is '{ordering}'; that of a MOC is NUNIQ or RANGE");
        }

        ThrowIfOtherDimension(hdu, dimension);
        ThrowIfOtherFrame(hdu, "COORDSYS", "C", "ICRS");
        ThrowIfOtherFrame(hdu, "TIMESYS", "TCB", "TCB");
        BinaryField field = FieldOf(layout);
        var table = new MocTable(reader, layout, field, ordering);
        if (layout.RowWidth > ChunkBytes || (Int128)layout.RowCount * field.Repeat > maxNumbers)
        {
            throw Fault(hdu, "NAXIS2", $"The table announces {layout.RowCount} rows of {layout.RowWidth} bytes, more than this reader takes");
        }

        return table;
    }

    internal FitsException Fault(string card, string message) => Fault(_layout.Hdu, card, message);

    /// <summary>A fault in the data.</summary>
    internal FitsException FaultAt(long index, string message)
    {
        long row = index / _field.Repeat;
        return new FitsException(
            "MOC-NUMBER", $"{message}, in row {row + 1}", _layout.Hdu.Index, _layout.Hdu.DataOffset + (row * _layout.RowWidth) + _field.ByteOffset);
    }

    internal int RequireOrder(string keyword, int maxOrder) =>
        FindOrder(keyword, maxOrder) ?? throw Fault(keyword, $"{keyword} is missing");

    /// <summary>The order by its keyword, or by the one of MOC 1.</summary>
    internal int? FindOrder(string keyword, int maxOrder)
    {
        if ((Header.GetInteger(keyword) ?? Header.GetInteger("MOCORDER")) is not { } order)
        {
            return null;
        }

        return order >= 0 && order <= maxOrder ? (int)order : throw Fault(keyword, $"The order is {order}; it is from 0 to {maxOrder}");
    }

    internal async ValueTask ReadAsync(IMocNumbers numbers, CancellationToken cancellationToken)
    {
        int width = Math.Max(1, _layout.RowWidth);
        byte[] rented = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int rowsEach = ChunkBytes / width;
            for (long row = 0; row < _layout.RowCount; row += rowsEach)
            {
                int rows = (int)Math.Min(rowsEach, _layout.RowCount - row);
                int got = await _reader.ReadAsync(rented.AsMemory(0, rows * width), cancellationToken).ConfigureAwait(false);
                if (got < rows * width)
                {
                    throw new FitsException(
                        "FITS-TRUNCATED", $"The file ends after {row + (got / width)} of {_layout.RowCount} rows", _layout.Hdu.Index, _reader.Position);
                }

                Take(rented, rows, row, numbers);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, int rows, long firstRow, IMocNumbers numbers)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<byte> cell = bytes.Slice((row * _layout.RowWidth) + _field.ByteOffset, _field.ByteWidth);
            for (int element = 0; element < _field.Repeat; element++)
            {
                long number = _field.Code switch
                {
                    'K' => BinaryPrimitives.ReadInt64BigEndian(cell[(8 * element)..]),
                    'J' => BinaryPrimitives.ReadInt32BigEndian(cell[(4 * element)..]),
                    _ => BinaryPrimitives.ReadInt16BigEndian(cell[(2 * element)..]),
                };
                numbers.Take(number, ((firstRow + row) * _field.Repeat) + element);
            }
        }
    }

    /// <summary>The one column, or that named UNIQ where a multi-order map has values beside it.</summary>
    private static BinaryField FieldOf(TableLayout layout)
    {
        TableField? field = layout.Fields.Count == 1 ? layout.Fields[0] : layout.Fields.FirstOrDefault(column => column.Name == "UNIQ");
        return field is BinaryField { Code: 'I' or 'J' or 'K', Descriptor: '\0', Repeat: >= 1, IsScaled: false } binary
            ? binary
            : throw Fault(layout.Hdu, "TFORM1", "A MOC has one column of integers (1J or 1K), or one named UNIQ");
    }

    private static void ThrowIfOtherDimension(Hdu hdu, string wanted)
    {
        // MOC 1 had no MOCDIM; some files have MOC instead.
        Card? card = hdu.Header.Find("MOCDIM") ?? hdu.Header.Find("MOC");
        string found = card is { Kind: CardKind.Text } ? card.Value.Trim().ToUpperInvariant() : "SPACE";
        if (found != wanted)
        {
            throw Fault(hdu, card?.Keyword ?? "MOCDIM", $"The file is a MOC of {found}, not of {wanted}");
        }
    }

    private static void ThrowIfOtherFrame(Hdu hdu, string keyword, string wanted, string alias)
    {
        string? found = hdu.Header.GetText(keyword)?.Trim();
        if (found is { Length: > 0 } && found != wanted && found != alias)
        {
            throw Fault(hdu, keyword, $"{keyword} is '{found}'; that of a MOC is {wanted}");
        }
    }

    private static FitsException Fault(Hdu hdu, string card, string message) => new("MOC-HEADER", message, hdu.Index, hdu.HeaderOffset, card);
}
