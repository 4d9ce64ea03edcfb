using System.Text;
using Hven.Tables.Csv;

namespace Hven.Tables.Html;

/// <summary>Writes the rows of a table as CSV, so that each cell is taken for what it is.</summary>
/// <param name="head">The head, complete when the first row comes.</param>
/// <param name="maxRowBytes">The longest row.</param>
internal sealed class HtmlRowOutput(HtmlHead head, int maxRowBytes)
{
    private byte[] _scratch = new byte[256];

    /// <summary>What is written and not yet taken away.</summary>
    public ByteBuffer Buffer { get; } = new();

    /// <summary>Columns of the table; 0 before the first row.</summary>
    public int Columns { get; private set; }

    /// <summary>The columns with their types, when the page tells; there is then no header. Known from the first row on.</summary>
    public IReadOnlyList<Column>? Declared { get; private set; }

    /// <summary>Writes the names, unless that is done or the page tells more of the columns.</summary>
    /// <param name="columns">Cells of the first row, which count when there is no head.</param>
    public void WriteHeader(int columns)
    {
        if (Columns > 0)
        {
            return;
        }

        Columns = head.Count == 0 ? columns : head.Count;
        Declared = head.Declared;
        if (Declared is not null)
        {
            return;
        }

        string comma = "";
        foreach (string name in head.Names(Columns))
        {
            // In quotes, so that none is taken for a comment.
            Buffer.Add(Encoding.UTF8.GetBytes($"{comma}\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
            comma = ",";
        }

        Buffer.Add((byte)'\n');
    }

    /// <summary>Writes a row, with nulls for cells that it lacks.</summary>
    /// <param name="slots">Its cells.</param>
    /// <param name="bytes">The bytes that they point into.</param>
    /// <returns>Whether it is short enough.</returns>
    public bool TryWrite(List<HtmlSlot> slots, ReadOnlySpan<byte> bytes)
    {
        WriteHeader(slots.Count);
        int start = Buffer.Length;
        for (int column = 0; column < Math.Max(slots.Count, Columns); column++)
        {
            if (column > 0)
            {
                Buffer.Add((byte)',');
            }

            HtmlSlot slot = column < slots.Count ? slots[column] : new HtmlSlot(default, null, IsNull: true);
            WriteCell(slot.Carried ?? bytes[slot.Text], slot.IsNull);
            if (Buffer.Length - start > maxRowBytes)
            {
                return false;
            }
        }

        Buffer.Add((byte)'\n');
        return true;
    }

    /// <summary>Writes a cell: nothing in a foreign page is null, nothing in one of ours is so only when marked.</summary>
    private void WriteCell(ReadOnlySpan<byte> text, bool isNull)
    {
        if (Declared is null)
        {
            if (_scratch.Length < text.Length)
            {
                _scratch = new byte[text.Length];
            }

            text = HtmlCells.Shown(text, _scratch);
            isNull |= CsvValue.IsNull(text);
        }

        if (isNull)
        {
            Buffer.Add("\\N"u8);
        }
        else if (Declared is null)
        {
            CsvText.Write(text, (byte)',', Buffer);
        }
        else
        {
            CsvText.WriteQuoted(text, Buffer);
        }
    }
}
