using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hven.Tables.Csv;

/// <summary>Cuts the bytes of a buffer into records and cells: RFC 4180, with any of LF, CR LF and CR as the end of a line and blank lines passed over.</summary>
internal static class CsvTokenizer
{
    /// <summary>Finds complete records from the start of what is pending, and moves the start behind them.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="dialect">The separator and quote.</param>
    /// <param name="records">Takes the records; cleared by the caller.</param>
    /// <param name="maxRecords">How many to take at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tokenise(CsvInput input, CsvDialect dialect, CsvRecords records, int maxRecords)
    {
        if (dialect.IsBlankSeparated)
        {
            BlankSeparatedTokenizer.Tokenise(input, dialect, records, maxRecords);
            return;
        }

        // Compiled once and for good: a table of a million rows is read before the runtime has found out by itself that this is worth it.
        // One pass over the marked bytes. A cell that begins with a quote leaves the pass, looks for its closing quote, and re-enters behind it.
        byte separator = dialect.Separator;
        byte quote = dialect.Quote;
        byte[] buffer = input.Buffer;
        int end = input.End;
        int recordStart = input.Start;
        int cellStart = recordStart;
        int block = recordStart;
        ulong mask = MaskAt(buffer, block, end, separator, quote);
        var state = new RecordState();
        while (records.Count < maxRecords)
        {
            int at;
            if (mask != 0)
            {
                at = block + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                if (at < cellStart)
                {
                    continue;
                }
            }
            else
            {
                block += 64;
                if (block < end)
                {
                    mask = MaskAt(buffer, block, end, separator, quote);
                    continue;
                }

                if (!input.AtEnd || recordStart == end)
                {
                    break;
                }

                at = end;
            }

            byte value = at == end ? (byte)'\n' : buffer[at];
            if (value == separator)
            {
                state.AddCell(records, cellStart, at);
                cellStart = at + 1;
            }
            else if (value == quote)
            {
                if (at != cellStart)
                {
                    continue;
                }

                if (!state.TakeQuoted(buffer, at, end, quote, records.Lines))
                {
                    if (!input.AtEnd)
                    {
                        break;
                    }

                    block = end;
                    mask = 0;
                    continue;
                }

                block = state.QuotedEnd + 1;
                mask = MaskAt(buffer, block, end, separator, quote);
            }
            else
            {
                int next = at + 1;
                if (value == (byte)'\r')
                {
                    if (next == end && !input.AtEnd)
                    {
                        break;
                    }

                    next += next < end && buffer[next] == (byte)'\n' ? 1 : 0;
                }

                if (at == recordStart)
                {
                    records.SkipLine();
                }
                else
                {
                    state.AddCell(records, cellStart, at);
                    state.EndRecord(records, recordStart, at);
                }

                recordStart = cellStart = Math.Min(next, end);
            }
        }

        records.DropOpenRecord();
        input.Start = recordStart;
    }

    private static ulong MaskAt(byte[] buffer, int block, int end, byte separator, byte quote)
    {
        int left = end - block;
        if (left <= 0)
        {
            return 0;
        }

        ulong mask = StructuralBytes.Mask(in MemoryMarshal.GetArrayDataReference(buffer), block, separator, quote);
        return left >= 64 ? mask : mask & ((1UL << left) - 1);
    }
}

/// <summary>What has been seen of the record being cut.</summary>
internal struct RecordState
{
    private bool _quoted;
    private bool _escaped;
    private int _linesInside;
    private CsvRecordFault _fault;
    private long _faultLine;

    /// <summary>Index of the closing quote of the cell last taken.</summary>
    public int QuotedEnd { get; private set; }

    /// <summary>Finds the end of a quoted cell.</summary>
    /// <returns><see langword="false"/> when the bytes end before the quote closes; the record is then at fault if these are the file's last.</returns>
    public bool TakeQuoted(byte[] buffer, int opening, int end, byte quote, long linesBefore)
    {
        int at = opening + 1;
        _quoted = true;
        _escaped = false;
        while (true)
        {
            int found = buffer.AsSpan(at, end - at).IndexOf(quote);
            if (found < 0)
            {
                _fault = CsvRecordFault.OpenQuote;
                _faultLine = linesBefore + 1 + _linesInside;
                QuotedEnd = end;
                return false;
            }

            at += found;
            if (at + 1 < end && buffer[at + 1] == quote)
            {
                _escaped = true;
                at += 2;
                continue;
            }

            QuotedEnd = at;
            _linesInside += CountLines(buffer.AsSpan(opening, at - opening));
            return true;
        }
    }

    /// <summary>Adds the cell that ends before <paramref name="end"/>.</summary>
    public void AddCell(CsvRecords records, int start, int end)
    {
        if (!_quoted)
        {
            records.AddCell(new CsvCell(start, end - start, false, false));
            return;
        }

        if (_fault == CsvRecordFault.None && end != QuotedEnd + 1)
        {
            _fault = CsvRecordFault.TextAfterQuote;
            _faultLine = records.Lines + 1 + _linesInside;
        }

        records.AddCell(new CsvCell(start + 1, QuotedEnd - start - 1, true, _escaped));
        _quoted = false;
    }

    public void EndRecord(CsvRecords records, int start, int end)
    {
        records.EndRecord(start, end, _linesInside, _fault, _faultLine);
        this = default;
    }

    private static int CountLines(ReadOnlySpan<byte> text)
    {
        int feeds = text.Count((byte)'\n');
        return feeds > 0 ? feeds : text.Count((byte)'\r');
    }
}
