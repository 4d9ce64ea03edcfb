using System.Globalization;
using System.Xml;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Platform.Storage;
using Hven.Query.Tap;
using Hven.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Hven.Query.Registration;

/// <summary>
/// <c>/registry.xml</c>: the records by which this service can be entered into a registry of the Virtual Observatory, one for TAP and one for the cone
/// search of each table (VOResource 1.0, VODataService 1.1, SimpleDALRegExt 1.2).
/// </summary>
internal sealed class RegistryDocument(
    QueryRunner runner, IQueryEngine engine, DataDirectory data, IOptions<RegistryOptions> registry, IOptions<QueryOptions> query, IOptions<JobOptions> jobs)
{
    private const string Ri = "http://www.ivoa.net/xml/RegistryInterface/v1.0";
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const int ShortNameLength = 16;

    /// <summary>The document.</summary>
    /// <exception cref="ServiceException">The operator has not said who publishes the service.</exception>
    public async Task<FileContentHttpResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (registry.Value.Authority is not { } authority)
        {
            throw new ServiceException("registry-off", 404, $"This service has no registry records. Its operator makes them by the setting {RegistryOptions.Section}:Authority.");
        }

        string root = $"{request.Scheme}://{request.Host}{request.PathBase}";

        // Registries tell everybody.
        QueryCatalog catalog = runner.CatalogFor(new());
        var places = new List<(CatalogTable Table, double Ra, double Dec)>();
        foreach (CatalogTable table in catalog.Survey.Releases.SelectMany(release => release.Tables))
        {
            if (await FirstPositionAsync(table, cancellationToken) is var (ra, dec))
            {
                places.Add((table, ra, dec));
            }
        }

        return VosiDocument.Document(xml =>
        {
            xml.WriteStartElement("ri", "VOResources", Ri);
            Capabilities.WriteNamespaces(xml);
            xml.WriteAttributeString("xmlns", "cs", null, "http://www.ivoa.net/xml/ConeSearch/v1.0");
            xml.WriteAttributeString("from", "1");
            xml.WriteAttributeString("numberReturned", (places.Count + 1).ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("more", "false");
            WriteTap(xml, authority, root, catalog);
            foreach ((CatalogTable table, double ra, double dec) in places)
            {
                WriteCone(xml, authority, root, catalog, table, ra, dec);
            }

            xml.WriteEndElement();
        });
    }

    private void WriteTap(XmlWriter xml, string authority, string root, QueryCatalog catalog)
    {
        CatalogTable[] tables = [.. catalog.Survey.Releases.SelectMany(release => release.Tables)];
        Start(xml, tables);
        WriteAbout(xml, root, registry.Value.Title, "TAP", $"ivo://{authority}/tap", registry.Value.Description);
        Capabilities.Write(xml, root + "/tap", query.Value, jobs.Value);
        xml.WriteStartElement("tableset");
        VosiDocument.WriteSchemas(xml, catalog, withColumns: true, _ => true);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void WriteCone(XmlWriter xml, string authority, string root, QueryCatalog catalog, CatalogTable table, double ra, double dec)
    {
        Start(xml, [table]);
        string shortName = $"{table.FullName} cone";
        WriteAbout(
            xml, root, $"{registry.Value.Title}: cone search of {table.FullName}", shortName[..Math.Min(ShortNameLength, shortName.Length)], $"ivo://{authority}/scs/{table.Release}/{table.Name}",
            table.Description ?? $"All objects of the table {table.FullName} around a position.");
        xml.WriteStartElement("capability");
        xml.WriteAttributeString("standardID", "ivo://ivoa.net/std/ConeSearch");
        xml.WriteAttributeString("xsi", "type", Xsi, "cs:ConeSearch");
        Capabilities.WriteInterface(xml, "vs:ParamHTTP", "std", "1.03", "base", $"{root}/scs/{table.Release}/{table.Name}?");
        xml.WriteElementString("maxSR", "180");
        xml.WriteElementString("maxRecords", query.Value.MaxRows.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("verbosity", "true");
        xml.WriteStartElement("testQuery");
        xml.WriteElementString("ra", ra.ToString("R", CultureInfo.InvariantCulture));
        xml.WriteElementString("dec", dec.ToString("R", CultureInfo.InvariantCulture));
        xml.WriteElementString("sr", "0.001");
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("tableset");
        VosiDocument.WriteSchemas(xml, catalog, withColumns: true, name => name == table.FullName);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Start(XmlWriter xml, CatalogTable[] tables)
    {
        // The records are as old as what they tell of; a service without tables has never been updated.
        DateTime[] times = [.. tables.Select(table => File.GetLastWriteTimeUtc(Path.Combine(data.Table(table.Release, table.Name), Manifest.FileName))), .. tables.Length == 0 ? [DateTime.UnixEpoch] : Array.Empty<DateTime>()];
        xml.WriteStartElement("Resource", Ri);
        xml.WriteAttributeString("xsi", "type", Xsi, "vs:CatalogService");
        xml.WriteAttributeString("created", Iso(times.Min()));
        xml.WriteAttributeString("updated", Iso(times.Max()));
        xml.WriteAttributeString("status", "active");
    }

    private void WriteAbout(XmlWriter xml, string root, string title, string shortName, string identifier, string description)
    {
        RegistryOptions said = registry.Value;
        xml.WriteElementString("title", title);
        xml.WriteElementString("shortName", shortName);
        xml.WriteElementString("identifier", identifier);
        xml.WriteStartElement("curation");
        xml.WriteElementString("publisher", said.Publisher);
        xml.WriteStartElement("contact");
        xml.WriteElementString("name", said.ContactName);
        xml.WriteElementString("email", said.ContactEmail);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("content");
        foreach (string subject in said.Subjects.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            xml.WriteElementString("subject", subject);
        }

        xml.WriteElementString("description", description);
        xml.WriteElementString("referenceURL", said.ReferenceUrl ?? root + "/");
        xml.WriteElementString("type", "Catalog");
        xml.WriteElementString("type", "Survey");
        xml.WriteElementString("contentLevel", "Research");
        xml.WriteEndElement();
    }

    /// <summary>A position that a test query finds something at; null for a table without rows.</summary>
    private async Task<(double Ra, double Dec)?> FirstPositionAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        string name = $"{AdqlName.Quote(table.Release)}.{AdqlName.Quote(table.Name)}";
        BoundQuery first = runner.CompileToRun($"SELECT TOP 1 CAST({AdqlName.Quote(table.RaColumn)} AS DOUBLE) AS ra, CAST({AdqlName.Quote(table.DecColumn)} AS DOUBLE) AS dec FROM {name} WHERE \"{CatalogTable.HealpixColumn}\" >= 0");
        await using ITableReader reader = await engine.OpenAsync(first, 1, cancellationToken);
        RecordBatch batch = new(reader.Schema);
        return await reader.ReadAsync(batch, cancellationToken)
            ? (((PrimitiveVector<double>)batch.Columns[0]).Values[0], ((PrimitiveVector<double>)batch.Columns[1]).Values[0])
            : null;
    }

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
