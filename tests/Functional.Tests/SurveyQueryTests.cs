using System.Text.Json;

namespace Hven.Functional.Tests;

/// <summary>The queries that the survey's users run first, over the simulated sky.</summary>
public sealed class SurveyQueryTests(DemoServer demo)
{
    [Fact]
    public async Task M2_box_gives_the_stars_of_the_cluster()
    {
        List<JsonElement[]> rows = await demo.Client.RowsAsync(
            """
            SELECT coadd_object_id, ra, dec, mag_auto_g, mag_auto_r, wavg_mag_psf_g
            FROM dr1.main
            WHERE ra BETWEEN 323.36-0.12 AND 323.36+0.12 AND dec BETWEEN -0.82-0.12 AND -0.82+0.12
              AND wavg_spread_model_i + 3.0*wavg_spreaderr_model_i < 0.005 AND wavg_spread_model_i > -1
              AND imaflags_iso_g = 0 AND imaflags_iso_r = 0 AND flags_g < 4 AND flags_r < 4
            """);
        Assert.InRange(rows.Count, 200, DemoServer.Objects / 2);
        Assert.All(rows, row =>
        {
            Assert.InRange(row[1].GetDouble(), 323.24, 323.48);
            Assert.InRange(row[2].GetDouble(), -0.94, -0.70);
        });

        // Old metal-poor stars: blue horizontal branch to red giants, most of them near the turn-off.
        double[] colours = [.. rows.Select(row => row[3].GetDouble() - row[4].GetDouble()).Order()];
        Assert.InRange(colours[colours.Length / 2], 0.1, 0.7);
        Assert.True(colours.Count(colour => colour is > -0.5 and < 1.5) > 0.9 * colours.Length);
    }

    [Fact]
    public async Task Bright_galaxies_of_a_sample_are_bright_and_extended()
    {
        List<JsonElement[]> rows = await demo.Client.RowsAsync(
            """
            SELECT TOP 1000 coadd_object_id, mag_auto_g, spread_model_i, spreaderr_model_i, true_kind
            FROM dr1.main
            WHERE mag_auto_g < 20 AND spread_model_i + 3*spreaderr_model_i > 0.005 AND wavg_spread_model_i > -1
              AND flags_g < 4 AND imaflags_iso_g = 0
            """);
        Assert.InRange(rows.Count, 10, 1000);
        Assert.Equal(rows.Count, rows.Select(row => row[0].GetInt64()).Distinct().Count());
        Assert.All(rows, row => Assert.True(row[1].GetDouble() < 20 && row[2].GetDouble() + (3 * row[3].GetDouble()) > 0.005));
        Assert.True(rows.Count(row => row[4].GetInt32() > 0) > rows.Count / 2);
    }

    [Fact]
    public async Task Cone_across_ra_0_gives_the_same_by_lookup_and_by_scan()
    {
        const string Cone = "1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -1, 2))";
        List<JsonElement[]> looked = await demo.Client.RowsAsync($"SELECT coadd_object_id, ra FROM dr1.main WHERE {Cone}");
        List<JsonElement[]> scanned = await demo.Client.RowsAsync($"SELECT coadd_object_id + 0 AS id FROM dr1.main WHERE {Cone}");
        Assert.Equal(scanned.Select(row => row[0].GetInt64()).Order(), looked.Select(row => row[0].GetInt64()).Order());
        Assert.Contains(looked, row => row[1].GetDouble() > 358);
        Assert.Contains(looked, row => row[1].GetDouble() < 2);
    }

    [Fact]
    public async Task Tables_tell_rows_columns_and_indexes()
    {
        JsonElement list = JsonDocument.Parse(await demo.Client.GetStringAsync("/api/v1/tables")).RootElement;
        JsonElement main = list.GetProperty("releases").EnumerateArray().SelectMany(release => release.GetProperty("tables").EnumerateArray())
            .Single(table => table.GetProperty("name").GetString() == "dr1.main");
        Assert.Equal(DemoServer.Objects, main.GetProperty("rowCount").GetInt64());
        JsonElement table = JsonDocument.Parse(await demo.Client.GetStringAsync("/api/v1/tables/DR1/Main")).RootElement;
        Assert.Equal(main.GetProperty("columnCount").GetInt32(), table.GetProperty("columns").GetArrayLength());
        Assert.Equal(
            ["coadd_object_id", "dec", "ra"],
            table.GetProperty("columns").EnumerateArray().Where(column => column.GetProperty("indexed").GetBoolean()).Select(column => column.GetProperty("name").GetString()!.ToLowerInvariant()).Order());
        using HttpResponseMessage unknown = await demo.Client.GetAsync("/api/v1/tables/dr1/nothing");
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Equal("table-unknown", (await unknown.ProblemAsync()).GetProperty("code").GetString());
    }
}
