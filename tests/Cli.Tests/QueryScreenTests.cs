using Microsoft.AspNetCore.Http;

namespace Hven.Cli.Tests;

public sealed class QueryScreenTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Table_aligns_wide_and_combining_characters_and_keeps_every_digit()
    {
        _server.Query = FakeServer.Json("""
            {"columns":[{"name":"id","type":"int64","unit":null,"arraysize":null},{"name":"ra","type":"float64","unit":"deg"},{"name":"name","type":"string"},{"name":"ok","type":"boolean"},{"name":"v","type":"float32","arraysize":"2"}],
             "rows":[[9223372036854775807,10.672839506172839,"漢字",true,[1.5,null]],
                     [-9223372036854775808,"NaN","e\u0301",false,[]],
                     [null,-1e-300,null,null,null]],"rowCount":3,"overflow":false,"error":null}
            """);
        using Session session = new() { OnScreen = true };

        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT * FROM t"));

        Assert.Equal("json", _server.LastFormat);
        Assert.Equal(500, _server.LastMaxRows);
        Assert.Equal(
            "                  id                  ra  name  ok     v\n" +
            "                                     deg\n" +
            "────────────────────  ──────────────────  ────  ─────  ───────────\n" +
            " 9223372036854775807  10.672839506172839  漢字  true   [1.5, null]\n" +
            "-9223372036854775808                 NaN  e\u0301     false  []\n" +
            "                null             -1e-300  null  null   null\n", session.Output);
        Assert.StartsWith("3 rows in ", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escapes_in_data_and_names_are_shown_not_obeyed()
    {
        _server.Query = FakeServer.Json("""
            {"columns":[{"name":"a\u001b]0;x\u0007","type":"string","unit":"\u009b"}],"rows":[["\u001b[2J\r\nx\u007f\u009b31m\u202egnp"]],"rowCount":1,"overflow":false,"error":null}
            """);
        using Session session = new() { OnScreen = true };

        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT a FROM t"));

        Assert.Contains("a␛]0;x␇", session.Output, StringComparison.Ordinal);
        Assert.Contains("␛[2J␍␊x␡<U+009B>31m<U+202E>gnp", session.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Output, character => character != '\n' && char.IsControl(character));
    }

    [Fact]
    public async Task Text_format_on_the_screen_is_made_safe()
    {
        _server.Query = context => context.Response.WriteAsync("a,b\r\nx\u001b[2J,\u009b\ty\r\rz\n");
        using Session session = new() { OnScreen = true };
        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT 1", "--format", "csv"));
        Assert.Equal("a,b\nx␛[2J,<U+009B>\ty␍␍z\n", session.Output);
        Assert.Equal(2, await new Session { OnScreen = true }.RunAsync(_server, "query", "SELECT 1", "--format", "fits"));
    }

    [Fact]
    public async Task Columns_without_room_are_hidden_and_counted()
    {
        _server.Query = FakeServer.Json("""
            {"columns":[{"name":"a","type":"int64"},{"name":"text","type":"string"},{"name":"b","type":"int64"},{"name":"c","type":"int64"}],
             "rows":[[1234567890,"0123456789012345678901234567890123456789",2,3]],"rowCount":1,"overflow":true,"error":null}
            """);
        using Session session = new() { OnScreen = true, Width = 30 };

        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT * FROM t"));

        Assert.Contains("1234567890  01234567890123456…\n", session.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 4 columns are hidden", session.Error, StringComparison.Ordinal);
        Assert.Contains("More rows exist", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nulls_are_dim_where_there_is_style()
    {
        _server.Query = FakeServer.Json("""{"columns":[{"name":"a","type":"string"}],"rows":[[null],["null"]],"rowCount":2,"overflow":false,"error":null}""");
        using Session session = new() { OnScreen = true, HasStyle = true };
        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT a FROM t"));
        Assert.EndsWith("\e[2mnull\e[0m\nnull\n", session.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_result_shows_its_columns()
    {
        _server.Query = FakeServer.Json("""{"columns":[{"name":"a","type":"string"}],"rows":[],"rowCount":0,"overflow":false,"error":null}""");
        using Session session = new() { OnScreen = true };
        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT a FROM t"));
        Assert.Equal("a\n─\n", session.Output);
        Assert.StartsWith("0 rows in ", session.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"columns":[{"name":"a","type":"int64"}],"rows":[[1],[2""")]
    [InlineData("""{"columns":[{"name":"a","type":"int64"}],"rows":[[1]],"rowCount":1,"overflow":false,"error":"The engine stopped."}""")]
    [InlineData("""{"columns":[{"name":"a","type":"int64"}],"rows":[[1,2]]}""")]
    [InlineData("<html>")]
    [InlineData("{}")]
    public async Task Result_that_is_not_whole_fails(string body)
    {
        _server.Query = FakeServer.Json(body);
        using Session session = new() { OnScreen = true };
        Assert.Equal(1, await session.RunAsync(_server, "query", "SELECT a FROM t"));
        Assert.NotEqual("", session.Error);
    }

    [Fact]
    public async Task Many_rows_come_in_pages_with_one_head()
    {
        string rows = string.Join(',', Enumerable.Range(1000, 1200).Select(number => $"[{number}]"));
        _server.Query = FakeServer.Json($$"""{"columns":[{"name":"number","type":"int64"}],"rows":[{{rows}}],"rowCount":1200,"overflow":false,"error":null}""");
        using Session session = new() { OnScreen = true };
        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT number FROM t", "-n", "5000"));
        Assert.Equal(1202, session.Output.Count(character => character == '\n'));
        Assert.EndsWith("  2199\n", session.Output, StringComparison.Ordinal);
    }
}
