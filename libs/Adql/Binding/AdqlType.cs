namespace Hven.Adql.Binding;

/// <summary>The type of a column or expression.</summary>
public enum AdqlType
{
    /// <summary>The literal NULL, which fits every type.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>Signed 16-bit integer.</summary>
    SmallInt,

    /// <summary>Signed 32-bit integer.</summary>
    Integer,

    /// <summary>Signed 64-bit integer.</summary>
    BigInt,

    /// <summary>IEEE 754 single precision.</summary>
    Real,

    /// <summary>IEEE 754 double precision.</summary>
    Double,

    /// <summary>Text of fixed length.</summary>
    Char,

    /// <summary>Text.</summary>
    Varchar,

    /// <summary>An instant, as text in the form of DALI 1.1 section 3.3.3.</summary>
    Timestamp,

    /// <summary>A position: an array of right ascension and declination in degrees (DALI 1.1, section 3.3.5).</summary>
    Point,

    /// <summary>A circle on the sky: an array of its centre and radius in degrees (section 3.3.6).</summary>
    Circle,

    /// <summary>A polygon on the sky: an array of its vertices in degrees (section 3.3.7).</summary>
    Polygon,

    /// <summary>Any other region of the sky, a constant; as text of STC-S or, for a coverage map, of MOC.</summary>
    Region,

    /// <summary>Bytes; can only be selected.</summary>
    Blob,
}

/// <summary>The families of <see cref="AdqlType"/>.</summary>
internal static class AdqlTypes
{
    public static bool IsInteger(this AdqlType type) => type is >= AdqlType.UInt8 and <= AdqlType.BigInt;

    public static bool IsNumeric(this AdqlType type) => type is >= AdqlType.UInt8 and <= AdqlType.Double;

    public static bool IsText(this AdqlType type) => type is AdqlType.Char or AdqlType.Varchar or AdqlType.Timestamp;

    /// <summary>Whether values are arrays of numbers that mean a shape.</summary>
    public static bool IsGeometry(this AdqlType type) => type is AdqlType.Point or AdqlType.Circle or AdqlType.Polygon;

    public static bool IsRegion(this AdqlType type) => type.IsGeometry() || type == AdqlType.Region;

    /// <summary>DALI's arraysize and xtype of a shape; null for other types.</summary>
    public static (string? ArraySize, string Xtype)? Serialization(this AdqlType type) => type switch
    {
        AdqlType.Point => ("2", "point"),
        AdqlType.Circle => ("3", "circle"),
        AdqlType.Polygon => ("*", "polygon"),
        AdqlType.Region => (null, "adql:region"),
        _ => null,
    };

    public static string Describe(this AdqlType type) => type switch
    {
        AdqlType.Null => "NULL",
        AdqlType.Boolean => "a boolean",
        AdqlType.Integer or AdqlType.UInt8 => "an integer",
        AdqlType.SmallInt or AdqlType.BigInt => "an integer",
        AdqlType.Real or AdqlType.Double => "a real number",
        AdqlType.Char or AdqlType.Varchar => "a text",
        AdqlType.Timestamp => "a timestamp",
        AdqlType.Point => "a point",
        AdqlType.Circle => "a circle",
        AdqlType.Polygon => "a polygon",
        AdqlType.Region => "a region",
        _ => "binary data",
    };

    /// <summary>Whether values of the two types can be compared and stand in one column.</summary>
    public static bool Fits(AdqlType a, AdqlType b) =>
        a == AdqlType.Null || b == AdqlType.Null || (a.IsNumeric() && b.IsNumeric()) || (a.IsText() && b.IsText()) || a == b;

    /// <summary>The type that holds values of both; the types fit each other.</summary>
    public static AdqlType Unify(AdqlType a, AdqlType b)
    {
        if (a == AdqlType.Null || a == b)
        {
            return b;
        }

        if (b == AdqlType.Null)
        {
            return a;
        }

        if (a.IsText())
        {
            return AdqlType.Varchar;
        }

        // A single has fewer digits than an integer of 32 bits.
        return (a == AdqlType.Real && b.IsInteger()) || (b == AdqlType.Real && a.IsInteger())
            ? AdqlType.Double
            : (AdqlType)Math.Max((int)a, (int)b);
    }
}
