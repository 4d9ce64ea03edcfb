using System.Net;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Starting, settings, health, metrics, and addresses where nothing is.</summary>
public sealed class ServerStartTests(DemoServer demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "Query": { "QuickSecond": 5 } }""", "QuickSecond")]
    [InlineData("""{ "Query": { "QuickSeconds": 0 } }""", "Query:QuickSeconds")]
    [InlineData("""{ "Query": { "PerClient": 0 } }""", "Query:PerClient")]
    [InlineData("""{ "Query": { "QuickSeconds": "soon" } }""", "QuickSeconds")]
    [InlineData("""{ "Query": { "DefaultRows": 5, "MaxRows": 4 } }""", "Query:DefaultRows")]
    [InlineData("""{ "Engine": { "MemoryMiB": 1 } }""", "Engine:MemoryMiB")]
    [InlineData("""{ "Engine": { "Turbo": true } }""", "Turbo")]
    [InlineData("""{ "Querry": { } , "X": 1 }""", "X")]
    [InlineData("""{ "PublicUrl": "survey.example.org" }""", "PublicUrl")]
    [InlineData("""{ "TrustedProxies": ["10.0.0.7", "proxy.example.org"] }""", "proxy.example.org")]
    [InlineData("""{ "SignIn": { "Providers": { "hub": { "Colour": "blue" } } } }""", "Colour")]
    [InlineData("""{ "SignIn": { "Providers": { "hub": { "Authority": "http://id.example.org", "ClientId": "x" } } } }""", "SignIn:Providers:hub:Authority")]
    [InlineData("""{ "SignIn": { "Providers": { "hub": { "CreateAccounts": "perhaps" } } } }""", "CreateAccounts")]
    [InlineData("""{ "Registry": { "Authority": "x" } }""", "Registry:Authority")]
    [InlineData("""{ "Registry": { "Authority": "org.example" } }""", "Registry:Publisher")]
    [InlineData("""{ "Query": { "UploadHosts": ["https://a.example.org/"] } }""", "Query:UploadHosts")]
    [InlineData("""{ "Jobs": { "Running": 0 } }""", "Jobs:Running")]
    [InlineData("""{ "Query": { "QuickSeconds": 5 """, "hven.json")]
    public async Task Serve_with_a_wrong_setting_ends_and_names_the_key(string settings, string key)
    {
        _folder.Write("hven.json", settings);
        HvendOutcome outcome = await ServeAsync();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(key, outcome.Error);
        Assert.DoesNotContain("   at ", outcome.Error);
    }

    [Theory]
    [InlineData("HVEN__QUERY__QUICKSECONDS", "0", "QuickSeconds")]
    [InlineData("HVEN__QUERY__NOTHING", "1", "NOTHING")]
    [InlineData("HVEN__NOTHING__AT", "1", "NOTHING")]
    public async Task Serve_with_a_wrong_environment_variable_ends_and_names_the_key(string name, string value, string key)
    {
        HvendOutcome outcome = await ServeAsync((name, value));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(key, outcome.Error);
    }

    [Fact]
    public async Task Addresses_are_those_that_people_use_behind_a_proxy()
    {
        await using HvendProcess server = await HvendProcess.ServeAsync(_folder["proxied"], ("HVEN__PublicUrl", "https://example.org/survey/"));
        Assert.Contains(">https://example.org/survey/tap/tables<", await server.Client.GetStringAsync("/tap/capabilities"), StringComparison.Ordinal);
        using HttpClient plain = Support.Tap.Plain(server.Address);
        Assert.StartsWith("https://example.org/survey/tap/async/", await plain.CreateJobAsync(("QUERY", "SELECT COUNT(*) AS n FROM tap_schema.tables")), StringComparison.Ordinal);
        Assert.Equal("Healthy", await server.Client.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task Serve_on_a_port_in_use_ends_and_says_so()
    {
        HvendOutcome outcome = await HvendProcess.RunAsync("serve", "--data", _folder.Path, "--urls", demo.Server.Address.ToString());
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("address already in use", outcome.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"{demo.Server.Address.Port}", outcome.Error);
    }

    [Fact]
    public async Task Serve_over_an_empty_data_directory_answers_without_tables()
    {
        await using HvendProcess server = await HvendProcess.ServeAsync(_folder["new"]);
        Assert.Equal(0, await server.Client.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.tables WHERE schema_name <> 'tap_schema'"));
        Assert.Equal("Healthy", await server.Client.GetStringAsync("/readyz"));
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("serve", "--nothing")]
    [InlineData("demo", "--objects", "0")]
    [InlineData("demo", "--objects", "many")]
    [InlineData("demo", "--tiles", "0")]
    [InlineData("ingest", "catalog", "--release", "r", "--table", "t")]
    [InlineData("ingest", "catalog", "file.csv", "--table", "t")]
    [InlineData("ingest", "catalog", "file.csv", "--release", "../r", "--table", "t")]
    [InlineData("ingest", "catalog", "file.csv", "--release", "r", "--table", "T")]
    [InlineData("ingest", "catalog", "file.csv", "--release", "r", "--table", "t", "--partition-rows", "1")]
    [InlineData("ingest")]
    [InlineData]
    public async Task Command_used_wrongly_ends_with_2_and_points_to_help(params string[] arguments)
    {
        HvendOutcome outcome = await HvendProcess.RunAsync(arguments);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--help", outcome.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Health_endpoints_answer()
    {
        Assert.Equal("Healthy", await demo.Client.GetStringAsync("/healthz"));
        Assert.Equal("Healthy", await demo.Client.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task Metrics_count_queries_by_phase_and_format()
    {
        await demo.Client.MustAnswerAsync();
        string metrics = await demo.Client.GetStringAsync("/metrics");
        Assert.Matches("hven_queries(_total)?\\{[^}]*format=\"json\"[^}]*phase=\"COMPLETED\"|hven_queries(_total)?\\{[^}]*phase=\"COMPLETED\"[^}]*format=\"json\"", metrics);
        Assert.Contains("hven_query_rows", metrics);
        Assert.Contains("hven_query_duration", metrics);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api")]
    [InlineData("/api/v2/query")]
    [InlineData("/tap/nothing")]
    [InlineData("/tap")]
    [InlineData("/files/x")]
    [InlineData("/assets/none.js")]
    [InlineData("/favicon.png.map")]
    [InlineData("/api/v1/tables/..%2f..%2f..%2fetc/passwd")]
    [InlineData("/api/v1/tables/%2e%2e/%2e%2e")]
    [InlineData("/api/v1/tables/dr1/main%00")]
    [InlineData("/api/v1/queries/..%2f..%2fx")]
    [InlineData("/assets/..%2f..%2fhven.json")]
    [InlineData("/..%2f..%2f..%2f..%2fetc/passwd.txt")]
    public async Task Address_with_nothing_there_is_not_found_and_never_the_page(string path)
    {
        string answer = await RawRequest.SendAsync(demo.Server.Address, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("<html", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("root:", answer);
    }

    [Fact]
    public async Task Dots_above_the_root_reach_no_file()
    {
        // The server's own tidying makes /etc/passwd of it, which is an address of the application like any other.
        string answer = await RawRequest.SendAsync(demo.Server.Address, "GET /api/v1/tables/../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain("root:", answer);
    }

    [Fact]
    public async Task Method_that_an_address_does_not_take_is_refused()
    {
        using HttpResponseMessage response = await demo.Client.GetAsync("/api/v1/query");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Equal("method", (await response.ProblemAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Unknown_address_of_the_api_is_a_problem()
    {
        using HttpResponseMessage response = await demo.Client.GetAsync("/api/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("address-unknown", (await response.ProblemAsync()).GetProperty("code").GetString());
    }

    private Task<HvendOutcome> ServeAsync(params (string, string)[] environment) =>
        HvendProcess.RunAsync(["serve", "--data", _folder.Path, "--urls", "http://127.0.0.1:0"], environment, CancellationToken.None);
}
