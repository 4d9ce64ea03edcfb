using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>A FIELD as its cells are held (VOTable 1.5, sections 2.2 and 4.1).</summary>
/// <param name="Column">What it is to the outside.</param>
/// <param name="Datatype">The datatype attribute.</param>
/// <param name="Dimensions">Lengths of the axes that are fixed, fastest first; empty for a scalar.</param>
/// <param name="IsVariable">Whether the last axis varies.</param>
/// <param name="Missing">VALUES/@null.</param>
internal sealed record FieldLayout(Column Column, string Datatype, int[] Dimensions, bool IsVariable, string? Missing)
{
    // Names that documents use for lack of the right ones.
    private static readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal)
    {
        ["string"] = "char", ["unicodeString"] = "unicodeChar", ["byte"] = "unsignedByte", ["int16"] = "short", ["int32"] = "int", ["int64"] = "long",
        ["unsignedShort"] = "int", ["unsignedInt"] = "long", ["float32"] = "float", ["float64"] = "double",
    };

    /// <summary>The greatest length of the last axis when it varies within a bound, or <see langword="null"/>.</summary>
    public int? Bound { get; init; }

    /// <summary>Whether the elements are characters, so that the first axis runs along a string.</summary>
    public bool IsText => Datatype is "char" or "unicodeChar";

    /// <summary>Elements of a cell, characters counted one by one; -1 when it varies.</summary>
    public int ElementCount => IsVariable ? -1 : Dimensions.Aggregate(1, (product, length) => product * length);

    /// <summary>Units of one string of an array of strings; 0 when a cell is one string.</summary>
    public int StringWidth => IsText && Column.IsArray ? Dimensions[0] : 0;

    /// <summary>Bytes of one element in the binary serialisations; 0 for bits.</summary>
    public int ElementSize => Datatype switch
    {
        "bit" => 0,
        "boolean" or "unsignedByte" or "char" => 1,
        "short" or "unicodeChar" => 2,
        "int" or "float" => 4,
        "doubleComplex" => 16,
        _ => 8,
    };

    /// <summary>Works out how the values of a FIELD or PARAM are held.</summary>
    /// <param name="variable">The FIELD or PARAM; it has a name.</param>
    /// <param name="missing">VALUES/@null.</param>
    /// <param name="slip">What was forgiven, if anything.</param>
    /// <exception cref="FormatException">The datatype or the arraysize is none.</exception>
    public static FieldLayout Of(VotableVariable variable, string? missing, out string? slip)
    {
        (string? datatype, string? arraysize) = (variable.Datatype?.Trim(), variable.Arraysize?.Trim());
        slip = null;
        if (datatype is null or "" || _aliases.ContainsKey(datatype))
        {
            (string meant, arraysize) = datatype is null or "" ? ("char", arraysize) : (_aliases[datatype], datatype is "string" or "unicodeString" ? arraysize ?? "*" : arraysize);
            slip = $"'{variable.Name}' has {(datatype is null or "" ? "no datatype" : $"the datatype '{datatype}', which is not VOTable's")}; it is read as {meant}";
            datatype = meant;
        }

        ElementType type = datatype switch
        {
            "boolean" or "bit" => ElementType.Boolean,
            "unsignedByte" => ElementType.UInt8,
            "short" => ElementType.Int16,
            "int" => ElementType.Int32,
            "long" => ElementType.Int64,
            "char" or "unicodeChar" => ElementType.String,
            "float" => ElementType.Float32,
            "double" => ElementType.Float64,
            "floatComplex" => ElementType.Complex64,
            "doubleComplex" => ElementType.Complex128,
            _ => throw new FormatException($"'{variable.Name}' has the datatype '{datatype}', which VOTable does not know"),
        };
        (int[] lengths, int? bound, bool isVariable) = Parse(variable.Name ?? "", arraysize);
        bool text = type == ElementType.String;
        bool oneString = text && lengths.Length + (isVariable ? 1 : 0) <= 1;
        int[] shape = text ? [.. lengths.Skip(1)] : lengths;
        int? width = !oneString ? lengths.FirstOrDefault() : isVariable ? bound : lengths.Length == 0 ? 1 : lengths[0];
        Column column = new(variable.Name ?? "", type)
        {
            Shape = oneString || (lengths.Length == 0 && !isVariable) ? null : new ArrayShape(isVariable ? [.. shape, 0] : shape, isVariable),
            NullValue = missing,
            // A unit of UTF-16 takes three bytes of UTF-8 at most.
            TextWidth = datatype == "char" ? width : oneString ? null : 3 * width,
            IsUnicode = datatype == "unicodeChar" && oneString,
            Unit = Blank(variable.Unit),
            Ucd = Blank(variable.Ucd),
            Utype = Blank(variable.Utype),
            Xtype = Blank(variable.Xtype),
            Description = TableLayout.Tidy(variable.Description),
        };
        return new FieldLayout(column, datatype, lengths, isVariable, missing) { Bound = bound };
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static (int[] Lengths, int? Bound, bool IsVariable) Parse(string name, string? arraysize)
    {
        if (string.IsNullOrEmpty(arraysize) || arraysize == "1")
        {
            return ([], null, false);
        }

        List<int> lengths = [];
        string[] parts = arraysize.Split('x');
        bool variable = parts[^1].EndsWith('*');
        int? bound = null;
        long product = 1;
        for (int axis = 0; axis < parts.Length; axis++)
        {
            string part = axis == parts.Length - 1 ? parts[axis].TrimEnd('*') : parts[axis];
            if (part.Length == 0 && variable && axis == parts.Length - 1)
            {
                break;
            }

            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1 || (product *= length) > int.MaxValue / 16)
            {
                throw new FormatException($"'{name}' has the arraysize '{arraysize}', which is none");
            }

            if (variable && axis == parts.Length - 1)
            {
                bound = length;
                break;
            }

            lengths.Add(length);
        }

        return ([.. lengths], bound, variable);
    }
}
