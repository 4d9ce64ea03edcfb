using System.Text.Json;

namespace Hven.Cli.Tests;

public sealed class TablesTests : IAsyncLifetime
{
    private const string List = """
        {"releases":[{"name":"dr1","title":"First","description":null,"tables":[
            {"name":"dr1.main","description":"Objects of the survey, with positions and magnitudes","rowCount":1234567,"columnCount":80},
            {"name":"dr1.x","description":null,"rowCount":5,"columnCount":2}]},
          {"name":"tap_schema","title":"TAP schema","description":"d","tables":[{"name":"tap_schema.tables","description":"\u001b[2J","rowCount":1,"columnCount":6}]}]}
        """;

    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Tables_are_listed_and_wrapped()
    {
        _server.Tables = FakeServer.Json(List);
        using Session session = new() { OnScreen = true, Width = 60 };
        Assert.Equal(0, await session.RunAsync(_server, "tables"));
        Assert.Equal(
            "table                   rows  columns  description\n" +
            "─────────────────  ─────────  ───────  ─────────────────────\n" +
            "dr1.main           1,234,567       80  Objects of the\n" +
            "                                       survey, with\n" +
            "                                       positions and\n" +
            "                                       magnitudes\n" +
            "dr1.x                      5        2\n" +
            "tap_schema.tables          1        6  ␛[2J\n", session.Output);
    }

    [Fact]
    public async Task Token_of_the_environment_is_shown_but_not_in_the_clear()
    {
        _server.Tables = FakeServer.Json(List);
        using Session session = new();
        session.Environment["HVEN_TOKEN"] = "hven_abc-_1";
        Assert.Equal(0, await session.RunAsync(_server, "tables"));
        Assert.Equal("Bearer hven_abc-_1", _server.LastAuthorization);
        using Session clear = new();
        clear.Environment["HVEN_TOKEN"] = "hven_abc";
        Assert.Equal(2, await clear.RunAsync("tables", "--url", "http://survey.example.org"));
        Assert.Contains("https", clear.Error, StringComparison.Ordinal);
        using Session none = new();
        none.Environment["HVEN_TOKEN"] = "two words";
        Assert.Equal(2, await none.RunAsync(_server, "tables"));
        using Session without = new();
        Assert.Equal(0, await without.RunAsync(_server, "tables"));
        Assert.Equal("", _server.LastAuthorization ?? "");
    }

    [Fact]
    public async Task Tables_of_one_release_and_of_an_unknown_one()
    {
        _server.Tables = FakeServer.Json(List);
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "tables", "DR1"));
        Assert.DoesNotContain("tap_schema", session.Output, StringComparison.Ordinal);
        using Session unknown = new();
        Assert.Equal(1, await unknown.RunAsync(_server, "tables", "dr7"));
        Assert.Contains("There are: dr1, tap_schema.", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_is_described()
    {
        _server.Tables = FakeServer.Json("""
            {"name":"dr1.main","description":"Objects","rowCount":2,"columns":[
              {"name":"RA","type":"double","arraySize":null,"unit":"deg","ucd":"pos.eq.ra","utype":null,"xtype":null,"description":"Right ascension","indexed":true},
              {"name":"FLUX","type":"float","arraySize":"5","unit":null,"ucd":null,"utype":null,"xtype":null,"description":null,"indexed":false}]}
            """);
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "tables", "dr1.main"));
        Assert.Contains("GET /api/v1/tables/dr1/main", _server.Requests);
        Assert.Equal(
            "dr1.main: 2 rows, 2 columns\nObjects\n\n" +
            "column  type      unit  UCD        description\n" +
            "──────  ────────  ────  ─────────  ───────────────\n" +
            "RA *    double    deg   pos.eq.ra  Right ascension\n" +
            "FLUX    float[5]\n" +
            "* a search by this column is fast\n", session.Output);
    }

    [Fact]
    public async Task Unknown_table_shows_the_servers_words()
    {
        _server.Tables = FakeServer.Problem(404, """{"type":"t","title":"Not Found","status":404,"detail":"There is no table dr1.mainn. There are: dr1.main.","code":"table-unknown","requestId":"1"}""");
        using Session session = new();
        Assert.Equal(1, await session.RunAsync(_server, "tables", "dr1.mainn"));
        Assert.Equal("There is no table dr1.mainn. There are: dr1.main.\n", session.Error);
    }

    [Fact]
    public async Task Json_is_the_servers_document()
    {
        _server.Tables = FakeServer.Json(List);
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "tables", "--json"));
        JsonElement document = JsonElement.Parse(session.Output);
        Assert.Equal(1234567, document.GetProperty("releases")[0].GetProperty("tables")[0].GetProperty("rowCount").GetInt64());
    }

    [Fact]
    public async Task Check_tells_columns_or_errors()
    {
        _server.Check = FakeServer.Json("""{"ok":true,"diagnostics":[],"columns":[{"name":"ra","type":"double","unit":"deg","indexed":false}]}""");
        using Session good = new();
        Assert.Equal(0, await good.RunAsync(_server, "query", "--check", "SELECT ra FROM t"));
        Assert.Contains("ra      double  deg", good.Output, StringComparison.Ordinal);

        _server.Check = FakeServer.Json("""{"ok":false,"diagnostics":[{"severity":"error","code":"c","message":"No.","line":1,"column":8,"endLine":1,"endColumn":9,"offset":7,"length":1,"suggestions":[]}],"columns":[]}""");
        using Session bad = new();
        Assert.Equal(1, await bad.RunAsync(_server, "query", "--check", "SELECT x FROM t"));
        Assert.Equal("error, line 1, column 8: No.\n  1 | SELECT x FROM t\n    |        ^\n", bad.Error);

        using Session json = new();
        Assert.Equal(1, await json.RunAsync(_server, "query", "--check", "--json", "SELECT x FROM t"));
        Assert.False(JsonElement.Parse(json.Output).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Version_is_told()
    {
        using Session session = new();
        Assert.Equal(0, await session.RunAsync("--version"));
        Assert.Matches(@"^hven \d+\.\d+\.\d+\n$", session.Output);
    }
}
