using System.Globalization;
using Hven.Tables.Ecsv;
using YamlDotNet.RepresentationModel;

namespace Hven.Tables.Csv;

/// <summary>The YAML header of an Enhanced Character-Separated Values file (ECSV 1.0, APE 6).</summary>
internal sealed class EcsvHeader
{
    private EcsvHeader(TableSchema schema, byte separator)
    {
        Schema = schema;
        Separator = separator;
    }

    public TableSchema Schema { get; }

    public byte Separator { get; }

    /// <summary>Reads the header out of the comment lines above the table.</summary>
    /// <returns><see langword="null"/> when the comments are not of ECSV.</returns>
    public static EcsvHeader? TryRead(List<string> comments)
    {
        if (comments.Count == 0 || !comments[0].StartsWith("# %ECSV", StringComparison.Ordinal))
        {
            return null;
        }

        string yaml = string.Join('\n', comments.Skip(1).Select(line => line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line.TrimStart('#')));
        YamlMappingNode root = YamlText.Read(yaml, "CSV-ECSV", "The ECSV header");
        if (YamlText.Child(root, "datatype") is not YamlSequenceNode columns)
        {
            throw new TableFormatException("CSV-ECSV", "The ECSV header has no list 'datatype'.");
        }

        string separator = YamlText.Text(root, "delimiter") ?? " ";
        if (separator is not (" " or ","))
        {
            throw new TableFormatException("CSV-ECSV", $"The ECSV delimiter '{separator}' is neither space nor comma.");
        }

        var schema = new TableSchema([.. columns.Select(ReadColumn)]) { Name = Meta(root, "name"), Description = Meta(root, "description") };
        return new EcsvHeader(schema, (byte)separator[0]);
    }

    /// <summary>Compares the names in the header row with those declared.</summary>
    public void CheckNames(IReadOnlyList<string> names)
    {
        if (!names.SequenceEqual(Schema.Columns.Select(column => column.Name)))
        {
            throw new TableFormatException("CSV-ECSV", $"The header row names {string.Join(", ", names)}, the ECSV header {string.Join(", ", Schema.Columns.Select(column => column.Name))}.");
        }
    }

    private static Column ReadColumn(YamlNode node)
    {
        if (node is not YamlMappingNode map || YamlText.Text(map, "name") is not { } name || YamlText.Text(map, "datatype") is not { } datatype)
        {
            throw new TableFormatException("CSV-ECSV", "A column of the ECSV header lacks 'name' or 'datatype'.");
        }

        ArrayShape? shape = null;
        if (datatype == "string" && YamlText.Text(map, "subtype") is { } subtype && subtype.IndexOf('[', StringComparison.Ordinal) is > 0 and int bracket && subtype.EndsWith(']'))
        {
            shape = ReadShape(name, subtype[(bracket + 1)..^1]);
            datatype = subtype[..bracket];
        }

        return new Column(name, TypeOf(name, datatype))
        {
            Shape = shape,
            Unit = YamlText.Text(map, "unit"),
            Description = YamlText.Text(map, "description"),
            Ucd = Meta(map, "ucd"),
            Utype = Meta(map, "utype"),
            Xtype = Meta(map, "xtype"),
            NullValue = Meta(map, "null"),
        };
    }

    /// <summary>An entry of a column's <c>meta</c>, which astropy writes as a list of maps of one entry each (<c>!!omap</c>).</summary>
    private static string? Meta(YamlMappingNode column, string key) => YamlText.Child(column, "meta") switch
    {
        YamlMappingNode map => YamlText.Text(map, key),
        YamlSequenceNode list => list.OfType<YamlMappingNode>().Select(map => YamlText.Text(map, key)).FirstOrDefault(text => text is not null),
        _ => null,
    };

    /// <summary>The shape of APE 6 is slowest axis first, <c>null</c> for an axis that varies.</summary>
    private static ArrayShape ReadShape(string name, string axes)
    {
        string[] lengths = axes.Split(',', StringSplitOptions.TrimEntries);
        Array.Reverse(lengths);
        int[] numbers = new int[lengths.Length];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            bool variable = lengths[axis] == "null" && axis == lengths.Length - 1;
            if (!variable && (!int.TryParse(lengths[axis], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[axis]) || numbers[axis] == 0))
            {
                throw new TableFormatException("CSV-ECSV", $"Column {name} has the array shape [{axes}], which this reader does not know.");
            }
        }

        return new ArrayShape(numbers, lengths[^1] == "null");
    }

    private static ElementType TypeOf(string name, string datatype) => datatype switch
    {
        "bool" => ElementType.Boolean,
        "int8" => ElementType.Int8,
        "int16" => ElementType.Int16,
        "int32" => ElementType.Int32,
        "int64" => ElementType.Int64,
        "uint8" => ElementType.UInt8,
        "uint16" => ElementType.UInt16,
        "uint32" => ElementType.UInt32,
        "uint64" => ElementType.UInt64,
        "float16" or "float32" => ElementType.Float32,
        "float64" or "float128" => ElementType.Float64,
        "complex64" => ElementType.Complex64,
        "complex128" or "complex256" => ElementType.Complex128,
        "string" or "json" => ElementType.String,
        _ => throw new TableFormatException("CSV-ECSV", $"Column {name} has the unknown ECSV datatype '{datatype}'."),
    };
}
