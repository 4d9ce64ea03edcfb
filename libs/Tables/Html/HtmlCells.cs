using System.Net;
using System.Text;
using System.Text.Unicode;
using Hven.Tables.Csv;

namespace Hven.Tables.Html;

/// <summary>One cell as it stands in a row.</summary>
/// <param name="Text">Where its text lies in <see cref="HtmlCells.Bytes"/>.</param>
/// <param name="IsHead">Whether it is a <c>th</c>.</param>
/// <param name="IsNull">Whether it says that there is no value.</param>
/// <param name="Columns">Columns that it stands for.</param>
/// <param name="Rows">Rows that it stands for.</param>
internal readonly record struct HtmlCell(Range Text, bool IsHead, bool IsNull, int Columns, int Rows);

/// <summary>Gathers the cells of one row: text with references resolved, without the markup inside.</summary>
/// <param name="maxCellBytes">The longest cell.</param>
internal sealed class HtmlCells(int maxCellBytes)
{
    private readonly ByteBuffer _bytes = new();
    private readonly ByteBuffer _piece = new();
    private readonly List<HtmlCell> _cells = [];
    private int _start;
    private HtmlCell? _open;

    /// <summary>Whether a cell is open for text.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>The row's cells.</summary>
    public IReadOnlyList<HtmlCell> Row => _cells;

    /// <summary>The texts of the row's cells.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Written;

    /// <summary>Begins a cell.</summary>
    public void Open(HtmlCell cell)
    {
        Close();
        _open = cell;
        _start = _bytes.Length;
    }

    /// <summary>Adds text to the open cell.</summary>
    /// <returns>Whether the cell is still short enough.</returns>
    public bool Add(ReadOnlySpan<byte> text)
    {
        _piece.Add(text);
        return _bytes.Length - _start + _piece.Length <= maxCellBytes;
    }

    /// <summary>Ends a piece of text at a tag: no reference goes on behind it.</summary>
    /// <param name="apart">Whether the tag keeps what stands on both sides apart.</param>
    public void EndPiece(bool apart)
    {
        ReadOnlySpan<byte> text = _piece.Written;
        if (text.Contains((byte)'&') && Utf8.IsValid(text))
        {
            _bytes.Add(Encoding.UTF8.GetBytes(WebUtility.HtmlDecode(Encoding.UTF8.GetString(text)).Replace('\0', '\uFFFD')));
        }
        else
        {
            AddWithoutNul(text);
        }

        _piece.Clear();
        if (apart)
        {
            _bytes.Add((byte)' ');
        }
    }

    /// <summary>Ends the open cell, if there is one.</summary>
    public void Close()
    {
        if (_open is { } cell)
        {
            EndPiece(apart: false);
            _cells.Add(cell with { Text = _start.._bytes.Length });
            _open = null;
        }
    }

    /// <summary>Forgets the row.</summary>
    public void Clear()
    {
        _cells.Clear();
        _bytes.Clear();
        _piece.Clear();
        _open = null;
    }

    /// <summary>Text as a page shows it: runs of blanks are one, none stand at the ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">As many bytes, which may be the same.</param>
    public static ReadOnlySpan<byte> Shown(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int length = 0;
        bool blank = false;
        for (int at = 0; at < text.Length; at++)
        {
            byte value = text[at];
            bool wide = value == 0xC2 && at + 1 < text.Length && text[at + 1] == 0xA0;
            if (wide || value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r')
            {
                at += wide ? 1 : 0;
                blank = length > 0;
                continue;
            }

            if (blank)
            {
                target[length++] = (byte)' ';
                blank = false;
            }

            target[length++] = value;
        }

        return target[..length];
    }

    private void AddWithoutNul(ReadOnlySpan<byte> text)
    {
        for (int nul = text.IndexOf((byte)0); nul >= 0; nul = text.IndexOf((byte)0))
        {
            _bytes.Add(text[..nul]);
            _bytes.Add("\uFFFD"u8);
            text = text[(nul + 1)..];
        }

        _bytes.Add(text);
    }
}
