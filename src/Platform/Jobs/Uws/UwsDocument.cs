using System.Globalization;
using System.Text;
using System.Xml;

namespace Hven.Platform.Jobs.Uws;

/// <summary>The XML of UWS 1.1 (appendix A of the standard holds its schema).</summary>
internal static class UwsDocument
{
    private const string Uws = "http://www.ivoa.net/xml/UWS/v1.0";
    private const string XLink = "http://www.w3.org/1999/xlink";
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>A job with all of its parts.</summary>
    /// <param name="job">The job.</param>
    /// <param name="address">Its address.</param>
    public static byte[] Of(Job job, string address) => Write("job", xml =>
    {
        xml.WriteElementString("jobId", Uws, job.Id);
        Optional(xml, "runId", job.RunId);
        Nillable(xml, "ownerId", job.Owner);
        xml.WriteElementString("phase", Uws, job.Phase.Word());
        Nillable(xml, "quote", null);
        xml.WriteElementString("creationTime", Uws, Iso(job.Created));
        Nillable(xml, "startTime", job.Started is { } started ? Iso(started) : null);
        Nillable(xml, "endTime", job.Ended is { } ended ? Iso(ended) : null);
        xml.WriteElementString("executionDuration", Uws, job.ExecutionSeconds.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("destruction", Uws, Iso(job.Destruction));
        xml.WriteStartElement("parameters", Uws);
        WriteParameters(xml, job);
        xml.WriteEndElement();
        xml.WriteStartElement("results", Uws);
        WriteResults(xml, job, address);
        xml.WriteEndElement();
        if (job.Error is { } error)
        {
            xml.WriteStartElement("errorSummary", Uws);
            xml.WriteAttributeString("type", "fatal");
            xml.WriteAttributeString("hasDetail", "true");
            xml.WriteElementString("message", Uws, Clean(error));
            xml.WriteEndElement();
        }
    });

    /// <summary>A list of jobs.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="address">Gives the address of one.</param>
    public static byte[] List(IEnumerable<JobRow> jobs, Func<JobRow, string> address) => Write("jobs", xml =>
    {
        foreach (JobRow job in jobs)
        {
            xml.WriteStartElement("jobref", Uws);
            xml.WriteAttributeString("id", job.Id);
            xml.WriteAttributeString("href", XLink, address(job));
            xml.WriteElementString("phase", Uws, job.Phase.Word());
            Optional(xml, "runId", job.RunId);
            Nillable(xml, "ownerId", job.Owner);
            xml.WriteElementString("creationTime", Uws, Iso(job.Created));
            xml.WriteEndElement();
        }
    });

    /// <summary>The parameters of a job.</summary>
    public static byte[] Parameters(Job job) => Write("parameters", xml => WriteParameters(xml, job));

    /// <summary>The results of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="address">Its address.</param>
    public static byte[] Results(Job job, string address) => Write("results", xml => WriteResults(xml, job, address));

    /// <summary>A time in the form of DALI 1.1, section 3.3.3, with the Z that UWS wants.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteParameters(XmlWriter xml, Job job)
    {
        foreach (JobParameter parameter in job.Parameters)
        {
            xml.WriteStartElement("parameter", Uws);
            xml.WriteAttributeString("id", Clean(parameter.Name));
            xml.WriteString(Clean(parameter.Value));
            xml.WriteEndElement();
        }
    }

    private static void WriteResults(XmlWriter xml, Job job, string address)
    {
        foreach (JobResult result in job.Phase == JobPhase.Archived ? [] : job.Results)
        {
            xml.WriteStartElement("result", Uws);
            xml.WriteAttributeString("id", result.Name);
            xml.WriteAttributeString("href", XLink, $"{address}/results/{result.Name}");
            xml.WriteAttributeString("mime-type", result.MediaType);
            xml.WriteAttributeString("size", result.Bytes.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }
    }

    private static byte[] Write(string root, Action<XmlWriter> content)
    {
        using MemoryStream stream = new();
        using (XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("uws", root, Uws);
            xml.WriteAttributeString("xmlns", "xlink", null, XLink);
            xml.WriteAttributeString("xmlns", "xsi", null, Xsi);
            if (root is "job" or "jobs")
            {
                xml.WriteAttributeString("version", "1.1");
            }

            content(xml);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void Optional(XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, Uws, Clean(value));
        }
    }

    private static void Nillable(XmlWriter xml, string name, string? value)
    {
        xml.WriteStartElement(name, Uws);
        if (value is null)
        {
            xml.WriteAttributeString("nil", Xsi, "true");
        }
        else
        {
            xml.WriteString(Clean(value));
        }

        xml.WriteEndElement();
    }

    /// <summary>The text without what XML 1.0 cannot hold.</summary>
    private static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isText = rune.Value is '\t' or '\n' or '\r' or >= 0x20 and not (0xFFFE or 0xFFFF);
            clean.Append(isText ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
