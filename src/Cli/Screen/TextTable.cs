using System.Text;

namespace Hven.Cli.Screen;

/// <summary>A column of a table on the screen.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="IsNumber">Whether it is aligned to the right, and never cut: half a number is a wrong one.</param>
internal readonly record struct TextColumn(string Name, string? Unit = null, bool IsNumber = false);

/// <summary>A cell of a table on the screen.</summary>
/// <param name="Text">Text without control characters.</param>
/// <param name="IsNull">Whether it stands for the lack of a value.</param>
internal readonly record struct TextCell(string Text, bool IsNull = false)
{
    public static TextCell Null { get; } = new("null", IsNull: true);
}

/// <summary>Lays rows out in aligned columns, page by page, within the screen's width.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";
    private const int MaxTextWidth = 60;
    private const int MinTextWidth = 12;

    private readonly TextColumn[] _columns;
    private readonly int _screen;
    private readonly Style _style;
    private readonly bool _wrapsLast;
    private readonly int[] _natural;
    private int[] _widths = [];

    /// <param name="columns">The columns.</param>
    /// <param name="screen">Screen columns, <see cref="int.MaxValue"/> for a pipe.</param>
    /// <param name="style">How heads and nulls look.</param>
    /// <param name="wrapsLast">Whether the last column goes on in the next line instead of being cut.</param>
    public TextTable(IEnumerable<TextColumn> columns, int screen, Style style, bool wrapsLast = false)
    {
        _columns = [.. columns.Select(column => column with
        {
            Name = TerminalText.Neutralize(column.Name),
            Unit = column.Unit is null ? null : TerminalText.Neutralize(column.Unit),
        })];
        _screen = screen;
        _style = style;
        _wrapsLast = wrapsLast;
        _natural = [.. _columns.Select(column => Math.Max(TerminalText.Width(column.Name), TerminalText.Width(column.Unit ?? "")))];
    }

    /// <summary>Columns for which the screen has no room.</summary>
    public int HiddenColumns => _columns.Length - _widths.Length;

    /// <summary>Lays out some rows. Heads come first, and again when a later page needs wider columns.</summary>
    public string Format(IReadOnlyList<TextCell[]> rows)
    {
        int[] widths = Fit(rows);
        StringBuilder page = new();
        if (!widths.AsSpan().SequenceEqual(_widths))
        {
            _widths = widths;
            AppendHead(page);
        }

        foreach (TextCell[] row in rows)
        {
            AppendRow(page, row);
        }

        return page.ToString();
    }

    private bool IsOpen(int column) => _wrapsLast && column == _columns.Length - 1;

    private int[] Fit(IReadOnlyList<TextCell[]> rows)
    {
        List<int> widths = [];
        int used = 0;
        for (int column = 0; column < _columns.Length; column++)
        {
            foreach (TextCell[] row in rows)
            {
                _natural[column] = Math.Max(_natural[column], TerminalText.Width(row[column].Text));
            }

            bool isText = !_columns[column].IsNumber;
            int width = isText && !IsOpen(column) && _screen != int.MaxValue ? Math.Min(_natural[column], MaxTextWidth) : _natural[column];
            int gap = column == 0 ? 0 : Gap.Length;
            int room = _screen - used - gap;
            if (width > room && isText && room >= Math.Min(MinTextWidth, _screen))
            {
                width = room;
            }

            if (width > room && column > 0)
            {
                break;
            }

            widths.Add(width);
            used += gap + width;
            if (used >= _screen)
            {
                break;
            }
        }

        return [.. widths];
    }

    private void AppendHead(StringBuilder page)
    {
        AppendLine(page, index => _columns[index].Name, _style.Bold);
        if (_columns.Any(column => column.Unit is { Length: > 0 }))
        {
            AppendLine(page, index => _columns[index].Unit ?? "", _style.Dim);
        }

        AppendLine(page, index => new string('─', IsOpen(index) ? Math.Min(_widths[index], MaxTextWidth) : _widths[index]), _style.Dim);
    }

    private void AppendLine(StringBuilder page, Func<int, string> text, Func<string, string> style)
    {
        for (int column = 0; column < _widths.Length; column++)
        {
            Append(page, column, TerminalText.Cut(text(column), _widths[column]), style);
        }

        EndLine(page);
    }

    private void AppendRow(StringBuilder page, TextCell[] row)
    {
        IReadOnlyList<string> more = [];
        for (int column = 0; column < _widths.Length; column++)
        {
            TextCell cell = row[column];
            string text = cell.Text;
            if (IsOpen(column))
            {
                more = TextWrap.Wrap(text, _widths[column]);
                text = more[0];
            }
            else if (!_columns[column].IsNumber)
            {
                text = TerminalText.Cut(text, _widths[column]);
            }

            Append(page, column, text, cell.IsNull ? _style.Dim : static plain => plain);
        }

        EndLine(page);
        string indent = new(' ', _widths.Take(_widths.Length - 1).Sum(width => width + Gap.Length));
        foreach (string line in more.Skip(1))
        {
            page.Append(indent).Append(line).Append('\n');
        }
    }

    private static void EndLine(StringBuilder page)
    {
        while (page.Length > 0 && page[^1] == ' ')
        {
            page.Length--;
        }

        page.Append('\n');
    }

    private void Append(StringBuilder page, int column, string text, Func<string, string> style)
    {
        if (column > 0)
        {
            page.Append(Gap);
        }

        int padding = Math.Max(_widths[column] - TerminalText.Width(text), 0);
        if (_columns[column].IsNumber)
        {
            page.Append(' ', padding).Append(style(text));
            return;
        }

        page.Append(style(text));
        if (column < _widths.Length - 1)
        {
            page.Append(' ', padding);
        }
    }
}
