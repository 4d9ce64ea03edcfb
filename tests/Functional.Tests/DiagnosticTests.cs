using System.Net.Http.Json;
using System.Text.Json;

namespace Hven.Functional.Tests;

/// <summary>What a person who mistyped is told.</summary>
public sealed class DiagnosticTests(DemoServer demo)
{
    [Theory]
    [InlineData("SELECT ra,\n  magg_auto_g\nFROM dr1.main", 2, 3, 11, "unknown-column", "mag_auto_g")]
    [InlineData("SELECT ra\nFROM dr1.mian", 2, 6, 8, "unknown-table", "dr1.main")]
    [InlineData("SELECT ra FROM dr1.main\r\nWHERE\r\n   1 = CONTAINZ(POINT(ra, dec), CIRCLE(0, 0, 1))", 3, 8, 8, "unknown-function", "CONTAINS")]
    [InlineData("-- °星𝒜\nSELECT m.desc_ FROM dr1.main AS m", 2, 10, 5, "unknown-column", null)]
    [InlineData("SELECT ra FROM dr1.main\nWHERE dec > > 5", 2, 13, 1, "unexpected-token", null)]
    [InlineData("SELECT ra FROM dr1.main;\nDROP TABLE dr1.main", 2, 1, null, "trailing-text", null)]
    [InlineData("UPDATE dr1.main SET ra = 0", 1, 1, 6, "not-select", null)]
    public async Task Query_with_a_mistake_tells_its_place_and_what_would_fit(string query, int line, int column, int? length, string code, string? suggestion)
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync(query);
        Assert.Equal(400, (int)response.StatusCode);
        JsonElement problem = await response.ProblemAsync();
        Assert.Equal("query", problem.GetProperty("code").GetString());
        JsonElement diagnostic = problem.GetProperty("diagnostics")[0];
        Assert.Equal(
            (code, line, column),
            (diagnostic.GetProperty("code").GetString(), diagnostic.GetProperty("line").GetInt32(), diagnostic.GetProperty("column").GetInt32()));
        if (length is not null)
        {
            Assert.Equal(length, diagnostic.GetProperty("length").GetInt32());
        }

        Assert.Contains($"Line {line}, column {column}", problem.GetProperty("detail").GetString());
        if (suggestion is not null)
        {
            Assert.Contains(suggestion, diagnostic.GetProperty("suggestions").EnumerateArray().Select(item => item.GetString()), StringComparer.OrdinalIgnoreCase);
        }

        JsonElement check = await CheckAsync(query);
        Assert.False(check.GetProperty("ok").GetBoolean());
        Assert.Equal(diagnostic.GetRawText(), check.GetProperty("diagnostics")[0].GetRawText());
    }

    [Fact]
    public async Task Query_with_several_mistakes_tells_all_of_them()
    {
        JsonElement check = await CheckAsync("SELECT raa,\n decc,\n mag_auto_q\nFROM dr1.main");
        Assert.Equal([1, 2, 3], check.GetProperty("diagnostics").EnumerateArray().Select(diagnostic => diagnostic.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Check_of_a_good_query_tells_its_columns()
    {
        JsonElement check = await CheckAsync("SELECT ra, mag_auto_g AS g, COUNT(*) AS n FROM dr1.main GROUP BY ra, mag_auto_g");
        Assert.True(check.GetProperty("ok").GetBoolean());
        Assert.Equal(["ra", "g", "n"], check.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!.ToLowerInvariant()));
        Assert.Equal("deg", check.GetProperty("columns")[0].GetProperty("unit").GetString());
    }

    private async Task<JsonElement> CheckAsync(string query)
    {
        using HttpResponseMessage response = await demo.Client.PostAsJsonAsync("/api/v1/query/check", new { query });
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
