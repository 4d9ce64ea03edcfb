using System.Xml;
using Hven.Adql;
using Hven.Platform.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Tap;

/// <summary><c>/tap/capabilities</c>: what the service can do (VOSI 1.1 section 4.2, TAPRegExt 1.0).</summary>
internal static class Capabilities
{
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Standard = "ivo://ivoa.net/std/";
    private const string TapRegExt = Standard + "TAPRegExt#";
    private static readonly string[] s_vosi = ["capabilities", "availability", "tables"];
    private static readonly string[] s_adqlVersions = ["2.0", "2.1"];

    /// <summary>The document.</summary>
    /// <param name="request">Gives the service's address.</param>
    /// <param name="query">Limits of queries.</param>
    /// <param name="jobs">Limits of jobs.</param>
    public static FileContentHttpResult Answer(HttpRequest request, QueryOptions query, JobOptions jobs) => VosiDocument.Document(xml =>
    {
        xml.WriteStartElement("vosi", "capabilities", "http://www.ivoa.net/xml/VOSICapabilities/v1.0");
        WriteNamespaces(xml);
        Write(xml, $"{request.Scheme}://{request.Host}{request.PathBase}/tap", query, jobs);
        xml.WriteEndElement();
    });

    /// <summary>Declares the prefixes that <see cref="Write"/> uses, on the element that is open.</summary>
    public static void WriteNamespaces(XmlWriter xml)
    {
        xml.WriteAttributeString("xmlns", "xsi", null, Xsi);
        xml.WriteAttributeString("xmlns", "vr", null, "http://www.ivoa.net/xml/VOResource/v1.0");
        xml.WriteAttributeString("xmlns", "vs", null, "http://www.ivoa.net/xml/VODataService/v1.1");
        xml.WriteAttributeString("xmlns", "tr", null, "http://www.ivoa.net/xml/TAPRegExt/v1.0");
    }

    /// <summary>Writes the <c>capability</c> elements of TAP and its VOSI and DALI resources.</summary>
    /// <param name="xml">Where to.</param>
    /// <param name="root">Address of the service.</param>
    /// <param name="query">Limits of queries.</param>
    /// <param name="jobs">Limits of jobs.</param>
    public static void Write(XmlWriter xml, string root, QueryOptions query, JobOptions jobs)
    {
        xml.WriteStartElement("capability");
        xml.WriteAttributeString("standardID", Standard + "TAP");
        xml.WriteAttributeString("xsi", "type", Xsi, "tr:TableAccess");
        WriteInterface(xml, "vs:ParamHTTP", "std", "1.1", "base", root);
        WriteLanguage(xml);
        foreach (ResultFormat format in ResultFormat.All)
        {
            WriteFormat(xml, format);
        }

        WriteUploads(xml);
        Limits(xml, "retentionPeriod", null, 86_400L * jobs.DefaultDays, 86_400L * jobs.MaxDays);
        Limits(xml, "executionDuration", null, jobs.DefaultSeconds, jobs.MaxSeconds);
        Limits(xml, "outputLimit", "row", query.DefaultRows, query.MaxRows);
        Limits(xml, "uploadLimit", "byte", (long)query.MaxUploadMiB << 20, (long)query.MaxUploadMiB << 20);
        xml.WriteEndElement();
        foreach (string name in s_vosi)
        {
            xml.WriteStartElement("capability");
            xml.WriteAttributeString("standardID", $"{Standard}VOSI#{name}{(name == "tables" ? "-1.1" : "")}");
            WriteInterface(xml, "vs:ParamHTTP", null, name == "tables" ? "1.1" : null, "full", $"{root}/{name}");
            xml.WriteEndElement();
        }

        xml.WriteStartElement("capability");
        xml.WriteAttributeString("standardID", Standard + "DALI#examples");
        WriteInterface(xml, "vr:WebBrowser", null, null, "full", root + "/examples");
        xml.WriteEndElement();
    }

    /// <summary>Writes an <c>interface</c> element.</summary>
    public static void WriteInterface(XmlWriter xml, string type, string? role, string? version, string use, string url)
    {
        xml.WriteStartElement("interface");
        xml.WriteAttributeString("xsi", "type", Xsi, type);
        Attribute(xml, "role", role);
        Attribute(xml, "version", version);
        xml.WriteStartElement("accessURL");
        xml.WriteAttributeString("use", use);
        xml.WriteString(url);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteLanguage(XmlWriter xml)
    {
        xml.WriteStartElement("language");
        xml.WriteElementString("name", "ADQL");
        foreach (string version in s_adqlVersions)
        {
            xml.WriteStartElement("version");
            xml.WriteAttributeString("ivo-id", $"{Standard}ADQL#v{version}");
            xml.WriteString(version);
            xml.WriteEndElement();
        }

        xml.WriteElementString("description", "Astronomical Data Query Language");
        foreach (IGrouping<string, AdqlFeature> group in AdqlLanguage.Features.Where(IsDeclared).GroupBy(feature => feature.Type))
        {
            xml.WriteStartElement("languageFeatures");
            xml.WriteAttributeString("type", group.Key);
            foreach (AdqlFeature feature in group)
            {
                xml.WriteStartElement("feature");
                xml.WriteElementString("form", feature.Form);
                if (feature.Description is not null)
                {
                    xml.WriteElementString("description", feature.Description);
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>
    /// Clauses beyond the standard have no group in TAPRegExt, functions beyond it are user functions; and validators that are older than the group of
    /// COALESCE, as STILTS 3.4.7, take that for a mistake.
    /// </summary>
    private static bool IsDeclared(AdqlFeature feature) => feature.Type is not (AdqlFeature.Extensions or AdqlFeature.Conditionals);

    private static void WriteFormat(XmlWriter xml, ResultFormat format)
    {
        xml.WriteStartElement("outputFormat");
        if (format.MediaType.Split("serialization=") is [_, var serialization])
        {
            xml.WriteAttributeString("ivo-id", $"{TapRegExt}output-votable-{(serialization == "TABLEDATA" ? "td" : serialization.ToLowerInvariant())}");
        }

        xml.WriteElementString("mime", format.MediaType);
        string[] others = [.. ResultFormat.All.TakeWhile(other => other != format).Select(other => other.Name)];
        foreach (string alias in format.Accepted.Prepend(format.Name).Where(alias => !others.Contains(alias)))
        {
            xml.WriteElementString("alias", alias);
        }

        xml.WriteEndElement();
    }

    /// <summary>
    /// The methods that the service knows. TAP wants http of every service that takes uploads; which hosts it fetches from is the operator's to say,
    /// none until then, and a refusal names them.
    /// </summary>
    private static void WriteUploads(XmlWriter xml)
    {
        foreach (string method in (string[])["inline", "http", "https"])
        {
            xml.WriteStartElement("uploadMethod");
            xml.WriteAttributeString("ivo-id", $"{TapRegExt}upload-{method}");
            xml.WriteEndElement();
        }
    }

    private static void Limits(XmlWriter xml, string name, string? unit, long usual, long hard)
    {
        xml.WriteStartElement(name);
        foreach ((string which, long value) in new[] { ("default", usual), ("hard", hard) })
        {
            xml.WriteStartElement(which);
            Attribute(xml, "unit", unit);
            xml.WriteValue(value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteAttributeString(name, value);
        }
    }
}
