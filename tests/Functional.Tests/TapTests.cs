using System.Net;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Tables.Votable;

namespace Hven.Functional.Tests;

/// <summary>TAP 1.1 and VOSI 1.1 as their clients see them.</summary>
public sealed class TapTests(DemoServer demo)
{
    private const string Query = "SELECT TOP 5 ra, dec FROM dr1.main ORDER BY coadd_object_id";

    [Theory]
    [InlineData("LANG", "QUERY", "MAXREC")]
    [InlineData("lang", "query", "maxrec")]
    [InlineData("Lang", "qUERY", "MaxRec")]
    public async Task Sync_takes_parameters_in_any_case_by_get_and_post(string lang, string query, string maxrec)
    {
        (string, string)[] parameters = [("REQUEST", "doQuery"), (lang, "ADQL"), (query, Query), (maxrec, "3")];
        foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using HttpResponseMessage response = await SyncAsync(method, parameters);
            (ResultTable table, VotableReader reader) = await ResultTable.FromVotableAsync(await response.Content.ReadAsStreamAsync());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(3, table.Rows.Count);
            Assert.True(reader.Overflow);
        }
    }

    [Fact]
    public async Task Sync_answers_votable_with_status_first_and_metadata()
    {
        using HttpResponseMessage response = await SyncAsync(HttpMethod.Get, ("LANG", "ADQL-2.1"), ("QUERY", Query));
        Assert.Equal("application/x-votable+xml", response.Content.Headers.ContentType!.MediaType);
        XElement root = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        XNamespace ns = root.Name.Namespace;
        XElement resource = root.Element(ns + "RESOURCE")!;
        Assert.Equal("results", resource.Attribute("type")!.Value);
        XElement status = resource.Elements(ns + "INFO").First();
        Assert.Equal(("QUERY_STATUS", "OK"), (status.Attribute("name")!.Value, status.Attribute("value")!.Value));
        XElement ra = resource.Element(ns + "TABLE")!.Elements(ns + "FIELD").First();
        Assert.Equal(("double", "deg", "pos.eq.ra;meta.main"), (ra.Attribute("datatype")!.Value, ra.Attribute("unit")!.Value, ra.Attribute("ucd")!.Value));
    }

    [Fact]
    public async Task Sync_declares_what_is_worked_out_of_NULL_by_its_operation()
    {
        const string Query = "SELECT TOP 1 'a' || NULL AS t, UPPER(NULL) AS u, NULL || NULL AS v, ABS(NULL) AS x, -9223372036854775808 AS least, NULL + 1 AS n, SQRT(NULL) AS r FROM dr1.main";
        using HttpResponseMessage answer = await SyncAsync(HttpMethod.Get, ("LANG", "ADQL"), ("QUERY", Query));
        XDocument document = XDocument.Parse(await answer.Content.ReadAsStringAsync());
        IEnumerable<string> types = document.Descendants().Where(element => element.Name.LocalName == "FIELD").Select(field => $"{field.Attribute("name")!.Value} {field.Attribute("datatype")!.Value}");
        Assert.Equal(["t char", "u char", "v char", "x double", "least long", "n long", "r double"], types);
    }

    [Fact]
    public async Task Sync_refuses_a_text_that_is_no_timestamp()
    {
        using HttpResponseMessage wrong = await SyncAsync(HttpMethod.Get, ("LANG", "ADQL"), ("QUERY", "SELECT TOP 5 CAST(tilename AS TIMESTAMP) AS t FROM dr1.main"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("Exclude such rows", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage right = await SyncAsync(
            HttpMethod.Get, ("LANG", "ADQL"), ("RESPONSEFORMAT", "csv"), ("QUERY", "SELECT TOP 1 CAST('2021-01-14T11:25:00Z' AS TIMESTAMP) AS t, CAST(NULL AS TIMESTAMP) AS n FROM dr1.main"));
        Assert.Equal("t,n\r\n2021-01-14T11:25:00Z,", (await right.Content.ReadAsStringAsync()).TrimEnd(), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("/tap/capabilities")]
    [InlineData("/tap/tables")]
    [InlineData("/tap/sync?LANG=ADQL&QUERY=SELECT+TOP+5+ra+FROM+dr1.main")]
    [InlineData("/scs/dr1/main?RA=10&DEC=-20&SR=0")]
    public async Task Head_gives_what_get_gives_without_its_body(string path)
    {
        using HttpResponseMessage get = await demo.Client.GetAsync(path);
        for (int time = 0; time < 3; time++)
        {
            // On the same connection again: a body that came all the same would be taken for the next answer.
            using HttpRequestMessage request = new(HttpMethod.Head, path);
            using HttpResponseMessage head = await demo.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Sync_with_maxrec_0_gives_the_columns_and_overflow()
    {
        using HttpResponseMessage response = await SyncAsync(HttpMethod.Get, ("LANG", "ADQL"), ("QUERY", Query), ("MAXREC", "0"));
        (ResultTable table, VotableReader reader) = await ResultTable.FromVotableAsync(await response.Content.ReadAsStreamAsync());
        Assert.Equal(2, table.Names.Count);
        Assert.Empty(table.Rows);
        Assert.True(reader.Overflow);
    }

    [Theory]
    [InlineData("text/csv", "text/csv")]
    [InlineData("CSV", "text/csv")]
    [InlineData("application/x-votable+xml;serialization=TABLEDATA", "application/x-votable+xml")]
    [InlineData("application/x-votable+xml; serialization=tabledata", "application/x-votable+xml")]
    [InlineData("votable/td", "application/x-votable+xml")]
    [InlineData("fits", "application/fits")]
    public async Task Sync_answers_in_the_format_asked_for(string format, string mediaType)
    {
        foreach (string parameter in new[] { "RESPONSEFORMAT", "FORMAT" })
        {
            using HttpResponseMessage response = await SyncAsync(HttpMethod.Post, ("LANG", "ADQL"), ("QUERY", Query), (parameter, format));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Theory]
    [InlineData("QUERY", null, "QUERY")]
    [InlineData("LANG", "PQL", "PQL")]
    [InlineData("RESPONSEFORMAT", "application/x-nothing", "application/x-nothing")]
    [InlineData("MAXREC", "many", "many")]
    [InlineData("MAXREC", "-1", "-1")]
    [InlineData("REQUEST", "getCapabilities", "getCapabilities")]
    [InlineData("UPLOAD", "t,ftp://127.0.0.1/x", "ftp://")]
    [InlineData("UPLOAD", "t,param:nowhere", "nowhere")]
    [InlineData("UPLOAD", "1t,param:x", "1t,param:x")]
    [InlineData("QUERY", "SELECT nothing FROM dr1.main", "nothing")]
    [InlineData("QUERY", "SELEC ra FROM dr1.main", "SELEC")]
    [InlineData("QUERY", "SELECT ra FROM dr1.main WHERE ra < '<&>'\"\u00b0", "column")]
    public async Task Sync_with_a_wrong_parameter_answers_a_votable_error(string name, string? value, string told)
    {
        Dictionary<string, string> parameters = new() { ["LANG"] = "ADQL", ["QUERY"] = Query };
        parameters.Remove(name);
        if (value is not null)
        {
            parameters[name] = value;
        }

        foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using HttpResponseMessage response = await SyncAsync(method, [.. parameters.Select(pair => (pair.Key, pair.Value))]);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(told, await ErrorAsync(response));
        }
    }

    [Fact]
    public async Task Sync_with_a_form_that_is_none_answers_a_votable_error()
    {
        using StringContent content = new("<xml/>", System.Text.Encoding.UTF8, "text/xml");
        using HttpResponseMessage response = await demo.Client.PostAsync(new Uri("/tap/sync", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("QUERY", await ErrorAsync(response));
    }

    [Fact]
    public async Task Tables_lists_every_table_with_its_columns()
    {
        XElement root = XDocument.Parse(await demo.Client.GetStringAsync("/tap/tables")).Root!;
        Assert.Equal("tableset", root.Name.LocalName);
        Assert.Equal(["dr1", "tap_schema"], root.Elements("schema").Select(schema => schema.Element("name")!.Value).Order());
        XElement main = root.Descendants("table").Single(table => table.Element("name")!.Value == "dr1.main");
        XElement ra = main.Elements("column").Single(column => column.Element("name")!.Value.Equals("ra", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(("deg", "pos.eq.ra;meta.main", "double"), (ra.Element("unit")!.Value, ra.Element("ucd")!.Value, ra.Element("dataType")!.Value));
        Assert.Contains(ra.Elements("flag"), flag => flag.Value == "indexed");
        Assert.Equal(await demo.Client.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.columns WHERE table_name = 'dr1.main'"), main.Elements("column").Count());
    }

    [Fact]
    public async Task Tables_with_detail_min_leaves_the_columns_out()
    {
        XElement root = XDocument.Parse(await demo.Client.GetStringAsync("/tap/tables?detail=min")).Root!;
        Assert.NotEmpty(root.Descendants("table"));
        Assert.Empty(root.Descendants("column"));
    }

    [Fact]
    public async Task Tables_of_one_name_describes_that_table()
    {
        XElement root = XDocument.Parse(await demo.Client.GetStringAsync("/tap/tables/dr1.main")).Root!;
        Assert.Equal(("table", "dr1.main"), (root.Name.LocalName, root.Element("name")!.Value));
        Assert.NotEmpty(root.Elements("column"));
        using HttpResponseMessage unknown = await demo.Client.GetAsync("/tap/tables/dr1.nothing");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Capabilities_name_the_endpoints_and_formats_that_work()
    {
        XElement root = XDocument.Parse(await demo.Client.GetStringAsync("/tap/capabilities")).Root!;
        XElement tap = root.Elements("capability").Single(capability => capability.Attribute("standardID")!.Value == "ivo://ivoa.net/std/TAP");
        Assert.Equal(new Uri(demo.Server.Address, "/tap").ToString(), tap.Descendants("accessURL").Single().Value);
        foreach (string alias in tap.Elements("outputFormat").SelectMany(format => format.Elements()).Select(name => name.Value))
        {
            using HttpResponseMessage response = await SyncAsync(HttpMethod.Get, ("LANG", "ADQL"), ("QUERY", Query), ("RESPONSEFORMAT", alias));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        foreach (XElement capability in root.Elements("capability").Where(capability => capability.Attribute("standardID")!.Value.Contains("VOSI", StringComparison.Ordinal)))
        {
            XElement document = XDocument.Parse(await demo.Client.GetStringAsync(capability.Descendants("accessURL").Single().Value)).Root!;
            Assert.EndsWith(document.Name.LocalName == "tableset" ? "tables-1.1" : document.Name.LocalName, capability.Attribute("standardID")!.Value);
        }
    }

    [Fact]
    public async Task Capabilities_declare_functions_beyond_the_standard_as_user_functions()
    {
        XElement root = XDocument.Parse(await demo.Client.GetStringAsync("/tap/capabilities")).Root!;
        XElement group = root.Descendants("languageFeatures").Single(features => features.Attribute("type")!.Value == "ivo://ivoa.net/std/TAPRegExt#features-udf");
        string[] forms = [.. group.Elements("feature").Select(feature => feature.Element("form")!.Value)];
        Assert.Contains("NULLIF(x DOUBLE PRECISION, y DOUBLE PRECISION) -> DOUBLE PRECISION", forms);
        Assert.Contains("MOC(order INTEGER, region REGION) -> REGION", forms);
        Assert.All(forms, form => Assert.Matches(@"^[A-Za-z]\w*\s*\(.*\)\s*->\s*\S", form));
    }

    [Fact]
    public async Task Availability_says_that_the_service_is_there()
    {
        XElement root = XDocument.Parse(await demo.Client.GetStringAsync("/tap/availability")).Root!;
        Assert.Equal("true", root.Element(root.Name.Namespace + "available")!.Value);
    }

    private Task<HttpResponseMessage> SyncAsync(HttpMethod method, params (string Name, string Value)[] parameters)
    {
        IEnumerable<KeyValuePair<string, string>> pairs = parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value));
        return method == HttpMethod.Post
            ? demo.Client.PostAsync(new Uri("/tap/sync", UriKind.Relative), new FormUrlEncodedContent(pairs))
            : demo.Client.GetAsync($"/tap/sync?{string.Join('&', pairs.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}");
    }

    /// <summary>The message of an error document (DALI 1.1, section 4.4).</summary>
    private static async Task<string> ErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/x-votable+xml", response.Content.Headers.ContentType!.MediaType);
        XElement root = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        XElement info = root.Element(root.Name.Namespace + "RESOURCE")!.Elements(root.Name.Namespace + "INFO").First();
        Assert.Equal(("QUERY_STATUS", "ERROR"), (info.Attribute("name")!.Value, info.Attribute("value")!.Value));
        return info.Value;
    }
}
