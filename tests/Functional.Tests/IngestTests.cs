using System.Globalization;
using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary><c>hvend ingest catalog</c> with files as people have them.</summary>
public sealed class IngestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Table_of_each_format_appears_in_a_running_server_with_the_same_rows()
    {
        await using HvendProcess server = await HvendProcess.ServeAsync(Data);
        string[] expected = [.. SampleCatalog.Rows.OrderBy(row => row.Id).Select(row => Line(row.Id, row.Ra, row.Dec, row.Magnitude, row.Count, row.Name))];
        foreach (string format in CatalogFiles.Formats)
        {
            string file = await CatalogFiles.WriteAsync(_folder[$"sample.{format}"]);
            HvendOutcome outcome = (await IngestAsync($"from_{format}", file, "--partition-rows", "1000")).MustSucceed();
            Assert.Contains("6,000 rows", outcome.Output);
            await Api.EventuallyAsync(
                () => server.Client.GetAsync($"/api/v1/tables/t/from_{format}"), response => response.IsSuccessStatusCode, TimeSpan.FromSeconds(4), "The new table");
            List<JsonElement[]> rows = await server.Client.RowsAsync($"SELECT id, ra, dec, mag, n, name FROM t.from_{format} ORDER BY id");
            Assert.Equal(expected, rows.Select(Line));
        }

        (await HvendProcess.RunAsync("check", "--data", Data)).MustSucceed();
    }

    [Fact]
    public async Task Files_of_several_formats_become_one_table()
    {
        string[] files =
        [
            await CatalogFiles.WriteAsync(_folder["a.csv"], 0, 100),
            await CatalogFiles.WriteAsync(_folder["b.fits"], 100, 2000),
            await CatalogFiles.WriteAsync(_folder["c.parquet"], 2100, 1),
            await CatalogFiles.WriteAsync(_folder["d.vot"], 2101),
        ];
        Assert.Contains("6,000 rows", (await IngestAsync("sample", files)).MustSucceed().Output);
        await using HvendProcess server = await HvendProcess.ServeAsync(Data);
        Assert.Equal(
            SampleCatalog.Rows.OrderBy(row => row.Id).Select(row => Line(row.Id, row.Ra, row.Dec, row.Magnitude, row.Count, row.Name)),
            (await server.Client.RowsAsync("SELECT id, ra, dec, mag, n, name FROM t.sample ORDER BY id")).Select(Line));
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_listed_with_the_reason()
    {
        string file = _folder.Write(
            "ragged.csv",
            "id,ra,dec,mag,name\n1,10,20,15.5,good\n2,11,21\n3,12,22,16,too,many,cells\n4,,23,17,no ra\n5,13,,17,no dec\n6,14,91,17,beyond the pole\n7,x,24,17,no number\n8,15,25,17,also good\n9,375,-90,NaN,wrapped\n10,16,26,1e400,\"quo\"\"ted\n");
        HvendOutcome outcome = await IngestAsync("ragged", file);
        outcome.MustSucceed();
        string rejects = Path.Combine(Data, "releases", "t", "tables", "ragged", "rejects.csv");
        Assert.Contains(rejects, outcome.Output);
        string text = await File.ReadAllTextAsync(rejects);
        Assert.StartsWith("source,row,position,column,reason,text\n", text);
        foreach (string part in new[] { "ragged.csv", "position is missing", "not on the sky" })
        {
            Assert.Contains(part, text);
        }

        JsonElement table = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "releases", "t", "tables", "ragged", "columns.json"))).RootElement;
        int kept = table.GetProperty("rowCount").GetInt32();
        Assert.Contains($"{10 - kept} rows could not be read", outcome.Output);
        await using HvendProcess server = await HvendProcess.ServeAsync(Data);
        long[] ids = [.. (await server.Client.RowsAsync("SELECT id FROM t.ragged ORDER BY id")).Select(row => row[0].GetInt64())];
        Assert.Equal(kept, ids.Length);
        Assert.Contains(1, ids);
        Assert.Contains(8, ids);
        Assert.Contains(9, ids);
        Assert.DoesNotContain(ids, id => id is 4 or 5 or 6);
        (await HvendProcess.RunAsync("check", "--data", Data)).MustSucceed();
    }

    [Fact]
    public async Task File_without_one_good_row_is_refused_with_the_first_reason()
    {
        HvendOutcome outcome = await IngestAsync("bad", _folder.Write("bad.csv", "id,ra,dec\n1,10,95\n2,20,-100\n"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("None of 2 rows", outcome.Error);
        Assert.Contains("not on the sky", outcome.Error);
        AssertNothingLeft("t", "bad");
    }

    [Theory]
    [InlineData("m.yaml", "description: Tab\nra: alpha\ndec: delta\nid: nr\ncolumns:\n  g:\n    unit: mag\n    ucd: phot.mag;em.opt.B\n    description: Brightness\n")]
    [InlineData("m.json", "{\"description\":\"Tab\",\"ra\":\"alpha\",\"dec\":\"delta\",\"id\":\"nr\",\"columns\":{\"G\":{\"unit\":\"mag\",\"ucd\":\"phot.mag;em.opt.B\",\"description\":\"Brightness\"}}}")]
    public async Task Metadata_in_yaml_or_json_describes_the_table(string name, string metadata)
    {
        string file = _folder.Write("plain.csv", "nr,alpha,delta,g,ra,dec\n7,10,-20,18.5,1,1\n8,11,-21,19,2,2\n");
        (await IngestAsync("plain", file, "--metadata", _folder.Write(name, metadata))).MustSucceed();
        await using HvendProcess server = await HvendProcess.ServeAsync(Data);
        JsonElement table = JsonDocument.Parse(await server.Client.GetStringAsync("/api/v1/tables/t/plain")).RootElement;
        Assert.Equal("Tab", table.GetProperty("description").GetString());
        JsonElement g = table.GetProperty("columns").EnumerateArray().Single(column => column.GetProperty("name").GetString() == "g");
        Assert.Equal(("mag", "phot.mag;em.opt.B", "Brightness"), (g.GetProperty("unit").GetString(), g.GetProperty("ucd").GetString(), g.GetProperty("description").GetString()));
        Assert.Equal(7, await server.Client.NumberAsync("SELECT nr FROM t.plain WHERE 1 = CONTAINS(POINT(alpha, delta), CIRCLE(10, -20, 0.1))"));
    }

    [Theory]
    [InlineData("m.yaml", "description: Tab\ncolums:\n  g: {}\n", "line 2, column 1", "colums")]
    [InlineData("m.yaml", "columns:\n  g:\n    units: mag\n", "line 3, column 5", "units")]
    [InlineData("m.json", "{\n  \"description\": \"x\",\n  \"colums\": {}\n}", "line 3, column 3", "colums")]
    [InlineData("m.yaml", "description: [1, 2\n", "line", "description")]
    [InlineData("m.yaml", "columns:\n  nothing:\n    unit: mag\n", "nothing", "g")]
    public async Task Metadata_with_a_mistake_tells_its_place(string name, string metadata, string place, string key)
    {
        HvendOutcome outcome = await IngestAsync("plain", _folder.Write("plain.csv", "id,ra,dec,g\n7,10,-20,18.5\n"), "--metadata", _folder.Write(name, metadata));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(place, outcome.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(key, outcome.Error);
        AssertNothingLeft("t", "plain");
    }

    [Fact]
    public async Task Names_that_collide_are_told_apart()
    {
        string file = _folder.Write("names.csv", "ID,Ra,DEC,mag,MAG,_healpix_29,select,a b,\"q\"\"x\",\n1,10,20,1,2,3,4,5,6,7\n2,11,21,1.5,2,3,4,5,6,7\n");
        HvendOutcome outcome = (await IngestAsync("names", file)).MustSucceed();
        Assert.Contains("MAG_2", outcome.Output);
        Assert.Contains("_healpix_29_2", outcome.Output);
        await using HvendProcess server = await HvendProcess.ServeAsync(Data);
        JsonElement[] row = (await server.Client.RowsAsync("SELECT mag, MAG_2, \"_healpix_29_2\", \"select\", \"a b\", \"q\"\"x\" FROM t.names WHERE id = 1")).Single();
        Assert.Equal([1, 2, 3, 4, 5, 6], row.Select(cell => cell.GetDouble()));
    }

    [Fact]
    public async Task Table_that_exists_is_replaced_only_when_asked()
    {
        string first = await CatalogFiles.WriteAsync(_folder["first.csv"], 0, 100);
        string second = await CatalogFiles.WriteAsync(_folder["second.fits"], 100, 50);
        (await IngestAsync("sample", first)).MustSucceed();
        string manifest = Manifest("t", "sample");
        await using HvendProcess server = await HvendProcess.ServeAsync(Data);
        HvendOutcome refused = await IngestAsync("sample", second);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--replace", refused.Error);
        Assert.Equal(manifest, Manifest("t", "sample"));
        Assert.Equal(100, await server.Client.NumberAsync("SELECT COUNT(*) AS n FROM t.sample"));
        (await IngestAsync("sample", second, "--replace")).MustSucceed();
        await Api.EventuallyAsync(() => server.Client.NumberAsync("SELECT COUNT(*) AS n FROM t.sample"), count => count == 50, TimeSpan.FromSeconds(5), "Rows after the replacement");
        (await HvendProcess.RunAsync("check", "--data", Data)).MustSucceed();
    }

    [Fact]
    public async Task Accelerators_that_were_deleted_change_no_answer()
    {
        (await IngestAsync("sample", await CatalogFiles.WriteAsync(_folder["sample.csv"]))).MustSucceed();
        string[] queries =
        [
            "SELECT COUNT(*) AS n FROM t.sample",
            "SELECT id, ra, dec, mag, n, name FROM t.sample WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 30)) ORDER BY id",
            "SELECT id, name FROM t.sample WHERE id = -7",
        ];
        List<string[]> answers = [];
        for (int pass = 0; pass < 3; pass++)
        {
            await using HvendProcess server = await HvendProcess.ServeAsync(Data);
            answers.Add([.. await Task.WhenAll(queries.Select(async query => JsonSerializer.Serialize(await server.Client.RowsAsync(query))))]);
            Directory.Delete(Path.Combine(Data, "cache"), recursive: true);

            // A running server answers on without what it has open.
            Assert.Equal(answers[0], await Task.WhenAll(queries.Select(async query => JsonSerializer.Serialize(await server.Client.RowsAsync(query)))));
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(answers[0], answers[2]);
    }

    [Fact]
    public async Task Check_names_the_file_that_changed()
    {
        (await IngestAsync("sample", await CatalogFiles.WriteAsync(_folder["sample.csv"]), "--partition-rows", "1000")).MustSucceed();
        string file = Directory.EnumerateFiles(Data, "*.parquet", SearchOption.AllDirectories).Order().Skip(3).First();
        byte[] content = await File.ReadAllBytesAsync(file);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, content);
        HvendOutcome outcome = await HvendProcess.RunAsync("check", "--data", Data);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(file, outcome.Error);
        Assert.Single(outcome.Error.Trim().Split('\n'));

        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, content);
        (await HvendProcess.RunAsync("check", "--data", Data)).MustSucceed();
        File.Delete(file);
        Assert.Contains($"{file} is missing", (await HvendProcess.RunAsync("check", "--data", Data)).Error);
    }

    private Task<HvendOutcome> IngestAsync(string table, string file, params string[] options) => IngestAsync(table, [file, .. options]);

    private Task<HvendOutcome> IngestAsync(string table, string[] rest) =>
        HvendProcess.RunAsync(["ingest", "catalog", "--data", Data, "--release", "t", "--table", table, .. rest]);

    private string Manifest(string release, string table) => File.ReadAllText(Path.Combine(Data, "releases", release, "tables", table, "MANIFEST.sha256"));

    private void AssertNothingLeft(string release, string table) => Assert.False(Directory.Exists(Path.Combine(Data, "releases", release, "tables", table)));

    private static string Line(JsonElement[] row) => Line(row[0].GetInt64(), row[1].GetDouble(), row[2].GetDouble(), Number(row[3]), (int?)Number(row[4]), row[5].GetString());

    private static double? Number(JsonElement cell) => cell.ValueKind == JsonValueKind.Number ? cell.GetDouble() : null;

    /// <summary>A row as text; a NaN is a null to formats that know no other, and a missing text is empty.</summary>
    private static string Line(long id, double ra, double dec, double? magnitude, int? count, string? name) =>
        string.Create(CultureInfo.InvariantCulture, $"{id}|{ra:R}|{dec:R}|{(magnitude is double.NaN ? null : magnitude):R}|{count}|{name}");
}
