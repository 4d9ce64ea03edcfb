using System.Text;

namespace Hven.Tables.Csv;

/// <summary>What is wrong with the form of a record.</summary>
internal enum CsvRecordFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Text stands between a closing quote and the next separator.</summary>
    TextAfterQuote,

    /// <summary>A quote is open at the end of the file.</summary>
    OpenQuote,
}

/// <summary>Where one cell lies in the buffer, without its enclosing quotes.</summary>
/// <param name="start">Index of its first byte.</param>
/// <param name="length">Its bytes; under 2^28.</param>
/// <param name="quoted">Whether it was enclosed in quotes.</param>
/// <param name="escaped">Whether quotes inside are doubled.</param>
internal readonly struct CsvCell(int start, int length, bool quoted, bool escaped)
{
    private const int QuotedBit = 1 << 29;
    private const int EscapedBit = 1 << 30;

    private readonly int _packed = length | (quoted ? QuotedBit : 0) | (escaped ? EscapedBit : 0);

    public int Start { get; } = start;

    public int Length => _packed & (QuotedBit - 1);

    public bool IsQuoted => (_packed & QuotedBit) != 0;

    public bool IsEscaped => (_packed & EscapedBit) != 0;
}

/// <summary>The records found in a stretch of the buffer and their cells, in arrays that are used again.</summary>
internal sealed class CsvRecords
{
    private const int MaxCells = 1 << 16;

    private CsvCell[] _cells = new CsvCell[4096];
    private Entry[] _entries = new Entry[512];
    private int _cellCount;
    private int _openRecord;

    private readonly record struct Entry(int FirstCell, int CellCount, int Start, int End, long Line, long Row, CsvRecordFault Fault, long FaultLine);

    /// <summary>Records held.</summary>
    public int Count { get; private set; }

    /// <summary>Lines passed, those of blank records too.</summary>
    public long Lines { get; private set; }

    /// <summary>Records passed, counted on from what <see cref="Clear"/> was given.</summary>
    public long Rows { get; private set; }

    /// <summary>Forgets all records.</summary>
    /// <param name="line">Lines before the next record.</param>
    /// <param name="row">Records before the next record.</param>
    public void Clear(long line, long row = 0)
    {
        Count = 0;
        Lines = line;
        Rows = row;
        _cellCount = 0;
        _openRecord = 0;
    }

    /// <summary>The cells of one record.</summary>
    public ReadOnlySpan<CsvCell> Cells(int record)
    {
        ref readonly Entry entry = ref _entries[record];
        return _cells.AsSpan(entry.FirstCell, entry.CellCount);
    }

    /// <summary>One cell of a record known to have it.</summary>
    public CsvCell Cell(int record, int cell) => _cells[_entries[record].FirstCell + cell];

    /// <summary>The line, from 1, at which a record begins.</summary>
    public long Line(int record) => _entries[record].Line;

    /// <summary>The number of a record, from 1.</summary>
    public long Row(int record) => _entries[record].Row;

    /// <summary>Bytes of a record, its quotes and separators counted, the end of its line not.</summary>
    public int ByteCount(int record) => _entries[record].End - _entries[record].Start;

    /// <summary>The bytes from the first record to the last, with what stands between.</summary>
    public ReadOnlySpan<byte> Bytes(byte[] buffer) => Count == 0 ? [] : buffer.AsSpan(_entries[0].Start, _entries[Count - 1].End - _entries[0].Start);

    public CsvRecordFault Fault(int record) => _entries[record].Fault;

    /// <summary>The line, from 1, of what is at fault.</summary>
    public long FaultLine(int record) => _entries[record].FaultLine;

    /// <summary>The record as it stands in the file, cut for a report.</summary>
    public string Text(int record, byte[] buffer)
    {
        Entry entry = _entries[record];
        string text = Encoding.UTF8.GetString(buffer, entry.Start, Math.Min(entry.End - entry.Start, 4 * 4096));
        return text.Length > 4096 ? text[..4096] : text;
    }

    /// <summary>Keeps only the records that have <paramref name="cellCount"/> cells and no fault.</summary>
    /// <param name="cellCount">Cells a record must have.</param>
    /// <param name="dropped">Is told of each other record while it is still held.</param>
    public void KeepSound(int cellCount, Action<int> dropped)
    {
        int kept = 0;
        for (int record = 0; record < Count; record++)
        {
            ref readonly Entry entry = ref _entries[record];
            if (entry.CellCount != cellCount || entry.Fault != CsvRecordFault.None)
            {
                dropped(record);
            }
            else
            {
                _entries[kept++] = entry;
            }
        }

        Count = kept;
    }

    public void AddCell(CsvCell cell)
    {
        if (_cellCount == _cells.Length)
        {
            GrowCells();
        }

        _cells[_cellCount++] = cell;
    }

    /// <summary>Ends the record whose cells were added.</summary>
    public void EndRecord(int start, int end, int linesInside, CsvRecordFault fault, long faultLine)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[Count++] = new Entry(_openRecord, _cellCount - _openRecord, start, end, Lines + 1, ++Rows, fault, faultLine);
        _openRecord = _cellCount;
        Lines += linesInside + 1;
    }

    /// <summary>Passes a line that holds no record.</summary>
    public void SkipLine()
    {
        Lines++;
        _cellCount = _openRecord;
    }

    /// <summary>Forgets the cells of a record that is not complete.</summary>
    public void DropOpenRecord() => _cellCount = _openRecord;

    private void GrowCells()
    {
        if (_cellCount - _openRecord >= MaxCells)
        {
            throw new TableFormatException("CSV-COLUMNS", $"Line {Lines + 1} has more than {MaxCells} cells; the separator is not what separates the columns.");
        }

        Array.Resize(ref _cells, _cells.Length * 2);
    }
}
