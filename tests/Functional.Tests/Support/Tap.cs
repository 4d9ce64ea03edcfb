using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Hven.Functional.Tests.Support;

/// <summary>Requests to TAP as its clients make them.</summary>
internal static class Tap
{
    public static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    /// <summary>A form with files.</summary>
    public static MultipartFormDataContent Form(IEnumerable<(string Name, string Value)> fields, params (string Part, byte[] Content)[] files)
    {
        MultipartFormDataContent form = [];
        foreach ((string name, string value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        foreach ((string part, byte[] content) in files)
        {
            form.Add(new ByteArrayContent(content), part, part);
        }

        return form;
    }

    /// <summary>Asks a query over one uploaded table, <c>TAP_UPLOAD.t</c>.</summary>
    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, byte[] content, string query, string format = "csv") =>
        client.PostAsync(new Uri("/tap/sync", UriKind.Relative), Form([("LANG", "ADQL"), ("QUERY", query), ("FORMAT", format), ("UPLOAD", "t,param:file")], ("file", content)));

    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, string content, string query, string format = "csv") =>
        client.UploadAsync(Encoding.UTF8.GetBytes(content), query, format);

    /// <summary>The text of an answer that must be a success.</summary>
    public static async Task<string> TextAsync(this Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await sending;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {text}");
        return text;
    }

    /// <summary>The message of an error document.</summary>
    public static async Task<string> ErrorAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using HttpResponseMessage response = await sending;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        XElement root = XDocument.Parse(text).Root!;
        return root.Descendants().Single(element => element.Name.LocalName == "INFO" && element.Attribute("name")!.Value == "QUERY_STATUS").Value;
    }

    /// <summary>A client that stays where it is sent and keeps no cookies.</summary>
    public static HttpClient Plain(Uri server) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server };

    /// <summary>Makes a job and gives its address.</summary>
    public static async Task<string> CreateJobAsync(this HttpClient plain, params (string Name, string Value)[] parameters)
    {
        using HttpResponseMessage response = await plain.PostFormAsync("/tap/async", [("LANG", "ADQL"), .. parameters]);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.True(response.Headers.Location!.IsAbsoluteUri);
        return response.Headers.Location.ToString();
    }

    public static Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string address, params (string Name, string Value)[] parameters) =>
        client.PostAsync(new Uri(address, UriKind.RelativeOrAbsolute), new FormUrlEncodedContent(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))));

    /// <summary>Waits until a job has ended and gives its document.</summary>
    public static async Task<XElement> EndedAsync(this HttpClient client, string job)
    {
        XElement document = XDocument.Parse(await client.GetStringAsync(job)).Root!;
        while (document.Element(Uws + "phase")!.Value is var phase && phase is "PENDING" or "QUEUED" or "EXECUTING")
        {
            document = XDocument.Parse(await client.GetStringAsync($"{job}?WAIT=60&PHASE={phase}")).Root!;
        }

        return document;
    }

    public static string Phase(this XElement job) => job.Element(Uws + "phase")!.Value;
}
