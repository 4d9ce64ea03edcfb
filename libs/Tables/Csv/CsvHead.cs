using System.Globalization;
using System.Text;

namespace Hven.Tables.Csv;

/// <summary>What the first lines of a text table say: its dialect, its column names, and for ECSV the columns' types, units and descriptions.</summary>
/// <param name="Dialect">The dialect given or found.</param>
/// <param name="Names">Column names; made up as <c>col1</c>, <c>col2</c>... when there are none.</param>
/// <param name="Declared">The columns that an ECSV header declares, else <see langword="null"/>.</param>
/// <param name="DataLine">Lines before the first data record.</param>
internal sealed record CsvHead(CsvDialect Dialect, IReadOnlyList<string> Names, TableSchema? Declared, long DataLine)
{
    private const int SampleRecords = 200;

    // In order of preference when two candidates explain the sample equally well.
    private static readonly byte[] s_separators = [(byte)',', (byte)'\t', (byte)';', (byte)'|', (byte)' '];

    /// <summary>Reads the head and leaves the input at the first data record.</summary>
    public static async ValueTask<CsvHead> ReadAsync(CsvInput input, CsvOptions options, CancellationToken cancellationToken)
    {
        await input.FillAsync(1, cancellationToken).ConfigureAwait(false);
        CheckEncoding(input);
        var comments = new List<string>();
        long line = 0;
        while (await ReadCommentAsync(input, line + 1, cancellationToken).ConfigureAwait(false) is { } comment)
        {
            comments.Add(comment);
            line++;
        }

        EcsvHeader? ecsv = EcsvHeader.TryRead(comments);
        CsvDialect? dialect = options.Dialect ?? (ecsv is null ? null : new CsvDialect(ecsv.Separator) { IsTabBlank = false });
        while (dialect is null && !HasWholeRecord(input) && !input.AtEnd)
        {
            await input.FillAsync(line + 1, cancellationToken).ConfigureAwait(false);
        }

        dialect ??= Detect(input, line);
        var first = new CsvRecords();
        first.Clear(line);
        int start = input.Start;
        while (true)
        {
            CsvTokenizer.Tokenise(input, dialect, first, 1);
            if (first.Count > 0 || (input.AtEnd && input.Start == input.End))
            {
                break;
            }

            line = first.Lines;
            await input.FillAsync(line + 1, cancellationToken).ConfigureAwait(false);
            start = input.Start;
            first.Clear(line);
        }

        return Interpret(input, options.Dialect, dialect, first, start, line, comments, ecsv);
    }

    private static CsvHead Interpret(
        CsvInput input, CsvDialect? given, CsvDialect dialect, CsvRecords first, int start, long line, List<string> comments, EcsvHeader? ecsv)
    {
        if (first.Count == 0)
        {
            return new CsvHead(dialect, ecsv is null ? [] : [.. ecsv.Schema.Columns.Select(column => column.Name)], ecsv?.Schema, line);
        }

        if (first.Fault(0) != CsvRecordFault.None && dialect.HasHeader)
        {
            throw new TableFormatException("CSV-HEADER", $"The header at line {first.Line(0)} has a quote that does not close properly.");
        }

        if (dialect.HasHeader && first.Bytes(input.Buffer).IndexOf((byte)0) is var nul and >= 0)
        {
            throw new TableFormatException("CSV-BINARY", $"The header at line {first.Line(0)} holds a zero byte, {nul} bytes from its start: this is not a text file.");
        }

        List<string> cells = Texts(first, input.Buffer);
        bool hasHeader = given?.HasHeader ?? (ecsv is not null || LooksLikeHeader(first, input.Buffer));
        dialect = dialect with { HasHeader = hasHeader };
        if (hasHeader)
        {
            IReadOnlyList<string> names = [.. cells.Select((name, index) => name.Length > 0 ? name : MadeUpName(index))];
            ecsv?.CheckNames(names);
            return new CsvHead(dialect, names, ecsv?.Schema, first.Lines);
        }

        input.Start = start;
        string[]? commented = comments.Count == 0 ? null : CommentedNames(comments[^1], dialect, cells.Count);
        return new CsvHead(dialect, commented ?? [.. Enumerable.Range(0, cells.Count).Select(MadeUpName)], null, line);
    }

