using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Tables that come with a query (TAP 1.1, section 2.5).</summary>
public sealed class UploadTests(DemoServer demo)
{
    private const string Odd =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <VOTABLE version="1.3" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>
        <FIELD name="a b" datatype="unsignedByte" unit="ct" ucd="phot.count"><DESCRIPTION>Counts &amp; more</DESCRIPTION><VALUES null="7"/></FIELD>
        <FIELD name="qu&quot;ote" datatype="long"/>
        <FIELD name="select" datatype="float" unit="mag"/>
        <FIELD name="näme*星" datatype="unicodeChar" arraysize="*"/>
        <FIELD name="x" datatype="double" arraysize="*" utype="some:where"/>
        <FIELD name="X" datatype="int" arraysize="2"/>
        <FIELD name="when" datatype="char" arraysize="*" xtype="timestamp"/>
        <FIELD name="ok" datatype="boolean"/>
        <FIELD name="words" datatype="char" arraysize="5x*"/>
        <FIELD name="z" datatype="doubleComplex"/>
        <DATA><TABLEDATA>
        <TR><TD>255</TD><TD>9223372036854775807</TD><TD>1.5</TD><TD>γ &lt; 星</TD><TD>1 2.5 NaN</TD><TD>1 2</TD><TD>2026-11-26T00:00:00</TD><TD>true</TD><TD>one  two  </TD><TD>1.5 -2</TD></TR>
        <TR><TD></TD><TD></TD><TD>NaN</TD><TD></TD><TD></TD><TD></TD><TD></TD><TD></TD><TD></TD><TD></TD></TR>
        <TR><TD>0</TD><TD>-9223372036854775807</TD><TD>-0.25</TD><TD>x</TD><TD>-1</TD><TD>-3 4</TD><TD>2000-01-01T12:00:00.5</TD><TD>false</TD><TD>three</TD><TD>0 1</TD></TR>
        </TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
        """;

    [Fact]
    public async Task Odd_columns_and_values_survive_the_round_trip()
    {
        XElement root = XDocument.Parse(await demo.Client.UploadAsync(Odd, "SELECT * FROM TAP_UPLOAD.t", "votable/td").TextAsync()).Root!;
        XNamespace ns = root.Name.Namespace;
        XElement[] fields = [.. root.Descendants(ns + "FIELD")];
        Assert.Equal(["a b", "qu\"ote", "select", "näme*星", "x", "X_2", "when", "ok", "words", "z"], fields.Select(field => field.Attribute("name")!.Value));
        Assert.Equal(["unsignedByte", "long", "float", "unicodeChar", "double", "int", "char", "boolean", "char", "doubleComplex"], fields.Select(field => field.Attribute("datatype")!.Value));
        Assert.Equal(("ct", "phot.count", "Counts & more"), (fields[0].Attribute("unit")!.Value, fields[0].Attribute("ucd")!.Value, fields[0].Element(ns + "DESCRIPTION")!.Value));
        Assert.Equal(("some:where", "timestamp", "2", "5x*"), (fields[4].Attribute("utype")!.Value, fields[6].Attribute("xtype")!.Value, fields[5].Attribute("arraysize")!.Value, fields[8].Attribute("arraysize")!.Value));
        string[][] rows = [.. root.Descendants(ns + "TR").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
        Assert.Equal(["255", "9223372036854775807", "1.5", "γ < 星", "1 2.5 NaN", "1 2", "2026-11-26T00:00:00"], rows[0][..7]);
        Assert.Equal(["", "", "NaN", ""], rows[1][..4]);
        Assert.Equal(["0", "-9223372036854775807", "-0.25", "x", "-1", "-3 4", "2000-01-01T12:00:00.5"], rows[2][..7]);
        Assert.Equal(["one  two", "1.5 -2", "three", "0 1"], new[] { rows[0][8].TrimEnd(), rows[0][9], rows[2][8], rows[2][9] });
        Assert.Equal(["1", "0"], new[] { rows[0][7], rows[2][7] }.Select(value => value is "T" or "true" or "1" ? "1" : "0"));
    }

    [Fact]
    public async Task Arrays_of_texts_can_only_be_selected()
    {
        string told = await demo.Client.UploadAsync(Odd, "SELECT LOWER(words) AS w FROM TAP_UPLOAD.t").ErrorAsync(HttpStatusCode.BadRequest);
        Assert.Contains("words", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("votable")]
    [InlineData("votable/td")]
    [InlineData("votable/b")]
    [InlineData("fits")]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("tsv")]
    [InlineData("ecsv")]
    [InlineData("arrow")]
    [InlineData("feather")]
    [InlineData("h5")]
    [InlineData("json")]
    public async Task Result_in_each_form_can_be_uploaded_again(string form)
    {
        const string Columns = "COADD_OBJECT_ID, RA, DEC, MAG_AUTO_I, FLAGS_I, TILENAME";
        const string Query = $"SELECT TOP 3000 {Columns} FROM dr1.main ORDER BY COADD_OBJECT_ID";
        string expected = await demo.Client.PostFormAsync("/tap/sync", ("LANG", "ADQL"), ("FORMAT", "csv"), ("QUERY", Query)).TextAsync();
        using HttpResponseMessage answer = await demo.Client.PostFormAsync("/tap/sync", ("LANG", "ADQL"), ("FORMAT", form), ("QUERY", Query));
        byte[] content = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(expected, await demo.Client.UploadAsync(content, $"SELECT {Columns} FROM TAP_UPLOAD.t ORDER BY COADD_OBJECT_ID").TextAsync());
        Assert.Equal($"n\n3000\n", (await demo.Client.UploadAsync(content, "SELECT COUNT(*) AS n FROM dr1.main AS m JOIN TAP_UPLOAD.t ON m.COADD_OBJECT_ID = t.COADD_OBJECT_ID").TextAsync()).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Upload_named_like_a_table_of_the_catalogue_takes_nobodys_place()
    {
        using MultipartFormDataContent form = Tap.Form(
            [("LANG", "ADQL"), ("FORMAT", "csv"), ("UPLOAD", "main,param:one;tables,param:two"), ("UPLOAD", "other,param:two"), ("QUERY", "SELECT (SELECT COUNT(*) FROM dr1.main) AS a, (SELECT COUNT(*) FROM TAP_UPLOAD.main) AS b, (SELECT COUNT(*) FROM tap_upload.TABLES) AS c, (SELECT MAX(x) FROM other) AS d FROM tap_upload.main")],
            ("one", "x\n1\n"u8.ToArray()), ("two", "x\n1\n2\n"u8.ToArray()));
        Assert.Equal($"a,b,c,d\n{DemoServer.Objects},1,2,2\n", (await demo.Client.PostAsync(new Uri("/tap/sync", UriKind.Relative), form).TextAsync()).ReplaceLineEndings("\n"));
        string told = await demo.Client.PostAsync(new Uri("/tap/sync", UriKind.Relative), Tap.Form([("LANG", "ADQL"), ("UPLOAD", "main,param:one"), ("QUERY", "SELECT COUNT(*) FROM main")], ("one", "x\n1\n"u8.ToArray()))).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.Contains("TAP_UPLOAD.main", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name,n\né,1\n", "SELECT name, LOWER(name) AS l, name || 'x' AS j, MIN(name) AS m FROM TAP_UPLOAD.t GROUP BY name", "unicodeChar")]
    [InlineData("{\"columns\":[{\"name\":\"name\",\"type\":\"string\"}],\"rows\":[[\"日本\"]]}", "SELECT name, COALESCE(name, 'x') AS c FROM TAP_UPLOAD.t", "unicodeChar")]
    [InlineData("name,n\na,1\n", "SELECT 'é' AS e, CASE n WHEN 1 THEN 'Ω' END AS c FROM TAP_UPLOAD.t", "unicodeChar")]
    [InlineData("name,n\na,1\n", "SELECT TOP 1 TILENAME, 'e' AS e FROM dr1.main", "char")]
    public async Task Text_that_may_hold_more_than_ascii_is_unicode_in_a_votable(string content, string query, string datatype)
    {
        XElement root = XDocument.Parse(await demo.Client.UploadAsync(content, query, "votable/td").TextAsync()).Root!;
        Assert.All(root.Descendants(root.Name.Namespace + "FIELD"), field => Assert.Equal(datatype, (string?)field.Attribute("datatype")));
    }

    [Fact]
    public async Task Upload_is_gone_with_its_query()
    {
        Assert.Equal("x\n1\n", (await demo.Client.UploadAsync("x\n1\n", "SELECT * FROM TAP_UPLOAD.t").TextAsync()).ReplaceLineEndings("\n"));
        Assert.Contains("TAP_UPLOAD.t", await demo.Client.PostFormAsync("/tap/sync", ("LANG", "ADQL"), ("QUERY", "SELECT * FROM TAP_UPLOAD.t")).ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        await demo.Client.MustAnswerAsync();
    }

    [Theory]
    [InlineData("an empty file", "", "is empty")]
    [InlineData("a VOTable without a table", "<VOTABLE><RESOURCE/></VOTABLE>", "t")]
    [InlineData("a document type", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><VOTABLE><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"char\" arraysize=\"*\"/><DATA><TABLEDATA><TR><TD>&b;</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>", "DOCTYPE")]
    [InlineData("a cut document", "<VOTABLE><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"int\"/><DATA><TABLEDATA><TR><TD>1</TD></TR>", "t")]
    [InlineData("a wrong number", "<VOTABLE><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"int\"/><DATA><TABLEDATA><TR><TD>1</TD></TR><TR><TD>one</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>", "one")]
    [InlineData("a huge array", "<VOTABLE><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"int\" arraysize=\"2000000000\"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>", "t")]
    [InlineData("a cut Parquet file", "PAR1xxxxPAR1", "Parquet")]
    public async Task Damaged_upload_is_refused_with_its_name_and_the_reason(string what, string content, string told)
    {
        string message = await demo.Client.UploadAsync(content, "SELECT * FROM TAP_UPLOAD.t").ErrorAsync(HttpStatusCode.BadRequest);
        Assert.True(message.Contains("'t'", StringComparison.Ordinal) && message.Contains(told, StringComparison.Ordinal), $"{what}: {message}");
        await demo.Client.MustAnswerAsync();
    }

    [Fact]
    public async Task Array_of_a_million_elements_survives()
    {
        string numbers = string.Join(' ', Enumerable.Range(0, 1_000_000));
        string document = $"<VOTABLE><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"int\" arraysize=\"*\"/><DATA><TABLEDATA><TR><TD>{numbers}</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        XElement root = XDocument.Parse(await demo.Client.UploadAsync(document, "SELECT * FROM TAP_UPLOAD.t", "votable/td").TextAsync()).Root!;
        Assert.Equal(numbers, root.Descendants(root.Name.Namespace + "TD").Single().Value);
    }

    [Theory]
    [InlineData("t,param:file;T,param:file", "t")]
    [InlineData("t", "name,address")]
    [InlineData("a.b,param:file", "a.b")]
    [InlineData("t,param:../../etc/passwd", "passwd")]
    [InlineData("t,file:///etc/passwd", "file:///etc/passwd")]
    [InlineData("t,vos://x/y", "vos://")]
    public async Task Wrong_pair_is_refused(string upload, string told)
    {
        using MultipartFormDataContent form = Tap.Form([("LANG", "ADQL"), ("UPLOAD", upload), ("QUERY", "SELECT * FROM TAP_UPLOAD.t")], ("file", "x\n1\n"u8.ToArray()));
        Assert.Contains(told, await demo.Client.PostAsync(new Uri("/tap/sync", UriKind.Relative), form).ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_is_not_fetched_unless_its_host_is_listed()
    {
        Assert.Contains("param:", await SyncAsync(demo.Client, "t,http://example.org/x").ErrorAsync(HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listed_host_is_fetched_from_and_its_redirects_are_looked_at()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string other = $"http://127.0.0.1:{demo.Server.Address.Port}/healthz";
        Task serving = ServeAsync(listener, new()
        {
            ["/table"] = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 8\r\n\r\nx,y\n1,2\n",
            ["/moved"] = "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /table\r\nContent-Length: 0\r\n\r\n",
            ["/away"] = $"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: {other}\r\nContent-Length: 0\r\n\r\n",
            ["/loop"] = "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n",
        });
        using TemporaryFolder folder = new();
        demo.CopyDataTo(folder.Path);
        await using HvendProcess server = await HvendProcess.ServeAsync(
            folder.Path, ("HVEN__Query__UploadHosts__0", $"127.0.0.1:{port}"), ("HVEN__Query__UploadHosts__1", "*.nip.io"), ("HVEN__Query__UploadHosts__2", $"*:{port}"), ("HVEN__Query__MaxUploadMiB", "1"), ("HVEN__Query__MaxUploadRows", "1000"));
        Assert.Equal("x,y\n1,2\n", (await SyncAsync(server.Client, $"t,http://127.0.0.1:{port}/table").TextAsync()).ReplaceLineEndings("\n"));
        Assert.Equal("x,y\n1,2\n", (await SyncAsync(server.Client, $"t,http://127.0.0.1:{port}/moved").TextAsync()).ReplaceLineEndings("\n"));
        Assert.Contains(other[..^"/healthz".Length], await SyncAsync(server.Client, $"t,http://127.0.0.1:{port}/away").ErrorAsync(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Contains("redirects", await SyncAsync(server.Client, $"t,http://127.0.0.1:{port}/loop").ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("404", await SyncAsync(server.Client, $"t,http://127.0.0.1:{port}/nothing").ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);

        // A pattern reaches public addresses only: another name of this machine is not the host that is listed.
        Assert.Contains("no public address", await SyncAsync(server.Client, $"t,http://localhost:{port}/table").ErrorAsync(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Contains("no public address", await SyncAsync(server.Client, $"t,http://[::1]:{port}/table").ErrorAsync(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Contains("no public address", await SyncAsync(server.Client, $"t,http://169.254.169.254:{port}/latest").ErrorAsync(HttpStatusCode.Forbidden), StringComparison.Ordinal);

        string rows = "x\n" + string.Concat(Enumerable.Repeat("1\n", 1001));
        Assert.Contains("1000 rows", await server.Client.UploadAsync(rows, "SELECT * FROM TAP_UPLOAD.t").ErrorAsync(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        Assert.Contains("1 MiB", await server.Client.UploadAsync("x\n" + new string(' ', 1 << 20), "SELECT * FROM TAP_UPLOAD.t").ErrorAsync(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);

        // A few kilobytes that unpack to far more than is taken.
        string bomb = $"<VOTABLE><RESOURCE><TABLE><FIELD name=\"x\" datatype=\"char\" arraysize=\"*\"/><DATA><TABLEDATA>{string.Concat(Enumerable.Repeat($"<TR><TD>{new string('a', 100_000)}</TD></TR>", 200))}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        using MemoryStream packed = new();
        await using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.ASCII.GetBytes(bomb));
        }

        Assert.InRange(packed.Length, 0, 1 << 17);
        Assert.Contains("unpacks to more than 4 MiB", await server.Client.UploadAsync(packed.ToArray(), "SELECT * FROM TAP_UPLOAD.t").ErrorAsync(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        listener.Stop();
        await serving;
    }

    private static Task<HttpResponseMessage> SyncAsync(HttpClient client, string upload) =>
        client.PostFormAsync("/tap/sync", ("LANG", "ADQL"), ("FORMAT", "csv"), ("UPLOAD", upload), ("QUERY", "SELECT * FROM TAP_UPLOAD.t"));

    private static async Task ServeAsync(TcpListener listener, Dictionary<string, string> answers)
    {
        try
        {
            while (true)
            {
                using TcpClient connection = await listener.AcceptTcpClientAsync();
                byte[] buffer = new byte[8192];
                int count = await connection.GetStream().ReadAsync(buffer);
                string path = Encoding.ASCII.GetString(buffer, 0, count).Split(' ')[1];
                await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answers.GetValueOrDefault(path) ?? "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
            }
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
    }
}
