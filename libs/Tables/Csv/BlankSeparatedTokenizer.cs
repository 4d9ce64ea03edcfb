namespace Hven.Tables.Csv;

/// <summary>Cuts lines whose cells are separated by runs of spaces and tabs, as astronomers' fixed-width tables are, or of spaces alone, as in ECSV.</summary>
internal static class BlankSeparatedTokenizer
{
    /// <inheritdoc cref="CsvTokenizer.Tokenise"/>
    public static void Tokenise(CsvInput input, CsvDialect dialect, CsvRecords records, int maxRecords)
    {
        byte[] buffer = input.Buffer;
        ReadOnlySpan<byte> blanks = dialect.IsTabBlank ? " \t"u8 : " "u8;
        ReadOnlySpan<byte> ends = dialect.IsTabBlank ? " \t\r\n"u8 : " \r\n"u8;
        int end = input.End;
        int recordStart = input.Start;
        int at = recordStart;
        int cells = 0;
        var state = new RecordState();
        while (records.Count < maxRecords && recordStart < end)
        {
            while (at < end && blanks.Contains(buffer[at]))
            {
                at++;
            }

            if (at == end && !input.AtEnd)
            {
                break;
            }

            if (at == end || buffer[at] is (byte)'\n' or (byte)'\r')
            {
                int next = at + 1;
                if (at < end && buffer[at] == (byte)'\r')
                {
                    if (next == end && !input.AtEnd)
                    {
                        break;
                    }

                    next += next < end && buffer[next] == (byte)'\n' ? 1 : 0;
                }

                if (cells == 0)
                {
                    records.SkipLine();
                }
                else
                {
                    state.EndRecord(records, recordStart, at);
                }

                recordStart = at = Math.Min(next, end);
                cells = 0;
                continue;
            }

            int cellStart = at;
            if (buffer[at] == dialect.Quote)
            {
                bool closed = state.TakeQuoted(buffer, at, end, dialect.Quote, records.Lines);
                if (!closed && !input.AtEnd)
                {
                    break;
                }

                at = closed ? state.QuotedEnd + 1 : end;
            }

            int length = buffer.AsSpan(at, end - at).IndexOfAny(ends);
            if (length < 0 && !input.AtEnd)
            {
                break;
            }

            at = length < 0 ? end : at + length;
            state.AddCell(records, cellStart, at);
            cells++;
        }

        records.DropOpenRecord();
        input.Start = recordStart;
    }
}
