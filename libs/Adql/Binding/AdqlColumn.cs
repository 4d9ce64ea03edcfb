namespace Hven.Adql.Binding;

/// <summary>A column of a table or of a query's result, with its VOTable metadata.</summary>
/// <param name="Name">Name, in the case it is shown in.</param>
/// <param name="Type">Type of its values, or of the elements of an array.</param>
public sealed record AdqlColumn(string Name, AdqlType Type)
{
    /// <summary>Unit in VOUnits form; null when there is none.</summary>
    public string? Unit { get; init; }

    /// <summary>Unified content descriptor (UCD1+).</summary>
    public string? Ucd { get; init; }

    /// <summary>Role in an IVOA data model.</summary>
    public string? Utype { get; init; }

    /// <summary>DALI extended type, such as <c>timestamp</c> or <c>point</c>.</summary>
    public string? Xtype { get; init; }

    /// <summary>What the column holds, in words.</summary>
    public string? Description { get; init; }

    /// <summary>VOTable arraysize of a column of arrays; null for single values and text. Arrays can only be selected.</summary>
    public string? ArraySize { get; init; }

    /// <summary>The type as expressions see it: an array of numbers whose xtype is that of a shape is a shape.</summary>
    public AdqlType ValueType => ArraySize is null || Type is not (AdqlType.Real or AdqlType.Double) ? Type : Xtype switch
    {
        "point" => AdqlType.Point,
        "circle" => AdqlType.Circle,
        "polygon" => AdqlType.Polygon,
        _ => Type,
    };

    /// <summary>Whether text is kept as VOTable <c>unicodeChar</c>, as the table has it.</summary>
    public bool IsUnicode { get; init; }

    /// <summary>Whether <c>*</c> leaves the column out; it can still be named.</summary>
    public bool Hidden { get; init; }
}
