using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Tap;

/// <summary>The XML answers of VOSI 1.1: capabilities, availability and tables.</summary>
internal static class VosiDocument
{
    private static readonly string[] s_vosi = ["capabilities", "availability", "tables"];
    private static readonly string[] s_adqlVersions = ["2.0", "2.1"];

    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const string VoResource = "http://www.ivoa.net/xml/VOResource/v1.0";
    private const string VoDataService = "http://www.ivoa.net/xml/VODataService/v1.1";

    /// <summary><c>/tap/capabilities</c> (VOSI 1.1 section 4.2, TAPRegExt 1.0).</summary>
    public static FileContentHttpResult Capabilities(HttpRequest request, QueryOptions options)
    {
        string root = $"{request.Scheme}://{request.Host}{request.PathBase}/tap";
        return Document(xml =>
        {
            xml.WriteStartElement("vosi", "capabilities", "http://www.ivoa.net/xml/VOSICapabilities/v1.0");
            xml.WriteAttributeString("xmlns", "xsi", null, Xsi);
            xml.WriteAttributeString("xmlns", "vr", null, VoResource);
            xml.WriteAttributeString("xmlns", "vs", null, VoDataService);
            xml.WriteAttributeString("xmlns", "tr", null, "http://www.ivoa.net/xml/TAPRegExt/v1.0");
            xml.WriteStartElement("capability");
            xml.WriteAttributeString("standardID", "ivo://ivoa.net/std/TAP");
            xml.WriteAttributeString("xsi", "type", Xsi, "tr:TableAccess");
            Interface(xml, root, "base", "1.1");
            Language(xml);
            foreach (ResultFormat format in ResultFormat.All)
            {
                xml.WriteStartElement("outputFormat");
                if (format == ResultFormat.Votable || format == ResultFormat.VotableTableData)
                {
                    xml.WriteAttributeString("ivo-id", $"ivo://ivoa.net/std/TAPRegExt#output-votable-{(format == ResultFormat.Votable ? "binary2" : "td")}");
                }

                xml.WriteElementString("mime", format.MediaType);
                xml.WriteElementString("alias", format == ResultFormat.VotableTableData ? "votable/td" : format == ResultFormat.Votable ? "votable" : format.Name);
                xml.WriteEndElement();
            }

            xml.WriteStartElement("outputLimit");
            Limit(xml, "default", options.DefaultRows);
            Limit(xml, "hard", options.MaxRows);
            xml.WriteEndElement();
            xml.WriteEndElement();
            foreach (string name in s_vosi)
            {
                xml.WriteStartElement("capability");
                xml.WriteAttributeString("standardID", $"ivo://ivoa.net/std/VOSI#{name}{(name == "tables" ? "-1.1" : "")}");
                Interface(xml, $"{root}/{name}", "full", name == "tables" ? "1.1" : null);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });
    }

    /// <summary><c>/tap/availability</c> (VOSI 1.1 section 5).</summary>
    public static FileContentHttpResult Availability() => Document(xml =>
    {
        xml.WriteStartElement("vosi", "availability", "http://www.ivoa.net/xml/VOSIAvailability/v1.0");
        xml.WriteElementString("vosi", "available", null, "true");
        xml.WriteEndElement();
    });

    /// <summary><c>/tap/tables</c>, or one table of it (VOSI 1.1 section 6).</summary>
    /// <param name="catalog">The tables.</param>
    /// <param name="withColumns">False for <c>detail=min</c>.</param>
    public static FileContentHttpResult Tables(QueryCatalog catalog, bool withColumns) => Document(xml =>
    {
        Dictionary<string, List<IReadOnlyList<object?>>> columns = ColumnsByTable(catalog);
        Start(xml, "tableset");
        foreach (IReadOnlyList<object?> schema in Rows(catalog, "schemas"))
        {
            xml.WriteStartElement("schema");
            xml.WriteElementString("name", (string)schema[0]!);
            Optional(xml, "description", schema[2]);
            foreach (IReadOnlyList<object?> table in Rows(catalog, "tables").Where(row => Equals(row[0], schema[0])))
            {
                xml.WriteStartElement("table");
                Table(xml, table, withColumns ? columns.GetValueOrDefault((string)table[1]!) : null);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    /// <summary><c>/tap/tables/{name}</c>.</summary>
    public static IResult Table(QueryCatalog catalog, string name)
    {
        IReadOnlyList<object?>? table = Rows(catalog, "tables").FirstOrDefault(row => name.Equals((string)row[1]!, StringComparison.OrdinalIgnoreCase));
        return table is null
            ? TypedResults.Text($"There is no table {name}.", "text/plain", Encoding.UTF8, 404)
            : Document(xml =>
            {
                Start(xml, "table");
                Table(xml, table, ColumnsByTable(catalog).GetValueOrDefault((string)table[1]!));
                xml.WriteEndElement();
            });
    }

    private static void Start(XmlWriter xml, string element)
    {
        xml.WriteStartElement("vosi", element, "http://www.ivoa.net/xml/VOSITables/v1.0");
        xml.WriteAttributeString("xmlns", "xsi", null, Xsi);
        xml.WriteAttributeString("xmlns", "vs", null, VoDataService);
    }

    private static Dictionary<string, List<IReadOnlyList<object?>>> ColumnsByTable(QueryCatalog catalog) =>
        Rows(catalog, "columns").GroupBy(row => (string)row[0]!).ToDictionary(group => group.Key, group => group.ToList());

    private static IReadOnlyList<IReadOnlyList<object?>> Rows(QueryCatalog catalog, string table) =>
        catalog.TapSchema.Tables.First(candidate => candidate.Description.Name == table).Rows;

    private static void Table(XmlWriter xml, IReadOnlyList<object?> table, List<IReadOnlyList<object?>>? columns)
    {
        xml.WriteElementString("name", (string)table[1]!);
        Optional(xml, "description", table[4]);
        foreach (IReadOnlyList<object?> column in columns ?? [])
        {
            xml.WriteStartElement("column");
            if (Equals(column[12], 1))
            {
                xml.WriteAttributeString("std", "true");
            }

            xml.WriteElementString("name", (string)column[1]!);
            Optional(xml, "description", column[6]);
            Optional(xml, "unit", column[8]);
            Optional(xml, "ucd", column[9]);
            Optional(xml, "utype", column[7]);
            xml.WriteStartElement("dataType");
            xml.WriteAttributeString("xsi", "type", Xsi, "vs:VOTableType");
            Attribute(xml, "arraysize", column[3]);
            Attribute(xml, "extendedType", column[4]);
            xml.WriteString((string)column[2]!);
            xml.WriteEndElement();
            if (Equals(column[10], 1))
            {
                xml.WriteElementString("flag", "indexed");
            }

            if (Equals(column[11], 1))
            {
                xml.WriteElementString("flag", "primary");
            }

            xml.WriteEndElement();
        }

        foreach ((string fromTable, string fromColumn, string targetTable, string targetColumn) in TapSchema.ForeignKeys)
        {
            if (columns is not null && $"{TapSchema.SchemaName}.{fromTable}" == (string)table[1]!)
            {
                xml.WriteStartElement("foreignKey");
                xml.WriteElementString("targetTable", $"{TapSchema.SchemaName}.{targetTable}");
                xml.WriteStartElement("fkColumn");
                xml.WriteElementString("fromColumn", fromColumn);
                xml.WriteElementString("targetColumn", targetColumn);
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
        }
    }

    private static void Optional(XmlWriter xml, string name, object? value)
    {
        if (value is string { Length: > 0 } text)
        {
            xml.WriteElementString(name, text);
        }
    }

    private static void Attribute(XmlWriter xml, string name, object? value)
    {
        if (value is string { Length: > 0 } text)
        {
            xml.WriteAttributeString(name, text);
        }
    }

    private static void Interface(XmlWriter xml, string url, string use, string? version)
    {
        xml.WriteStartElement("interface");
        xml.WriteAttributeString("xsi", "type", Xsi, "vs:ParamHTTP");
        if (use == "base")
        {
            xml.WriteAttributeString("role", "std");
        }

        Attribute(xml, "version", version);
        xml.WriteStartElement("accessURL");
        xml.WriteAttributeString("use", use);
        xml.WriteString(url);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Language(XmlWriter xml)
    {
        xml.WriteStartElement("language");
        xml.WriteElementString("name", "ADQL");
        foreach (string version in s_adqlVersions)
        {
            xml.WriteStartElement("version");
            xml.WriteAttributeString("ivo-id", $"ivo://ivoa.net/std/ADQL#v{version}");
            xml.WriteString(version);
            xml.WriteEndElement();
        }

        xml.WriteElementString("description", "Astronomical Data Query Language");
        xml.WriteEndElement();
    }

    private static void Limit(XmlWriter xml, string name, long rows)
    {
        xml.WriteStartElement(name);
        xml.WriteAttributeString("unit", "row");
        xml.WriteValue(rows);
        xml.WriteEndElement();
    }

    private static FileContentHttpResult Document(Action<XmlWriter> write)
    {
        using MemoryStream stream = new();
        using (XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            write(xml);
        }

        return TypedResults.Bytes(stream.ToArray(), "text/xml; charset=utf-8");
    }
}
