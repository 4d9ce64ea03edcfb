using System.Buffers.Binary;
using System.Globalization;
using Hven.Tables.FitsTable;

namespace Hven.Tables.Votable;

/// <summary>
/// The rows of BINARY and BINARY2 (VOTable 1.5, sections 5.3 and 5.4). Where all cells have a fixed width, blocks of rows are taken apart column by
/// column; otherwise row by row.
/// </summary>
internal sealed class BinaryRows : RowSource
{
    private readonly Base64Source _source;
    private readonly TableLayout _table;
    private readonly VotableOptions _options;
    private readonly Findings _findings;
    private readonly (long Line, int Column) _place;
    private readonly ElementDecoder?[] _decoders;
    private readonly (int Start, int Count, int Bytes)[] _cells;
    private readonly int _flagBytes;
    private readonly int _fixedWidth;
    private long _row;

    public BinaryRows(Base64Source source, TableLayout table, VotableOptions options, Findings findings, (long Line, int Column) place)
    {
        (_findings, _place) = (findings, place);
        _source = source;
        _table = table;
        _options = options;
        _decoders = [.. table.Fields.Select(field => field.IsText ? null : BinaryDecoders.Of(field))];
        _cells = new (int, int, int)[table.Fields.Count];
        _flagBytes = table.Data!.Serialization == VotableSerialization.Binary2 ? (table.Fields.Count + 7) / 8 : 0;
        long width = table.Fields.Any(field => field.IsVariable) ? -1 : table.Fields.Sum(field => (long)BytesOf(field, field.ElementCount)) + _flagBytes;
        _fixedWidth = width > int.MaxValue / 2 ? -1 : (int)width;
    }

    public override long? RowCount => _row;

    public override async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (_table.Fields.Count == 0)
        {
            return false;
        }

        int rows = 0;
        long bytes = 0;
        while (rows < RecordBatch.DefaultRowCount && bytes < _options.MaxBatchBytes)
        {
            int taken = _fixedWidth > 0 ? TakeBlock(batch, RecordBatch.DefaultRowCount - rows, ref bytes) : TakeRow(batch, ref bytes);
            rows += taken;
            if (taken > 0)
            {
                continue;
            }

            if (!await _source.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return _source.Available.IsEmpty ? false : throw new TableFormatException(
                    "VOT-TRUNCATED",
                    string.Create(CultureInfo.InvariantCulture, $"The stream ends inside row {_row + 1}, {_source.Available.Length} bytes after byte {_source.Taken}"));
            }
        }

        return true;
    }

    private static int BytesOf(FieldLayout field, int elements) =>
        field.Datatype == "bit" ? (elements + 7) / 8 : checked(elements * field.ElementSize);

    /// <summary>Takes as many whole rows of fixed width as there are.</summary>
    private int TakeBlock(RecordBatch batch, int most, ref long bytes)
    {
        int count = Math.Min(most, _source.Available.Length / _fixedWidth);
        count = (int)Math.Min(count, Math.Max(1, (_options.MaxBatchBytes - bytes) / _fixedWidth));
        ReadOnlySpan<byte> rows = _source.Available[..(count * _fixedWidth)];

        // The rows are kept in the cache while the columns are taken out of them one after another.
        int tile = Math.Max(1, (1 << 15) / _fixedWidth);
        for (int start = 0; start < count; start += tile)
        {
            int tileRows = Math.Min(tile, count - start);
            TakeTile(batch, rows.Slice(start * _fixedWidth, tileRows * _fixedWidth), tileRows, _row + start);
        }

        _source.Take(rows.Length);
        _row += count;
        bytes += rows.Length;
        return count;
    }

    private void TakeTile(RecordBatch batch, ReadOnlySpan<byte> rows, int count, long before)
    {
        bool anyNull = AnyFlag(rows, count);
        int offset = _flagBytes;
        for (int column = 0; column < _cells.Length; column++)
        {
            FieldLayout field = _table.Fields[column];
            int width = BytesOf(field, field.ElementCount);
            ColumnVector target = batch.Columns[column];
            int first = target.Length;
            if (_decoders[column] is { } decoder && target is not ListVector)
            {
                decoder.Append(rows[offset..], _fixedWidth, count, target);
                for (int row = 0; anyNull && row < count; row++)
                {
                    if (IsNull(rows[(row * _fixedWidth)..], column))
                    {
                        target.SetNull(first + row);
                    }
                }
            }
            else
            {
                for (int row = 0; row < count; row++)
                {
                    ReadOnlySpan<byte> bytes = rows.Slice(row * _fixedWidth, _fixedWidth);
                    AppendCell(column, bytes.Slice(offset, width), field.ElementCount, anyNull && IsNull(bytes, column), target, before + row);
                }
            }

            offset += width;
        }
    }

    private bool AnyFlag(ReadOnlySpan<byte> rows, int count)
    {
        for (int row = 0; row < count; row++)
        {
            if (rows.Slice(row * _fixedWidth, _flagBytes).ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNull(ReadOnlySpan<byte> row, int column) => _flagBytes > 0 && (row[column >> 3] >> (7 - (column & 7)) & 1) != 0;

    /// <summary>Takes one row when all of it is there.</summary>
    private int TakeRow(RecordBatch batch, ref long bytes)
    {
        ReadOnlySpan<byte> available = _source.Available;
        int at = _flagBytes;
        for (int column = 0; column < _cells.Length; column++)
        {
            FieldLayout field = _table.Fields[column];
            int count = field.ElementCount;
            if (field.IsVariable)
            {
                if (available.Length < at + 4)
                {
                    return 0;
                }

                count = BinaryPrimitives.ReadInt32BigEndian(available[at..]);
                at += 4;
            }

            if (count < 0 || (long)count * Math.Max(1, field.ElementSize) > _options.MaxCellBytes || at > Array.MaxLength / 2)
            {
                throw new TableFormatException(
                    "VOT-LIMIT",
                    string.Create(CultureInfo.InvariantCulture, $"Row {_row + 1}, column '{field.Column.Name}': a cell of {count} elements, at byte {_source.Taken + at} of the stream; at most {_options.MaxCellBytes} bytes are taken"));
            }

            int size = BytesOf(field, count);
            _cells[column] = (at, count, size);
            at += size;
        }

        if (available.Length < at)
        {
            return 0;
        }

        for (int column = 0; column < _cells.Length; column++)
        {
            (int start, int count, int size) = _cells[column];
            AppendCell(column, available.Slice(start, size), count, IsNull(available, column), batch.Columns[column], _row);
        }

        _source.Take(at);
        _row++;
        bytes += at;
        return 1;
    }

    private void AppendCell(int column, ReadOnlySpan<byte> cell, int count, bool isNull, ColumnVector target, long row)
    {
        FieldLayout field = _table.Fields[column];
        if (isNull)
        {
            target.AppendNull();
        }
        else if (_decoders[column] is not { } decoder)
        {
            if (BinaryDecoders.AppendText(field, cell, _flagBytes == 0, target))
            {
                _findings.Tell(Rule.Nul, string.Create(CultureInfo.InvariantCulture, $"Column '{field.Column.Name}', row {row + 1}: the text ends at a NUL; what is behind it is left out"), _place);
            }
        }
        else if (target is ListVector list)
        {
            decoder.Append(cell, field.ElementSize, count, list.Items);
            list.EndRow();
        }
        else
        {
            decoder.Append(cell, Math.Max(1, field.ElementSize), 1, target);
        }
    }
}
