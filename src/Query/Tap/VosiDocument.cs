using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Tap;

/// <summary>The XML answers of VOSI 1.1 but for the capabilities: availability and tables.</summary>
internal static class VosiDocument
{
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const string EsaTapPlus = "http://esa.int/xml/EsaTapPlus";
    private const string VoDataService = "http://www.ivoa.net/xml/VODataService/v1.1";

    /// <summary><c>/tap/availability</c> (VOSI 1.1 section 5).</summary>
    public static FileContentHttpResult Availability() => Document(xml =>
    {
        xml.WriteStartElement("vosi", "availability", "http://www.ivoa.net/xml/VOSIAvailability/v1.0");
        xml.WriteElementString("vosi", "available", null, "true");
        xml.WriteEndElement();
    });

    /// <summary><c>/tap/tables</c> (VOSI 1.1 section 6).</summary>
    /// <param name="catalog">The tables.</param>
    /// <param name="request">Tells who asks, and what for: <c>detail=min</c> leaves the columns out.</param>
    public static FileContentHttpResult Tables(QueryCatalog catalog, HttpRequest request) => Document(xml =>
    {
        bool withColumns = !"min".Equals(request.Query["detail"], StringComparison.OrdinalIgnoreCase);
        Start(xml, "tableset");
        if (IsTapPlus(request))
        {
            xml.WriteAttributeString("xmlns", "esatapplus", null, EsaTapPlus);
        }

        WriteSchemas(xml, catalog, withColumns, _ => true);
        xml.WriteEndElement();
    });

    /// <summary>Writes the <c>schema</c> elements of the tables that are wanted.</summary>
    /// <param name="xml">Where to.</param>
    /// <param name="catalog">The tables.</param>
    /// <param name="withColumns">Whether their columns are wanted.</param>
    /// <param name="isWanted">Whether a table is wanted, by its name with its schema.</param>
    public static void WriteSchemas(XmlWriter xml, QueryCatalog catalog, bool withColumns, Func<string, bool> isWanted)
    {
        Dictionary<string, List<IReadOnlyList<object?>>> columns = ColumnsByTable(catalog);
        foreach (IReadOnlyList<object?> schema in Rows(catalog, "schemas"))
        {
            IReadOnlyList<object?>[] tables = [.. Rows(catalog, "tables").Where(row => Equals(row[0], schema[0]) && isWanted((string)row[1]!))];
            if (tables.Length == 0)
            {
                continue;
            }

            xml.WriteStartElement("schema");
            xml.WriteElementString("name", (string)schema[0]!);
            Optional(xml, "description", schema[2]);
            foreach (IReadOnlyList<object?> table in tables)
            {
                xml.WriteStartElement("table");
                Table(xml, table, withColumns ? columns.GetValueOrDefault((string)table[1]!) : null);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
    }

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

    /// <summary>
    /// Whether astroquery's TapPlus asks, which fails on columns without an attribute of its own that no validator knows. It names itself, or it is
    /// Python's bare http.client, which names neither itself nor what it accepts and wants nothing packed.
    /// </summary>
    private static bool IsTapPlus(HttpRequest request)
    {
        IHeaderDictionary headers = request.Headers;
        return headers.UserAgent.ToString().Contains("astroquery", StringComparison.OrdinalIgnoreCase)
            || (headers.UserAgent.Count == 0 && headers.Accept.Count == 0 && headers.AcceptEncoding == "identity");
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

            // Only where the root has declared it.
            if (xml.LookupPrefix(EsaTapPlus) is not null)
            {
                xml.WriteAttributeString("flags", EsaTapPlus, "0");
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

    internal static FileContentHttpResult Document(Action<XmlWriter> write)
    {
        using MemoryStream stream = new();
        using (XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            write(xml);
        }

        return TypedResults.Bytes(stream.ToArray(), "text/xml; charset=utf-8");
    }
}
