using System.Net.Http.Json;
using System.Text.Json;

namespace Hven.Functional.Tests;

/// <summary>Queries in the manner of other systems, and what a query would cost.</summary>
public sealed class DialectTests(DemoServer demo)
{
    private const string Oracle = "SELECT nvl(mag_auto_g, 99) AS g FROM dr1.main WHERE rownum <= 3;";
    private const string Adql = "SELECT COALESCE(mag_auto_g, 99) AS g FROM dr1.main WHERE";

    [Fact]
    public async Task Query_of_another_dialect_runs_and_tells_how_it_reads()
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync(Oracle);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("SELECT TOP 3 COALESCE(mag_auto_g, 99) AS g FROM dr1.main ;", Uri.UnescapeDataString(Assert.Single(response.Headers.GetValues("Hven-Adql"))));
        JsonElement result = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(3, result.GetProperty("rows").GetArrayLength());

        using HttpResponseMessage plain = await demo.Client.QueryAsync("SELECT TOP 3 ra FROM dr1.main");
        Assert.False(plain.Headers.Contains("Hven-Adql"));
    }

    [Fact]
    public async Task Check_tells_the_place_the_reading_and_an_estimate()
    {
        JsonElement check = await PostAsync("check", Oracle);
        Assert.True(check.GetProperty("ok").GetBoolean());
        Assert.Equal(["notice", "notice"], check.GetProperty("diagnostics").EnumerateArray().Select(finding => finding.GetProperty("severity").GetString()));
        Assert.StartsWith(Adql[..^6].Replace("SELECT ", "SELECT TOP 3 ", StringComparison.Ordinal), check.GetProperty("adql").GetString(), StringComparison.Ordinal);
        Assert.InRange(check.GetProperty("estimate").GetProperty("rows").GetInt64(), 3, 1_000_000);
        JsonElement plain = await PostAsync("check", "SELECT TOP 3 ra FROM dr1.main");
        Assert.Equal(JsonValueKind.Null, plain.TryGetProperty("adql", out JsonElement none) ? none.ValueKind : JsonValueKind.Null);
    }

    [Fact]
    public async Task Explain_says_in_words_what_is_read_and_what_is_slow()
    {
        JsonElement cone = await PostAsync("explain", "SELECT ra, dec FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(30, -30, 0.01))");
        Assert.True(cone.GetProperty("ok").GetBoolean());
        Assert.Equal("columns", cone.GetProperty("estimate").GetProperty("answeredBy").GetString());
        Assert.Equal("region", cone.GetProperty("plan").GetProperty("reads")[0].GetProperty("way").GetString());
        Assert.Contains("dr1.main", cone.GetProperty("steps")[1].GetString(), StringComparison.Ordinal);

        JsonElement product = await PostAsync("explain", "SELECT COUNT(*) FROM dr1.main a, dr1.main b WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) < a.mag_auto_g");
        Assert.Contains("all pairs", product.GetProperty("slow").GetString(), StringComparison.Ordinal);
        Assert.Contains("JOIN", product.GetProperty("hint").GetString(), StringComparison.Ordinal);

        JsonElement wrong = await PostAsync("explain", "SELECT raa FROM dr1.main");
        Assert.False(wrong.GetProperty("ok").GetBoolean());
        Assert.Equal("unknown-column", wrong.GetProperty("diagnostics")[0].GetProperty("code").GetString());
        Assert.Empty(wrong.GetProperty("steps").EnumerateArray());
    }

    [Fact]
    public async Task Estimate_is_held_against_the_truth_after_the_run()
    {
        using HttpResponseMessage cone = await demo.Client.QueryAsync("SELECT ra, dec FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(30, -30, 0.5))");
        Assert.Equal(200, (int)cone.StatusCode);
        string metrics = await demo.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        string line = Assert.Single(metrics.Split('\n'), text => text.StartsWith("hven_query_estimate_ratio_bucket", StringComparison.Ordinal) && text.Contains("le=\"1.1\"", StringComparison.Ordinal));
        Assert.True(double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) >= 1, line);
    }

    [Fact]
    public async Task Tap_is_strict_unless_it_is_asked_for_sql()
    {
        const string Limit = "SELECT ra FROM dr1.main LIMIT 2";
        using HttpResponseMessage strict = await demo.Client.GetAsync(new Uri($"/tap/sync?LANG=ADQL&RESPONSEFORMAT=csv&QUERY={Uri.EscapeDataString(Limit)}", UriKind.Relative));
        Assert.Equal(400, (int)strict.StatusCode);
        Assert.Contains("TOP", await strict.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage sql = await demo.Client.GetAsync(new Uri($"/tap/sync?LANG=SQL&RESPONSEFORMAT=csv&QUERY={Uri.EscapeDataString(Limit)}", UriKind.Relative));
        Assert.Equal(3, (await sql.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private async Task<JsonElement> PostAsync(string what, string query)
    {
        using HttpResponseMessage response = await demo.Client.PostAsJsonAsync($"/api/v1/query/{what}", new { query });
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
