using System.Globalization;
using System.Text;

namespace Hven.Tables.Html;

/// <summary>Takes one table out of a page, and writes its rows as CSV, which has all that it takes to find types and to read cells.</summary>
internal sealed class HtmlTableScan
{
    /// <summary>The longest row.</summary>
    public const int MaxRowBytes = 16 << 20;

    // Tables inside tables.
    private const int MaxDepth = 64;
    private const int MaxColumnSpan = 1000;
    private const int MaxRowSpan = 65_534;

    private readonly HtmlScanner _scanner;
    private readonly HtmlReaderOptions _options;
    private readonly Stream _target;
    private readonly HtmlCells _cells;
    private readonly HtmlGrid _grid = new();
    private readonly HtmlHead _head = new();
    private readonly HtmlRowOutput _output;
    private readonly List<string> _names = [];
    private byte[]? _caption;
    private string? _rowClass;
    private bool _inCaption;
    private bool _inHead;

    private HtmlTableScan(HtmlScanner scanner, HtmlReaderOptions options, Stream target)
    {
        _scanner = scanner;
        _options = options;
        _target = target;
        _cells = new HtmlCells(options.MaxCellBytes);
        _output = new HtmlRowOutput(_head, MaxRowBytes);
    }

    /// <summary>The table's name, if the page has one.</summary>
    public string? Name { get; private set; }

    /// <summary>The table's caption, if it has one.</summary>
    public string? Description => _caption is not { Length: > 0 } text ? null : Encoding.UTF8.GetString(Declared is null ? HtmlCells.Shown(text, text) : text);

    /// <summary>The columns with their types, when the page tells; the CSV then has no header.</summary>
    public IReadOnlyList<Column>? Declared => _output.Declared;

    /// <summary>Whether the page says that rows were left out because of a limit.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Reads a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="options">Which table.</param>
    /// <param name="target">Takes the rows.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">There is no such table, or it cannot be read.</exception>
    public static async ValueTask<HtmlTableScan> ScanAsync(Stream page, HtmlReaderOptions options, Stream target, CancellationToken cancellationToken)
    {
        var scan = new HtmlTableScan(new HtmlScanner(page), options, target);
        await scan.FindAsync(cancellationToken).ConfigureAwait(false);
        await scan.ReadTableAsync(cancellationToken).ConfigureAwait(false);
        await scan.EndAsync(cancellationToken).ConfigureAwait(false);
        return scan;
    }

    private async ValueTask FindAsync(CancellationToken cancellationToken)
    {
        for (int number = 1; ;)
        {
            HtmlToken token = await _scanner.NextAsync(cancellationToken).ConfigureAwait(false);
            if (token == HtmlToken.EndOfFile)
            {
                string found = number == 1 ? "The page has no <table>" : $"The page has {number - 1} tables, none of them '{_options.Table}'";
                throw new TableFormatException("HTML-TABLE", _names.Count == 0 ? $"{found}." : $"{found}; those with names are {string.Join(", ", _names.Take(50))}.");
            }

            if (token != HtmlToken.Start || !_scanner.Is("table"u8))
            {
                continue;
            }

            string? id = _scanner.Attribute("id"u8);
            Name = _scanner.Attribute("data-name"u8) ?? id;
            if (_options.Table is not { } wanted || wanted == id || wanted == Name || wanted == number.ToString(CultureInfo.InvariantCulture))
            {
                return;
            }

            _names.AddRange(Name is null ? [] : [Name]);
            number++;
        }
    }

