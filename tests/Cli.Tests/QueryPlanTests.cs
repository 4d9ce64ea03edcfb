namespace Hven.Cli.Tests;

/// <summary>What a query would cost, and how it reads in ADQL.</summary>
public sealed class QueryPlanTests : IAsyncLifetime
{
    private const string Explanation = """
        {"ok":true,"diagnostics":[{"severity":"notice","code":"dialect","message":"This reads SELECT TOP 5 in ADQL.","line":1,"column":17,"endLine":1,"endColumn":24,"offset":16,"length":7,"suggestions":[]}],
         "adql":"SELECT TOP 5 a FROM t","steps":["Answered by the SQL engine.","dr1.main: all of it."],"slow":"It is large.","hint":"Ask for less.","estimate":{"rows":5,"bytes":40,"answeredBy":"engine"},"plan":null}
        """;

    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Explain_tells_the_steps_and_the_slow_part()
    {
        _server.Explain = FakeServer.Json(Explanation);
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "query", "--explain", "SELECT a FROM t LIMIT 5"));
        Assert.Equal("Answered by the SQL engine.\ndr1.main: all of it.\nSlow: It is large.\nHint: Ask for less.\n", session.Output);
        Assert.Contains("notice, line 1, column 17: This reads SELECT TOP 5 in ADQL.", session.Error, StringComparison.Ordinal);
        Assert.Contains("Read as ADQL: SELECT TOP 5 a FROM t", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_the_estimate_and_the_reading()
    {
        _server.Check = FakeServer.Json("""{"ok":true,"diagnostics":[],"columns":[{"name":"a","type":"long","indexed":false}],"adql":"SELECT TOP 5 a FROM t","estimate":{"rows":20000000,"bytes":160000000,"answeredBy":"engine"}}""");
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "query", "--check", "SELECT a FROM t LIMIT 5"));
        Assert.Contains("Read as ADQL: SELECT TOP 5 a FROM t", session.Error, StringComparison.Ordinal);
        Assert.Contains("It would look at about 20,000,000 rows", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_tells_the_reading_on_standard_error()
    {
        _server.Query = context =>
        {
            context.Response.Headers["Hven-Adql"] = Uri.EscapeDataString("SELECT TOP 5 \"ä\u001b\" FROM t");
            return FakeServer.Json("""{"columns":[{"name":"a","type":"int64"}],"rows":[[1]],"rowCount":1,"overflow":false,"error":null}""")(context);
        };
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "query", "--json", "SELECT \"ä\" FROM t LIMIT 5"));
        Assert.Contains("Read as ADQL: SELECT TOP 5 \"ä␛\" FROM t", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_and_check_together_are_refused()
    {
        using Session session = new();
        Assert.Equal(2, await session.RunAsync(_server, "query", "--explain", "--check", "SELECT 1"));
        Assert.Contains("--explain checks as well", session.Error, StringComparison.Ordinal);
    }
}
