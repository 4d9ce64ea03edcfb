using System.Globalization;
using System.Xml;

namespace Hven.Tables.Parquet;

/// <summary>
/// The VOTable without data that VOParquet 1.0 keeps in a file's key-value metadata: the meaning of the columns (unit, UCD, description and more).
/// </summary>
internal static class VoParquet
{
    public const string ContentKey = "IVOA.VOTable-Parquet.content";
    public const string VersionKey = "IVOA.VOTable-Parquet.version";
    public const string Version = "1.0";

    private const string Namespace = "http://www.ivoa.net/xml/VOTable/v1.3";

    /// <summary>Writes the document for a table.</summary>
    public static string Write(TableSchema schema)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, CheckCharacters = true }))
        {
            xml.WriteStartElement("VOTABLE", Namespace);
            xml.WriteAttributeString("version", "1.4");
            xml.WriteStartElement("RESOURCE", Namespace);
            xml.WriteStartElement("TABLE", Namespace);
            Attribute(xml, "name", schema.Name);
            Description(xml, schema.Description);
            foreach (Column column in schema.Columns)
            {
                WriteField(xml, column);
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    /// <summary>Adds to a schema what the document says of its columns, matched by name. A document that cannot be read says nothing: the data do not depend on it.</summary>
    public static TableSchema Apply(string content, TableSchema schema)
    {
        Dictionary<string, Column>? fields = TryRead(content, out string? tableName, out string? tableDescription);
        return fields is null
            ? schema
            : new TableSchema([.. schema.Columns.Select(column => fields.TryGetValue(Clean(column.Name), out Column? field) ? Describe(column, field) : column)])
            {
                Name = tableName,
                Description = tableDescription,
                Info = schema.Info,
            };
    }

    private static Column Describe(Column column, Column field)
    {
        // A shape holds only if the file has lists; complex numbers are lists of their parts.
        ArrayShape? shape = column.Shape is null || field.Shape is null ? column.Shape : field.Shape;
        bool complex = column.IsArray && (column.Type, field.Type) is (ElementType.Float32, ElementType.Complex64) or (ElementType.Float64, ElementType.Complex128);
        return column with
        {
            Type = complex ? field.Type : column.Type,
            Shape = complex ? field.Shape : shape,
            Unit = field.Unit,
            Ucd = field.Ucd,
            Utype = field.Utype,
            Xtype = field.Xtype ?? column.Xtype,
            Description = field.Description,
            TextWidth = column.Type == ElementType.String ? field.TextWidth : null,
        };
    }

    private static Dictionary<string, Column>? TryRead(string content, out string? tableName, out string? tableDescription)
    {
        tableName = null;
        tableDescription = null;
        var fields = new Dictionary<string, Column>(StringComparer.Ordinal);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true };
        string? open = null;
        try
        {
            using var xml = XmlReader.Create(new StringReader(content), settings);
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName is "FIELD" or "PARAM" or "GROUP")
                {
                    open = null;
                }

                if (xml.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                switch (xml.LocalName)
                {
                    case "TABLE":
                        tableName = xml.GetAttribute("name");
                        open = "";
                        break;
                    case "PARAM" or "GROUP":
                        open = null;
                        break;
                    case "FIELD" when xml.GetAttribute("name") is { } name:
                        fields.TryAdd(name, ReadField(xml, name));
                        open = xml.IsEmptyElement ? null : name;
                        break;
                    case "DESCRIPTION" when open is { Length: > 0 }:
                        fields[open] = fields[open] with { Description = xml.ReadString().Trim() };
                        break;
                    case "DESCRIPTION" when open is "":
                        tableDescription = xml.ReadString().Trim();
                        break;
                    default:
                        break;
                }
            }

            return fields;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static Column ReadField(XmlReader xml, string name)
    {
        ElementType type = xml.GetAttribute("datatype") switch
        {
            "char" or "unicodeChar" => ElementType.String,
            "floatComplex" => ElementType.Complex64,
            "doubleComplex" => ElementType.Complex128,
            _ => ElementType.Float64,
        };
        ArrayShape? shape = ReadShape(xml.GetAttribute("arraysize"));
        bool text = type == ElementType.String;
        return new Column(name, type)
        {
            Shape = text && shape is { Lengths.Count: 1 } ? null : text && shape is not null ? new ArrayShape([.. shape.Lengths.Skip(1)], shape.IsVariable) : shape,
            TextWidth = text && shape is { Lengths: [> 0 and var width, ..] } ? width : null,
            Unit = xml.GetAttribute("unit"),
            Ucd = xml.GetAttribute("ucd"),
            Utype = xml.GetAttribute("utype"),
            Xtype = xml.GetAttribute("xtype"),
        };
    }

    /// <summary>Reads <c>3</c>, <c>2x4</c>, <c>2x*</c> or <c>10*</c>.</summary>
    private static ArrayShape? ReadShape(string? arraysize)
    {
        if (string.IsNullOrEmpty(arraysize))
        {
            return null;
        }

        string[] axes = arraysize.Split('x');
        int[] lengths = new int[axes.Length];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            bool variable = axes[axis].EndsWith('*') && axis == axes.Length - 1;
            if (!variable && (!int.TryParse(axes[axis], NumberStyles.None, CultureInfo.InvariantCulture, out lengths[axis]) || lengths[axis] == 0))
            {
                return null;
            }
        }

        return new ArrayShape(lengths, axes[^1].EndsWith('*'));
    }

    private static void WriteField(XmlWriter xml, Column column)
    {
        xml.WriteStartElement("FIELD", Namespace);
        xml.WriteAttributeString("name", Clean(column.Name));
        xml.WriteAttributeString("datatype", Datatype(column.Type));
        Attribute(xml, "arraysize", ArraySize(column));
        Attribute(xml, "unit", column.Unit);
        Attribute(xml, "ucd", column.Ucd);
        Attribute(xml, "utype", column.Utype);
        Attribute(xml, "xtype", column.Xtype);
        Description(xml, column.Description);
        xml.WriteEndElement();
    }

    private static string? ArraySize(Column column)
    {
        string? shape = column.Shape?.ToString();
        if (column.Type != ElementType.String)
        {
            return shape;
        }

        string width = column.TextWidth is > 0 and int bytes ? bytes.ToString(CultureInfo.InvariantCulture) : "*";
        return shape is null ? width : width == "*" ? null : $"{width}x{shape}";
    }

    private static string Datatype(ElementType type) => type switch
    {
        ElementType.Boolean => "boolean",
        ElementType.UInt8 => "unsignedByte",
        ElementType.Int8 or ElementType.Int16 => "short",
        ElementType.UInt16 or ElementType.Int32 => "int",
        ElementType.UInt32 or ElementType.Int64 or ElementType.UInt64 => "long",
        ElementType.Float32 => "float",
        ElementType.Float64 => "double",
        ElementType.Complex64 => "floatComplex",
        ElementType.Complex128 => "doubleComplex",
        _ => "char",
    };

    private static void Attribute(XmlWriter xml, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            xml.WriteAttributeString(name, Clean(value));
        }
    }

    private static void Description(XmlWriter xml, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            xml.WriteElementString("DESCRIPTION", Namespace, Clean(text));
        }
    }

    /// <summary>Replaces characters that XML 1.0 cannot hold, which foreign files may have in their metadata.</summary>
    private static string Clean(string text)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            return string.Concat(text.Select(character => XmlConvert.IsXmlChar(character) ? character : '\uFFFD'));
        }
    }
}
