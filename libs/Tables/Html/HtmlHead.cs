using Hven.Tables.Json;

namespace Hven.Tables.Html;

/// <summary>What the head of a table says of its columns.</summary>
internal sealed class HtmlHead
{
    private readonly List<Column?> _declared = [];
    private readonly List<string[]> _rows = [];

    /// <summary>Columns that the rows of the head name.</summary>
    public int Count => _rows.Count == 0 ? 0 : _rows.Max(row => row.Length);

    /// <summary>The columns with their types, in a page of <see cref="HtmlTableWriter"/>; else <see langword="null"/>.</summary>
    public IReadOnlyList<Column>? Declared => _declared.Count > 0 && _declared.TrueForAll(column => column is not null) ? [.. _declared.OfType<Column>()] : null;

    /// <summary>The names: where the head has several rows, their different texts behind one another.</summary>
    public IEnumerable<string> Names(int count) =>
        Enumerable.Range(0, count).Select(column => string.Join(' ', _rows.Where(row => column < row.Length && row[column].Length > 0).Select(row => row[column]).Distinct(StringComparer.Ordinal)));

    /// <summary>Takes what the tag of a cell in the first row says of its column.</summary>
    /// <param name="tag">The tag of the cell.</param>
    /// <exception cref="TableFormatException">The type or the shape is none.</exception>
    public void Declare(HtmlScanner tag)
    {
        if (_rows.Count > 0)
        {
            return;
        }

        if (tag.Attribute("data-type"u8) is not { } type)
        {
            _declared.Add(null);
            return;
        }

        string? size = tag.Attribute("data-arraysize"u8);
        ArrayShape? shape = size is null ? null : ElementTypeNames.Shape(size);
        if (ElementTypeNames.Type(type) is not { } known || (size is not null && shape is null))
        {
            throw new TableFormatException("HTML-TYPE", $"Byte {tag.Position}: column {_declared.Count + 1} is of type '{type}' and arraysize '{size}', which there is not.");
        }

        _declared.Add(new Column("", known)
        {
            Shape = shape,
            Utype = tag.Attribute("data-utype"u8),
            Xtype = tag.Attribute("data-xtype"u8),
            Description = tag.Attribute("title"u8),
        });
    }

    /// <summary>Takes a row of the head.</summary>
    /// <param name="texts">The texts of its cells.</param>
    /// <param name="kind">The class of the row, by which <see cref="HtmlTableWriter"/> tells its rows apart.</param>
    public void Add(string[] texts, string? kind)
    {
        _rows.Add(texts);
        for (int column = 0; column < Math.Min(texts.Length, _declared.Count); column++)
        {
            string? text = texts[column].Length == 0 ? null : texts[column];
            _declared[column] = _declared[column] is not { } known ? null
                : _rows.Count == 1 ? known with { Name = texts[column] }
                : kind == "unit" ? known with { Unit = text }
                : kind == "ucd" ? known with { Ucd = text }
                : known;
        }
    }
}
