using System.Globalization;
using System.Text;
using Hven.Client;

namespace Hven.Cli.Screen;

/// <summary>Shows findings in a query's text, each under the place that it speaks of.</summary>
internal static class DiagnosticPrinter
{
    private const int MostShown = 10;
    private const int TabStop = 4;
    private const int LeastWidth = 20;

    public static async Task PrintAsync(Terminal terminal, IReadOnlyList<QueryDiagnostic> diagnostics, string query)
    {
        int width = terminal.ErrorIsTerminal ? terminal.Width : int.MaxValue;
        foreach (QueryDiagnostic diagnostic in diagnostics.Take(MostShown))
        {
            await terminal.Error.WriteAsync(Format(diagnostic, query, width));
        }

        if (diagnostics.Count > MostShown)
        {
            await terminal.Error.WriteLineAsync($"and {diagnostics.Count - MostShown} more");
        }
    }

    /// <summary>Message, line of the query, caret, suggestions.</summary>
    public static string Format(QueryDiagnostic diagnostic, string query, int screen)
    {
        StringBuilder text = new();
        string number = diagnostic.Line.ToString(CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"{TerminalText.Neutralize(diagnostic.Severity)}, line {number}, column {diagnostic.Column}: ");
        text.Append(TerminalText.NeutralizeLines(diagnostic.Message)).Append('\n');
        string gutter = $"  {number} | ";
        (string line, string marks) = Mark(query, diagnostic.Offset, diagnostic.Length, screen == int.MaxValue ? screen : Math.Max(screen - gutter.Length, LeastWidth));
        text.Append(gutter).Append(line).Append('\n');
        text.Append(' ', gutter.Length - 2).Append("| ").Append(marks).Append('\n');

        string[] more = [.. (diagnostic.Suggestions ?? []).Where(suggestion => !diagnostic.Message.Contains(suggestion, StringComparison.Ordinal))];
        if (more.Length > 0)
        {
            text.Append("  Could be: ").Append(TerminalText.Neutralize(string.Join(", ", more))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The line in which a span starts, and the marks below it. A line wider than the room is shown around the span's start.</summary>
    internal static (string Line, string Marks) Mark(string query, int offset, int length, int room)
    {
        offset = Math.Clamp(offset, 0, query.Length);
        int end = offset + Math.Clamp(length, 0, query.Length - offset);
        int lineStart = offset == 0 ? 0 : query.LastIndexOf('\n', offset - 1) + 1;
        int lineEnd = query.IndexOf('\n', offset) is >= 0 and int found ? found : query.Length;
        if (lineEnd > lineStart && query[lineEnd - 1] == '\r')
        {
            lineEnd--;
        }

        List<Element> elements = Split(query, lineStart, lineEnd);
        int caret = elements.Where(element => element.End <= offset).Sum(element => element.Width);
        int first = 0;
        int skipped = 0;
        while (room != int.MaxValue && elements.Sum(element => element.Width) > room && caret - skipped > room / 2)
        {
            skipped += elements[first++].Width;
        }

        StringBuilder line = new(first > 0 ? "…" : "");
        StringBuilder marks = new(first > 0 ? " " : "");
        bool hasCaret = false;
        int used = line.Length;
        foreach (Element element in elements.Skip(first))
        {
            if (used + element.Width > room - 1 && element.End != lineEnd)
            {
                line.Append('…');
                break;
            }

            line.Append(element.Text);
            bool isMarked = element.End > offset && element.Start < Math.Max(end, offset + 1);
            marks.Append(!isMarked ? ' ' : hasCaret ? '~' : '^', Math.Min(element.Width, 1)).Append(isMarked ? '~' : ' ', Math.Max(element.Width - 1, 0));
            hasCaret |= isMarked && element.Width > 0;
            used += element.Width;
        }

        return (line.ToString(), hasCaret ? marks.ToString().TrimEnd() : $"{marks.ToString().PadRight(line.Length > 0 && line[^1] == '…' ? 0 : used)}^");
    }

    private static List<Element> Split(string query, int start, int end)
    {
        List<Element> elements = [];
        int column = 0;
        for (int position = start; position < end;)
        {
            int length = StringInfo.GetNextTextElementLength(query.AsSpan(position, end - position));
            string source = query.Substring(position, length);
            string shown = source == "\t" ? new string(' ', TabStop - (column % TabStop)) : TerminalText.Neutralize(source);
            int width = TerminalText.Width(shown);
            elements.Add(new Element(position, position + length, shown, width));
            column += width;
            position += length;
        }

        return elements;
    }

    private readonly record struct Element(int Start, int End, string Text, int Width);
}
