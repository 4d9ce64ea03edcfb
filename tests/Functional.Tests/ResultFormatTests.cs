using System.Net.Http.Json;
using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Tables;
using Hven.Tables.FitsTable;
using Hven.Tables.Votable;

namespace Hven.Functional.Tests;

/// <summary>Every format of an answer carries the same values, and says when rows are missing.</summary>
public sealed class ResultFormatTests(DemoServer demo)
{
    private const string ObjectsQuery =
        "SELECT TOP 300 coadd_object_id, tilename, hpix_32, ra, dec, a_image, mag_auto_g, wavg_mag_psf_y, flags_r, true_kind, true_redshift FROM dr1.main ORDER BY coadd_object_id";

    private const string TextQuery = "SELECT table_name, column_name, description, unit, ucd, utype, indexed FROM tap_schema.columns ORDER BY table_name, column_name";

    public static TheoryData<string, string> FormatsAndTypes { get; } = new()
    {
        { "votable", "application/x-votable+xml" },
        { "votable/td", "application/x-votable+xml" },
        { "csv", "text/csv" },
        { "tsv", "text/tab-separated-values" },
        { "fits", "application/fits" },
        { "parquet", "application/vnd.apache.parquet" },
        { "arrow", "application/vnd.apache.arrow.stream" },
        { "feather", "application/vnd.apache.arrow.file" },
        { "h5", "application/x-hdf5" },
        { "ecsv", "text/x-ecsv" },
        { "html", "text/html" },
        { "json", "application/json" },
    };

    [Theory]
    [MemberData(nameof(FormatsAndTypes))]
    public async Task Query_in_each_format_gives_the_same_values(string format, string mediaType)
    {
        foreach (string query in new[] { ObjectsQuery, TextQuery })
        {
            (ResultTable expected, IReadOnlyList<Column> columns) = await ReferenceAsync(query);
            Assert.True(expected.Rows.Count >= 100);
            using HttpResponseMessage response = await demo.Client.QueryAsync(query, format);
            byte[] content = await response.Content.ReadAsByteArrayAsync();
            Assert.True(response.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(content));
            Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
            Assert.Equal(mediaType.StartsWith("text/", StringComparison.Ordinal) ? "utf-8" : null, response.Content.Headers.ContentType.CharSet);
            ResultTable table = await ResultTable.FromAsync(format, content, columns);
            Assert.Equal(expected.Names, table.Names);
            Assert.Equal(expected.Rows.Count, table.Rows.Count);
            for (int row = 0; row < expected.Rows.Count; row++)
            {
                Assert.Equal(expected.Rows[row], table.Rows[row]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndTypes))]
    public async Task Query_without_rows_is_a_whole_document(string format, string mediaType)
    {
        const string Query = "SELECT coadd_object_id, ra, tilename FROM dr1.main WHERE ra > 500";
        (_, IReadOnlyList<Column> columns) = await ReferenceAsync(Query);
        using HttpResponseMessage response = await demo.Client.QueryAsync(Query, format);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        ResultTable table = await ResultTable.FromAsync(format, await response.Content.ReadAsByteArrayAsync(), columns);
        Assert.Equal(["coadd_object_id", "ra", "tilename"], table.Names.Select(name => name.ToLowerInvariant()));
        Assert.Empty(table.Rows);
    }

    [Theory]
    [MemberData(nameof(FormatsAndTypes))]
    public async Task Query_with_more_rows_than_asked_for_tells_the_overflow(string format, string mediaType)
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync("SELECT coadd_object_id FROM dr1.main", format, maxRows: 25_000 / 2);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        byte[] content = await response.Content.ReadAsByteArrayAsync();
        if (format == "json")
        {
            Assert.True(JsonDocument.Parse(content).RootElement.GetProperty("overflow").GetBoolean());
        }

        if (format.StartsWith("votable", StringComparison.Ordinal))
        {
            Assert.True((await ReadVotableAsync(content)).Overflow);
        }

        JsonElement status = await demo.Client.StatusAsync(response.QueryId());
        Assert.True(status.GetProperty("overflow").GetBoolean());
        Assert.Equal(12_500, status.GetProperty("rows").GetInt64());
        Assert.Equal("COMPLETED", status.GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Query_with_exactly_as_many_rows_as_asked_for_is_no_overflow()
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync("SELECT coadd_object_id FROM dr1.main", "votable", maxRows: DemoServer.Objects);
        Assert.False((await ReadVotableAsync(await response.Content.ReadAsByteArrayAsync())).Overflow);
        JsonElement status = await demo.Client.StatusAsync(response.QueryId());
        Assert.False(status.GetProperty("overflow").GetBoolean());
        Assert.Equal(DemoServer.Objects, status.GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task Query_for_no_rows_tells_the_columns_and_the_overflow()
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync("SELECT ra, dec FROM dr1.main", maxRows: 0);
        JsonElement root = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(2, root.GetProperty("columns").GetArrayLength());
        Assert.Equal(0, root.GetProperty("rows").GetArrayLength());
        Assert.True(root.GetProperty("overflow").GetBoolean());
    }

    [Theory]
    [InlineData("xlsx", 5L, "xlsx")]
    [InlineData("json", -1L, "maxRows")]
    public async Task Query_with_an_impossible_parameter_names_it(string format, long maxRows, string named)
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync("SELECT ra FROM dr1.main", format, maxRows);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(named, (await response.ProblemAsync()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Query_with_null_value_and_des_types_answers_as_easyaccess_wrote_files()
    {
        const string Query = "SELECT TOP 20 ra, flags_r, mag_auto_g, SQRT(0 - 1 - ABS(true_redshift)) AS none, tilename FROM dr1.main ORDER BY coadd_object_id";
        using HttpResponseMessage response = await demo.Client.PostAsJsonAsync("/api/v1/query", new { query = Query, format = "fits", nullValue = -9999, desTypes = true });
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(await response.Content.ReadAsStreamAsync(), null, default);
        Assert.Equal([ElementType.Float64, ElementType.Int16, ElementType.Float32, ElementType.Float64, ElementType.String], reader.Schema.Columns.Select(column => column.Type));
        RecordBatch batch = new(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, default));
        Assert.All(((PrimitiveVector<double>)batch.Columns[3]).Values.ToArray(), value => Assert.Equal(-9999, value));
        Assert.All(batch.Columns, column => Assert.Equal(0, column.NullCount));

        using HttpResponseMessage refused = await demo.Client.PostAsJsonAsync("/api/v1/query", new { query = "SELECT TOP 3 CAST(SQRT(0 - 1 - ABS(true_redshift)) AS SMALLINT) AS n FROM dr1.main", format = "fits", nullValue = -99999 });
        Assert.Equal(400, (int)refused.StatusCode);
        string detail = (await refused.ProblemAsync()).GetProperty("detail").GetString()!;
        Assert.Contains("Column n, row 1", detail);
        Assert.Contains("without nullValue", detail);
    }

    private async Task<(ResultTable Table, IReadOnlyList<Column> Columns)> ReferenceAsync(string query)
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync(query, "votable");
        (ResultTable table, VotableReader reader) = await ResultTable.FromVotableAsync(await response.Content.ReadAsStreamAsync());
        return (table, reader.Schema.Columns);
    }

    private static async Task<VotableReader> ReadVotableAsync(byte[] content) => (await ResultTable.FromVotableAsync(new MemoryStream(content))).Reader;
}
