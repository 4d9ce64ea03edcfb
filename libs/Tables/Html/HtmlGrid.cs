using System.Globalization;

namespace Hven.Tables.Html;

/// <summary>One place of a row: the text of a cell, or of one further up that reaches down to here.</summary>
/// <param name="Text">Where the text lies in the row's bytes.</param>
/// <param name="Carried">The text that comes from further up.</param>
/// <param name="IsNull">Whether there is no value.</param>
internal readonly record struct HtmlSlot(Range Text, byte[]? Carried, bool IsNull);

/// <summary>Lays cells out in columns: one that spans columns or rows stands in each of them.</summary>
internal sealed class HtmlGrid
{
    private const int MaxColumns = 16_384;

    // A short page could otherwise say that a long cell stands in millions of rows.
    private const long MaxRepeatedBytes = 64L << 20;

    private readonly Dictionary<int, (byte[] Text, bool IsNull, int Rows)> _reachingDown = [];
    private readonly List<HtmlSlot> _slots = [];
    private long _repeated;

    /// <summary>Lays out a row.</summary>
    /// <returns>Its slots, until the next call.</returns>
    /// <exception cref="TableFormatException">The row has too many columns, or too much is repeated.</exception>
    public List<HtmlSlot> LayOut(HtmlCells cells)
    {
        _slots.Clear();
        foreach (HtmlCell cell in cells.Row)
        {
            AddReachingDown();
            byte[] carried = cell.Rows > 1 ? cells.Bytes[cell.Text].ToArray() : [];
            for (int column = 0; column < cell.Columns && !_reachingDown.ContainsKey(_slots.Count); column++)
            {
                if (cell.Rows > 1)
                {
                    _reachingDown.Add(_slots.Count, (carried, cell.IsNull, cell.Rows));
                    Use(_slots.Count);
                }

                Add(new HtmlSlot(cell.Text, null, cell.IsNull), column == 0 ? 0 : cells.Bytes[cell.Text].Length);
            }
        }

        AddReachingDown();
        return _slots;
    }

    /// <summary>Ends what reaches down: no cell does so into another part of the table.</summary>
    public void EndPart() => _reachingDown.Clear();

    private void AddReachingDown()
    {
        while (_reachingDown.TryGetValue(_slots.Count, out (byte[] Text, bool IsNull, int Rows) above))
        {
            Use(_slots.Count);
            Add(new HtmlSlot(default, above.Text, above.IsNull), above.Text.Length);
        }
    }

    private void Use(int column)
    {
        (byte[] text, bool isNull, int rows) = _reachingDown[column];
        if (rows > 1)
        {
            _reachingDown[column] = (text, isNull, rows - 1);
        }
        else
        {
            _reachingDown.Remove(column);
        }
    }

    private void Add(HtmlSlot slot, int repeated)
    {
        _slots.Add(slot);
        _repeated += repeated;
        if (_slots.Count > MaxColumns)
        {
            throw new TableFormatException("HTML-COLUMNS", $"A row has more than {MaxColumns} columns.");
        }

        if (_repeated > MaxRepeatedBytes)
        {
            throw new TableFormatException("HTML-SPAN", string.Create(CultureInfo.InvariantCulture, $"Cells that span rows and columns (rowspan, colspan) repeat more than {MaxRepeatedBytes} bytes."));
        }
    }
}