    private async ValueTask ReadTableAsync(CancellationToken cancellationToken)
    {
        for (int depth = 1; depth > 0;)
        {
            HtmlToken token = await _scanner.NextAsync(cancellationToken).ConfigureAwait(false);
            switch (token)
            {
                case HtmlToken.EndOfFile:
                    throw new TableFormatException("HTML-TRUNCATED", $"The page ends at byte {_scanner.Position} before its table does: there is no </table>.");
                case HtmlToken.Text:
                    AddText();
                    continue;
                case HtmlToken.Start when _scanner.Is("table"u8):
                    depth = depth < MaxDepth ? depth + 1 : throw Fault("HTML-DEPTH", $"tables stand inside one another more than {MaxDepth} deep.");
                    break;
                case HtmlToken.End when _scanner.Is("table"u8):
                    depth--;
                    break;
            }

            if (depth <= 1)
            {
                Take(token, ended: depth == 0);
            }

            if (_cells.IsOpen)
            {
                _cells.EndPiece(apart: depth > 1 || IsBlock());
            }

            if (_output.Buffer.Length > 1 << 16)
            {
                await _output.Buffer.DrainAsync(_target, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes a tag of the table itself, not of one inside a cell.</summary>
    private void Take(HtmlToken token, bool ended)
    {
        bool isCell = _scanner.Is("td"u8) || _scanner.Is("th"u8);
        bool isPart = _scanner.Is("thead"u8) || _scanner.Is("tbody"u8) || _scanner.Is("tfoot"u8);
        bool isCaption = _scanner.Is("caption"u8);
        if (isCell && token == HtmlToken.Start)
        {
            OpenCell();
        }
        else if (isCell || (isCaption && token == HtmlToken.End))
        {
            CloseCell();
        }
        else if (isCaption && _cells.Row.Count == 0)
        {
            _cells.Open(default);
            _inCaption = true;
        }
        else if (_scanner.Is("tr"u8) || isPart || ended)
        {
            CloseRow();
            _rowClass = token == HtmlToken.Start && _scanner.Is("tr"u8) ? _scanner.Attribute("class"u8) : null;
            _inHead = isPart ? token == HtmlToken.Start && _scanner.Is("thead"u8) : _inHead && !ended;
            if (isPart)
            {
                _grid.EndPart();
            }
        }
    }

    private bool IsBlock() => _scanner.Is("table"u8) || _scanner.Is("br"u8) || _scanner.Is("p"u8) || _scanner.Is("div"u8) || _scanner.Is("li"u8) || _scanner.Is("hr"u8) || _scanner.Is("dd"u8) || _scanner.Is("dt"u8);

    private void AddText()
    {
        if (_cells.IsOpen && !_cells.Add(_scanner.Text))
        {
            throw Fault("HTML-CELL", $"a cell has more than {_options.MaxCellBytes} bytes.");
        }
    }

    private void OpenCell()
    {
        CloseCell();
        bool isHead = _scanner.Is("th"u8);
        if (isHead && _output.Columns == 0)
        {
            _head.Declare(_scanner);
        }

        _cells.Open(new HtmlCell(default, isHead, _scanner.Attribute("class"u8) == "null", Span("colspan"u8, MaxColumnSpan), Span("rowspan"u8, MaxRowSpan)));
    }

    /// <summary>How many columns or rows a cell stands in; no rows stands for all to the end of the part.</summary>
    private int Span(ReadOnlySpan<byte> attribute, int most) =>
        _scanner.Attribute(attribute) is not { } text || !int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int span)
            ? 1
            : span == 0 && most == MaxRowSpan ? most : Math.Clamp(span, 1, most);

    private void CloseCell()
    {
        _cells.Close();
        if (_inCaption)
        {
            _inCaption = false;
            _caption ??= _cells.Bytes.ToArray();
            _cells.Clear();
        }
    }

    private void CloseRow()
    {
        CloseCell();
        if (_cells.Row.Count > 0)
        {
            bool hasData = _cells.Row.Any(cell => !cell.IsHead);
            List<HtmlSlot> slots = _grid.LayOut(_cells);
            if (hasData && !_inHead)
            {
                if (!_output.TryWrite(slots, _cells.Bytes))
                {
                    throw Fault("HTML-ROW-LENGTH", $"a row has more than {MaxRowBytes} bytes.");
                }
            }
            else if (_output.Columns == 0)
            {
                // A head that comes again among the rows, as in long pages, says nothing new.
                bool asTheyAre = _head.Declared is not null;
                _head.Add([.. slots.Select(slot => HeadText(slot, asTheyAre))], _rowClass);
            }
        }

        _cells.Clear();
    }

    private string HeadText(HtmlSlot slot, bool asItIs)
    {
        ReadOnlySpan<byte> text = slot.Carried ?? _cells.Bytes[slot.Text];
        return Encoding.UTF8.GetString(asItIs ? text : HtmlCells.Shown(text, new byte[text.Length]));
    }

    /// <summary>Looks behind the table for what a writer says of its end.</summary>
    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        _output.WriteHeader(0);
        await _output.Buffer.DrainAsync(_target, cancellationToken).ConfigureAwait(false);
        if (_output.Columns == 0)
        {
            throw new TableFormatException("HTML-COLUMNS", "The table has neither a head nor rows, so there are no columns.");
        }

        HtmlToken token;
        while (Declared is not null && (token = await _scanner.NextAsync(cancellationToken).ConfigureAwait(false)) != HtmlToken.EndOfFile)
        {
            string? end = token == HtmlToken.Start ? _scanner.Attribute("data-end"u8) : null;
            Overflow |= end == "overflow";
            if (end == "error")
            {
                throw new TableFormatException("HTML-ERROR", "The page says that its table ended before the last row.");
            }
        }
    }

    private TableFormatException Fault(string code, string reason) => new(code, string.Create(CultureInfo.InvariantCulture, $"Byte {_scanner.Position}: {reason}"));
}
