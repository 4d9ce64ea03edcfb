using System.Globalization;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace Hven.Tables.Ecsv;

/// <summary>
/// The YAML by which astropy describes a table, as the head of ECSV (APE 6) and beside datasets of HDF5. Texts are written in double quotes, with their
/// escapes.
/// </summary>
internal static class EcsvYaml
{
    private const string SerializedColumns = "__serialized_columns__";

    /// <summary>The line that describes a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="arraysAsText">Whether arrays are JSON in columns of text, as in ECSV; otherwise the shape alone is told.</param>
    public static string ColumnLine(Column column, bool arraysAsText)
    {
        var line = new StringBuilder("- {name: ").Append(Quote(column.Name));
        string type = TypeOf(column.Type);
        if (column.IsArray && arraysAsText)
        {
            // Axes slowest first, null for one that varies.
            IEnumerable<string> axes = column.Shape!.Lengths.Select((length, axis) => column.Shape.IsVariable && axis == column.Shape.Lengths.Count - 1
                ? "null"
                : length.ToString(CultureInfo.InvariantCulture));
            string subtype = $"{type}[{string.Join(',', axes.Reverse())}]";
            line.Append(CultureInfo.InvariantCulture, $", datatype: string, subtype: {Quote(subtype)}");
        }
        else
        {
            line.Append(CultureInfo.InvariantCulture, $", datatype: {type}");
        }

        if (!string.IsNullOrEmpty(column.Unit))
        {
            line.Append(CultureInfo.InvariantCulture, $", unit: {Quote(column.Unit)}");
        }

        if (!string.IsNullOrEmpty(column.Description))
        {
            line.Append(CultureInfo.InvariantCulture, $", description: {Quote(column.Description)}");
        }

        string meta = string.Join(", ", Meta(column).Where(entry => !string.IsNullOrEmpty(entry.Value)).Select(entry => $"{entry.Key}: {Quote(entry.Value!)}"));
        return line.Append(meta.Length > 0 ? $", meta: {{{meta}}}}}" : "}").ToString();
    }

    /// <summary>The lines that describe the table as a whole.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="masks">Columns whose marks of "no value" are columns of their own, with the names of those.</param>
    public static IEnumerable<string> TableLines(TableSchema schema, IReadOnlyList<(string Column, string Mask)> masks)
    {
        var lines = new List<string>();
        Add("name", schema.Name);
        Add("description", schema.Description);
        foreach (KeyValuePair<string, string> fact in schema.Info.DistinctBy(fact => fact.Key).Where(fact => fact.Key is not ("name" or "description")))
        {
            Add(Quote(fact.Key), fact.Value);
        }

        if (masks.Count > 0)
        {
            lines.Add($"- {SerializedColumns}:");
            foreach ((string column, string mask) in masks)
            {
                lines.Add($"    {Quote(column)}:");
                lines.Add("      __class__: astropy.table.column.MaskedColumn");
                lines.Add($"      data: !astropy.table.SerializedColumn {{name: {Quote(column)}}}");
                lines.Add($"      mask: !astropy.table.SerializedColumn {{name: {Quote(mask)}}}");
            }
        }

        return lines.Count == 0 ? [] : lines.Prepend("meta: !!omap");

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                lines.Add($"- {{{key}: {Quote(value)}}}");
            }
        }
    }

    /// <summary>Reads such a description: what it says of each column by name, the table's name and description, and the columns that are marks of others.</summary>
    /// <exception cref="TableFormatException">The text is not YAML of this form.</exception>
    public static EcsvDescription Read(string yaml, string code)
    {
        YamlMappingNode root = YamlText.Read(yaml, code, "The description of the columns");
        if (YamlText.Child(root, "datatype") is not YamlSequenceNode datatypes)
        {
            throw new TableFormatException(code, "The description of the columns has no list 'datatype'.");
        }

        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (YamlMappingNode map in datatypes.OfType<YamlMappingNode>())
        {
            if (YamlText.Text(map, "name") is { } name)
            {
                YamlNode? meta = YamlText.Child(map, "meta");
                columns[name] = new Column(name, ElementType.String)
                {
                    Unit = YamlText.Text(map, "unit"),
                    Description = YamlText.Text(map, "description"),
                    Ucd = Entry(meta, "ucd"),
                    Utype = Entry(meta, "utype"),
                    Xtype = Entry(meta, "xtype"),
                    NullValue = Entry(meta, "null"),
                };
            }
        }

        YamlNode? table = YamlText.Child(root, "meta");
        return new EcsvDescription(columns, Entry(table, "name"), Entry(table, "description"), Masks(table));
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            // Lines may end at U+0085, U+2028 and U+2029 as well; pairs of surrogates stay as they are.
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                < ' ' or (>= '\u007F' and <= '\u00A0') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static (string Key, string? Value)[] Meta(Column column) =>
        [("ucd", column.Ucd), ("utype", column.Utype), ("xtype", column.Xtype), ("null", column.NullValue)];

    private static string TypeOf(ElementType type) => type switch
    {
        ElementType.Boolean => "bool",
        ElementType.String => "string",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static Dictionary<string, string> Masks(YamlNode? meta)
    {
        var masks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (EntryNode(meta, SerializedColumns) is YamlMappingNode serialized)
        {
            foreach (YamlMappingNode map in serialized.Children.Values.OfType<YamlMappingNode>())
            {
                if (YamlText.Child(map, "data") is YamlMappingNode data && YamlText.Child(map, "mask") is YamlMappingNode mask && YamlText.Text(data, "name") is { } name && YamlText.Text(mask, "name") is { } marks)
                {
                    masks[name] = marks;
                }
            }
        }

        return masks;
    }

    /// <summary>An entry of a map, which astropy writes as a list of maps of one entry each (<c>!!omap</c>).</summary>
    private static YamlNode? EntryNode(YamlNode? meta, string key) => meta switch
    {
        YamlMappingNode map => YamlText.Child(map, key),
        YamlSequenceNode list => list.OfType<YamlMappingNode>().Select(map => YamlText.Child(map, key)).FirstOrDefault(node => node is not null),
        _ => null,
    };

    private static string? Entry(YamlNode? meta, string key) => EntryNode(meta, key) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;
}

/// <summary>What a description in astropy's YAML says.</summary>
/// <param name="Columns">Unit, description and meaning by column name; the types are not those of the columns.</param>
/// <param name="Name">The table's name.</param>
/// <param name="Description">The table's description.</param>
/// <param name="Masks">By column name, the column whose truth means that the first has no value.</param>
internal sealed record EcsvDescription(
    IReadOnlyDictionary<string, Column> Columns, string? Name, string? Description, IReadOnlyDictionary<string, string> Masks);
