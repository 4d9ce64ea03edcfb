using System.Globalization;

namespace Hven.Tables;

/// <summary>What is known of one column: its type and what its values mean.</summary>
/// <param name="Name">The column's name exactly as the source spells it; may hold any character.</param>
/// <param name="Type">The type of one element.</param>
public sealed record Column(string Name, ElementType Type)
{
    /// <summary>The shape of one cell, or <see langword="null"/> for a scalar.</summary>
    public ArrayShape? Shape { get; init; }

    /// <summary>Unit of the values in the syntax of VOUnits 1.1, for instance <c>deg</c> or <c>mas.yr**-1</c>; the source's own spelling when it is not valid.</summary>
    public string? Unit { get; init; }

    /// <summary>Unified content descriptor (UCD1+ 1.6), for instance <c>pos.eq.ra;meta.main</c>.</summary>
    public string? Ucd { get; init; }

    /// <summary>Pointer into a data model (VOTable 1.5, section 4.4).</summary>
    public string? Utype { get; init; }

    /// <summary>Extended type of DALI 1.1 section 3.3, for instance <c>timestamp</c> or <c>point</c>.</summary>
    public string? Xtype { get; init; }

    /// <summary>One or two sentences for a person.</summary>
    public string? Description { get; init; }

    /// <summary>The value that stood for "no value" in the source (FITS TNULL, VOTable VALUES/null), kept so that it can be written back. Batches mark nulls by validity, never by this value.</summary>
    public string? NullValue { get; init; }

    /// <summary>The longest text in bytes when it is bounded and known (FITS <c>rA</c>, VOTable <c>arraysize="r"</c>), else <see langword="null"/>. Text columns only.</summary>
    public int? TextWidth { get; init; }

    /// <summary>Whether the source held the text as VOTable <c>unicodeChar</c>, so that a VOTable made of it does so too: programs that take <c>char</c> for ASCII read no other. Single texts only.</summary>
    public bool IsUnicode { get; init; }

    /// <summary>Whether one cell holds more than one element.</summary>
    public bool IsArray => Shape is not null;
}

/// <summary>The shape of an array cell, fastest-varying axis first (the order of FITS TDIM and VOTable arraysize).</summary>
/// <param name="Lengths">Length of each axis, all positive; the last is 0 when <paramref name="IsVariable"/>.</param>
/// <param name="IsVariable">Whether the last axis varies from row to row (VOTable <c>*</c>, FITS <c>P</c> and <c>Q</c>).</param>
public sealed record ArrayShape(IReadOnlyList<int> Lengths, bool IsVariable)
{
    /// <summary>A one-dimensional array of varying length.</summary>
    public static ArrayShape Variable { get; } = new([0], true);

    /// <summary>A one-dimensional array of <paramref name="length"/> elements.</summary>
    /// <param name="length">Elements a cell, at least 1.</param>
    public static ArrayShape Fixed(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new([length], false);
    }

    /// <summary>Elements in one cell of a fixed shape; 0 when the shape is variable.</summary>
    public int ElementCount => IsVariable ? 0 : Lengths.Aggregate(1, (product, length) => checked(product * length));

    /// <summary>Reads the VOTable <c>arraysize</c> form, for instance <c>3</c>, <c>2x4</c>, <c>2x*</c> or <c>10*</c>.</summary>
    /// <param name="text">The form.</param>
    /// <returns>The shape, or <see langword="null"/> when the text is not of the form.</returns>
    public static ArrayShape? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] axes = text.Split('x');
        bool variable = text.EndsWith('*');
        int[] lengths = new int[axes.Length];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            bool last = axis == axes.Length - 1;
            if (last && variable)
            {
                continue;
            }

            if (!int.TryParse(axes[axis], NumberStyles.None, CultureInfo.InvariantCulture, out lengths[axis]) || lengths[axis] == 0)
            {
                return null;
            }
        }

        return new(lengths, variable);
    }

    /// <summary>The VOTable <c>arraysize</c> form, for instance <c>3</c>, <c>2x4</c> or <c>2x*</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> axes = Lengths.Select((length, axis) =>
            IsVariable && axis == Lengths.Count - 1 ? "*" : length.ToString(CultureInfo.InvariantCulture));
        return string.Join('x', axes);
    }

    /// <inheritdoc/>
    public bool Equals(ArrayShape? other) => other is not null && IsVariable == other.IsVariable && Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override int GetHashCode() => Lengths.Aggregate(IsVariable ? 1 : 0, HashCode.Combine);
}

/// <summary>The columns of a table and what is said of the table as a whole.</summary>
/// <param name="Columns">The columns in order; names need not be unique in a foreign file.</param>
public sealed record TableSchema(IReadOnlyList<Column> Columns)
{
    /// <summary>The table's name in the source, if it has one (EXTNAME, VOTable TABLE/@name).</summary>
    public string? Name { get; init; }

    /// <summary>The table's description, if it has one.</summary>
    public string? Description { get; init; }

    /// <summary>Facts about the table as name and value (VOTable INFO and PARAM, FITS cards that are not structural), in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Info { get; init; } = [];
}
