using System.Globalization;
using System.Text;

namespace Hven.Tables.Votable;

/// <summary>One FIELD as it is written: its attributes, and the type that its values are widened to.</summary>
/// <param name="Column">The column.</param>
/// <param name="Name">The unique name.</param>
/// <param name="Id">The unique ID.</param>
/// <param name="Datatype">The VOTable datatype.</param>
/// <param name="Arraysize">The arraysize, or <see langword="null"/> for a scalar.</param>
/// <param name="Missing">The value that stands for null where there is no mask, or <see langword="null"/>.</param>
internal sealed record OutputField(Column Column, string Name, string Id, string Datatype, string? Arraysize, long? Missing)
{
    /// <summary>Decides how the columns of a schema are written.</summary>
    /// <exception cref="ArgumentException">A column cannot be written to a VOTable.</exception>
    public static OutputField[] Of(TableSchema schema, VotableSerialization serialization)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> ids = new(StringComparer.Ordinal) { "coosys" };
        return [.. schema.Columns.Select(column => Of(column, Unique(column.Name, names), Unique(Identifier(column.Name), ids), serialization))];
    }

    private static OutputField Of(Column column, string name, string id, VotableSerialization serialization)
    {
        string datatype = column.Type switch
        {
            ElementType.Boolean => "boolean",
            // BINARY marks nulls by a value, and a byte has none to spare.
            ElementType.UInt8 => serialization == VotableSerialization.Binary ? "short" : "unsignedByte",
            ElementType.Int8 or ElementType.Int16 => "short",
            ElementType.UInt16 or ElementType.Int32 => "int",
            ElementType.UInt32 or ElementType.Int64 => "long",
            ElementType.Float32 => "float",
            ElementType.Float64 => "double",
            ElementType.Complex64 => "floatComplex",
            ElementType.Complex128 => "doubleComplex",
            _ => "char",
        };
        bool text = datatype == "char";
        if (text && column.IsArray && (column.TextWidth ?? 0) < 1)
        {
            throw new ArgumentException($"Column '{column.Name}': a VOTable holds arrays of strings only when their width is known.", nameof(column));
        }

        string? arraysize = (text, column.Shape) switch
        {
            // Not the bounded "8*": astropy before 6.1 takes its binary form for one of fixed width.
            (true, null) => "*",
            (true, { } shape) => string.Create(CultureInfo.InvariantCulture, $"{column.TextWidth}x{shape}"),
            (false, { } shape) => shape.ToString(),
            _ => null,
        };
        bool marked = serialization == VotableSerialization.Binary || column.IsArray;
        long? missing = !marked ? null : datatype switch
        {
            "unsignedByte" => byte.MaxValue,
            "short" => short.MinValue,
            "int" => int.MinValue,
            "long" => long.MinValue,
            _ => null,
        };
        return new OutputField(column, name, id, datatype, arraysize, missing);
    }

    /// <summary>Bytes of one element in the binary serialisations.</summary>
    public int ElementSize => Datatype switch
    {
        "boolean" or "unsignedByte" or "char" => 1,
        "short" => 2,
        "int" or "float" => 4,
        "doubleComplex" => 16,
        _ => 8,
    };

    /// <summary>Whether cells start with their number of elements.</summary>
    public bool IsVariable => Arraysize is not null && Arraysize.EndsWith('*');

    /// <summary>Elements of a cell of fixed shape, characters counted one by one.</summary>
    public int ElementCount => IsVariable ? 0 : (Column.Shape?.ElementCount ?? 1) * (Datatype == "char" ? Column.TextWidth!.Value : 1);

    public void WriteTo(Utf8Output output, bool hasCoordinates)
    {
        output.Raw("<FIELD"u8);
        output.Attribute("ID", Id);
        output.Attribute("name", Name);
        output.Attribute("datatype", Datatype);
        output.Attribute("arraysize", Arraysize);
        output.Attribute("unit", Column.Unit);
        output.Attribute("ucd", Column.Ucd);
        output.Attribute("utype", Column.Utype);
        output.Attribute("xtype", Column.Xtype);
        if (hasCoordinates && IsEquatorial)
        {
            output.Attribute("ref", "coosys");
        }

        if (Column.Description is null && Missing is null)
        {
            output.Raw("/>\n"u8);
            return;
        }

        output.Raw(">"u8);
        if (Column.Description is not null)
        {
            output.Raw("<DESCRIPTION>"u8);
            output.Text(Column.Description);
            output.Raw("</DESCRIPTION>"u8);
        }

        if (Missing is { } missing)
        {
            output.Raw("<VALUES"u8);
            output.Attribute("null", missing.ToString(CultureInfo.InvariantCulture));
            output.Raw("/>"u8);
        }

        output.Raw("</FIELD>\n"u8);
    }

    /// <summary>Whether the column is an equatorial position, which a coordinate system belongs to.</summary>
    public bool IsEquatorial => Column.Ucd?.StartsWith("pos.eq", StringComparison.OrdinalIgnoreCase) == true;

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int number = 2; !taken.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        }

        return unique;
    }

    // An XML ID is an NCName: letters, digits, underscore, hyphen and dot, not starting with a digit.
    private static string Identifier(string name)
    {
        StringBuilder id = new(name.Length + 1);
        foreach (char character in name)
        {
            id.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' ? character : '_');
        }

        return id.Length > 0 && (char.IsAsciiLetter(id[0]) || id[0] == '_') ? id.ToString() : "_" + id;
    }
}