    private static string MadeUpName(int index) => string.Create(CultureInfo.InvariantCulture, $"col{index + 1}");

    private static List<string> Texts(CsvRecords records, byte[] buffer)
    {
        var texts = new List<string>();
        foreach (CsvCell cell in records.Cells(0))
        {
            string text = Encoding.UTF8.GetString(buffer, cell.Start, cell.Length);
            texts.Add((cell.IsEscaped ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text).Trim());
        }

        return texts;
    }

    /// <summary>A header has a name somewhere and nothing that reads as a value.</summary>
    private static bool LooksLikeHeader(CsvRecords records, byte[] buffer)
    {
        bool named = false;
        foreach (CsvCell cell in records.Cells(0))
        {
            ReadOnlySpan<byte> text = buffer.AsSpan(cell.Start, cell.Length).Trim(" \t"u8);
            CsvValueKind kind = CsvValue.Classify(text, false);
            if (kind is not (CsvValueKind.Text or CsvValueKind.Null) || (kind == CsvValueKind.Text && CsvValue.TryParseDouble(text, out _)))
            {
                return false;
            }

            named |= kind == CsvValueKind.Text;
        }

        return named;
    }

    /// <summary>The names in the comment above the data (astropy's "commented header"), when they are as many as the cells.</summary>
    private static string[]? CommentedNames(string comment, CsvDialect dialect, int count)
    {
        string text = comment.TrimStart('#').Trim();
        string[] names = dialect.IsBlankSeparated
            ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            : text.Split((char)dialect.Separator, StringSplitOptions.TrimEntries);
        return names.Length == count && names.All(name => name.Length > 0) ? names : null;
    }

    private static void CheckEncoding(CsvInput input)
    {
        ReadOnlySpan<byte> head = input.Pending[..Math.Min(4096, input.Pending.Length)];
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw new TableFormatException("CSV-ENCODING", "The file is UTF-16; save it as UTF-8.");
        }

        int nul = head.IndexOf((byte)0);
        if (nul >= 0)
        {
            throw new TableFormatException("CSV-BINARY", $"Byte {nul} is zero: this is not a text file.");
        }

        input.Start += head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
    }

    private static async ValueTask<string?> ReadCommentAsync(CsvInput input, long line, CancellationToken cancellationToken)
    {
        while (!input.Pending.IsEmpty && input.Pending[0] == (byte)'#')
        {
            int length = input.Pending.IndexOfAny((byte)'\n', (byte)'\r');
            bool complete = length >= 0 && (length + 1 < input.Pending.Length || input.AtEnd);
            if (!complete && !input.AtEnd)
            {
                await input.FillAsync(line, cancellationToken).ConfigureAwait(false);
                continue;
            }

            ReadOnlySpan<byte> comment = length < 0 ? input.Pending : input.Pending[..length];
            int ending = length < 0 ? 0 : input.Pending[length..].StartsWith("\r\n"u8) ? 2 : 1;
            string text = Encoding.UTF8.GetString(comment);
            input.Start += comment.Length + ending;
            return text;
        }

        return null;
    }

    private static bool HasWholeRecord(CsvInput input) => input.Pending.ContainsAny((byte)'\n', (byte)'\r');

    /// <summary>The separator that cuts most sample records into as many cells as the first, over one.</summary>
    private static CsvDialect Detect(CsvInput input, long line)
    {
        int start = input.Start;
        CsvDialect best = new();
        double bestShare = 0;
        foreach (byte separator in s_separators)
        {
            var candidate = new CsvDialect(separator);
            var records = new CsvRecords();
            records.Clear(line);
            CsvTokenizer.Tokenise(input, candidate, records, SampleRecords);
            input.Start = start;
            int cells = records.Count == 0 ? 0 : records.Cells(0).Length;
            int alike = 0;
            for (int record = 0; record < records.Count && cells > 1; record++)
            {
                alike += records.Cells(record).Length == cells && records.Fault(record) == CsvRecordFault.None ? 1 : 0;
            }

            double share = records.Count == 0 ? 0 : (double)alike / records.Count;
            if (share > bestShare)
            {
                (best, bestShare) = (candidate, share);
            }
        }

        return best;
    }
}
