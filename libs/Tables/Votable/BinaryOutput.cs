using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;

namespace Hven.Tables.Votable;

/// <summary>Rows as BINARY or BINARY2 in base64 (VOTable 1.5, sections 5.3, 5.4 and 5.6).</summary>
internal sealed class BinaryOutput : RowOutput
{
    private readonly Utf8Output _output;
    private readonly OutputField[] _fields;
    private readonly BinaryCells[] _cells;
    private readonly int _flagBytes;
    private readonly int[] _cursors = new int[BlockRows];
    private byte[] _block = [];
    private int _carried;
    private long _rows;

    public BinaryOutput(OutputField[] fields, bool hasMask, Utf8Output output)
    {
        _output = output;
        _fields = fields;
        _cells = [.. fields.Select(BinaryCells.Of)];
        _flagBytes = hasMask ? (fields.Length + 7) / 8 : 0;
        output.Raw(hasMask ? "<BINARY2>\n<STREAM encoding=\"base64\">\n"u8 : "<BINARY>\n<STREAM encoding=\"base64\">\n"u8);
    }

    public override void Write(RecordBatch batch, int start, int count)
    {
        Span<int> cursors = _cursors.AsSpan(0, count);
        cursors.Fill(_flagBytes);
        for (int column = 0; column < _cells.Length; column++)
        {
            EndOfText.Check(_fields[column], batch.Columns[column], start, count, _rows);
            _cells[column].Measure(batch.Columns[column], start, cursors);
        }

        // Lengths become places: each row starts where the last one ends, the first behind what the last block left over.
        int at = _carried;
        foreach (ref int cursor in cursors)
        {
            (cursor, at) = (at, checked(at + cursor));
        }

        if (_block.Length < at)
        {
            Array.Resize(ref _block, Math.Max(at, (int)Math.Min(_block.Length * 2L, Array.MaxLength)));
        }

        if (_flagBytes > 0)
        {
            WriteFlags(batch, start, cursors);
        }

        for (int column = 0; column < _cells.Length; column++)
        {
            _cells[column].Write(batch.Columns[column], start, cursors, _block);
        }

        Encode(at, isFinal: false);
        _rows += count;
    }

    public override void Close()
    {
        Encode(_carried, isFinal: true);
        _output.Raw("</STREAM>\n"u8);
        _output.Raw(_flagBytes > 0 || _cells.Length == 0 ? "</BINARY2>\n"u8 : "</BINARY>\n"u8);
    }

    private void WriteFlags(RecordBatch batch, int start, Span<int> cursors)
    {
        foreach (ref int cursor in cursors)
        {
            _block.AsSpan(cursor, _flagBytes).Clear();
        }

        for (int column = 0; column < _cells.Length; column++)
        {
            ColumnVector vector = batch.Columns[column];
            for (int row = 0; vector.NullCount > 0 && row < cursors.Length; row++)
            {
                if (vector.IsNull(start + row))
                {
                    _block[cursors[row] + (column >> 3)] |= (byte)(0x80 >> (column & 7));
                }
            }
        }

        foreach (ref int cursor in cursors)
        {
            cursor += _flagBytes;
        }
    }

    /// <summary>Writes bytes of the block as base64, in whole groups of three until the end; what is left over moves to the front.</summary>
    private void Encode(int length, bool isFinal)
    {
        int whole = isFinal ? length : length - (length % 3);
        Span<byte> room = _output.Room(Base64.GetMaxEncodedToUtf8Length(whole) + 1);
        OperationStatus status = Base64.EncodeToUtf8(_block.AsSpan(0, whole), room, out _, out int written);
        Debug.Assert(status == OperationStatus.Done, "There is room for all of it.");
        room[written] = (byte)'\n';
        _output.Advance(written + 1);
        _carried = length - whole;
        _block.AsSpan(whole, _carried).CopyTo(_block);
    }
}
