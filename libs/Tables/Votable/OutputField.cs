namespace Hven.Tables.Votable;

/// <summary>One column as its cells are written.</summary>
/// <param name="Column">The column of the batches.</param>
/// <param name="Layout">The FIELD, which may be wider than the column.</param>
/// <param name="Missing">The value that stands for null where there is no mask, or <see langword="null"/>.</param>
/// <param name="HasMask">Whether a mask says which cells are null.</param>
internal sealed record OutputField(Column Column, FieldLayout Layout, long? Missing, bool HasMask)
{
    /// <summary>Fits a column to the FIELD that it is to be written as.</summary>
    /// <param name="field">The FIELD.</param>
    /// <param name="missing">VALUES/@null.</param>
    /// <param name="column">The column.</param>
    /// <param name="hasMask">Whether a mask says which cells are null.</param>
    /// <exception cref="ArgumentException">The column cannot be written as that FIELD.</exception>
    public static OutputField Of(VotableField field, string? missing, Column column, bool hasMask)
    {
        FieldLayout layout;
        try
        {
            layout = FieldLayout.Of(field, missing, out _);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException(exception.Message, nameof(field), exception);
        }

        bool fits = column.Type switch
        {
            ElementType.Boolean => layout.Datatype is "boolean" or "bit",
            ElementType.UInt8 => layout.Datatype is "unsignedByte" or "short",
            ElementType.Int8 => layout.Datatype == "short",
            ElementType.Int16 => layout.Datatype is "short" or "int",
            ElementType.UInt16 or ElementType.Int32 => layout.Datatype == "int",
            ElementType.UInt32 or ElementType.Int64 => layout.Datatype == "long",
            ElementType.Float32 => layout.Datatype == "float",
            ElementType.Float64 => layout.Datatype == "double",
            ElementType.Complex64 => layout.Datatype == "floatComplex",
            ElementType.Complex128 => layout.Datatype == "doubleComplex",
            _ => layout.IsText,
        };
        if (!fits || column.IsArray != layout.Column.IsArray)
        {
            throw new ArgumentException($"Column '{column.Name}' of {column.Type}{(column.IsArray ? $"[{column.Shape}]" : "")} cannot be written as FIELD '{field.Name}' of {layout.Datatype}[{field.Arraysize}]", nameof(column));
        }

        return new OutputField(column, layout, NullValues.Integer(layout.Missing), hasMask);
    }

    /// <summary>The VOTable datatype.</summary>
    public string Datatype => Layout.Datatype;

    /// <summary>Whether a cell is one string.</summary>
    public bool IsString => Layout.IsText && !Column.IsArray;

    /// <summary>Whether cells start with their number of elements.</summary>
    public bool IsVariable => Layout.IsVariable;

    /// <summary>The fault of a null that nothing can stand for.</summary>
    public TableFormatException NoNull() => new(
        "VOT-NULL", $"Column '{Column.Name}' holds a null, and its FIELD has no VALUES/null to write for it; add one, or write BINARY2 or, for a column without arrays, TABLEDATA");

    /// <summary>The fault of a value that would be read back as null.</summary>
    public TableFormatException ValueIsNull(long value) => new(
        "VOT-NULL", $"Column '{Column.Name}' holds the value {value}, which its VALUES/null says is none; choose another NullValue or, for a column without arrays, BINARY2");
}
