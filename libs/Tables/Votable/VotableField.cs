using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>A FIELD as the document has it (VOTable 1.5, sections 2 and 4.1).</summary>
/// <param name="Column">What it is to the outside.</param>
/// <param name="Datatype">The datatype attribute.</param>
/// <param name="Dimensions">Lengths of the axes that are fixed, fastest first; empty for a scalar.</param>
/// <param name="IsVariable">Whether the last axis varies.</param>
/// <param name="Missing">VALUES/@null.</param>
internal sealed record VotableField(Column Column, string Datatype, int[] Dimensions, bool IsVariable, string? Missing)
{
    /// <summary>Whether the elements are characters, so that the first axis runs along a string.</summary>
    public bool IsText => Datatype is "char" or "unicodeChar";

    /// <summary>Elements of a cell, characters counted one by one; -1 when it varies.</summary>
    public int ElementCount => IsVariable ? -1 : Dimensions.Aggregate(1, (product, length) => product * length);

    /// <summary>Characters of one string of an array of strings; 0 when a cell is one string.</summary>
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

    /// <summary>Makes a field from the attributes of FIELD.</summary>
    /// <exception cref="FormatException">The datatype or the arraysize is none.</exception>
    public static VotableField Of(string name, string? datatype, string? arraysize, string? missing, Func<Column, Column> describe)
    {
        ElementType type = datatype?.Trim() switch
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
            _ => throw new FormatException($"FIELD '{name}' has the datatype '{datatype}', which VOTable does not know"),
        };
        (int[] lengths, int? bound, bool variable) = Parse(name, arraysize?.Trim());
        bool text = type == ElementType.String;
        bool oneString = text && lengths.Length + (variable ? 1 : 0) <= 1;
        int[] shape = text ? [.. lengths.Skip(1)] : lengths;
        int? width = !oneString ? lengths.FirstOrDefault() : variable ? bound : lengths.Length == 0 ? 1 : lengths[0];
        Column column = describe(new Column(name, type)
        {
            Shape = oneString || (lengths.Length == 0 && !variable) ? null : new ArrayShape(variable ? [.. shape, 0] : shape, variable),
            NullValue = missing,
            TextWidth = datatype!.Trim() == "char" ? width : null,
        });
        return new VotableField(column, datatype.Trim(), lengths, variable, missing);
    }

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
                throw new FormatException($"FIELD '{name}' has the arraysize '{arraysize}', which is none");
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
