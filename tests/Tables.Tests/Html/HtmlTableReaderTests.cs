using System.Text;
using Hven.Tables.Html;

namespace Hven.Tables.Tests.Html;

public sealed class HtmlTableReaderTests
{
    [Fact]
    public async Task Read_foreign_page_finds_types_over_all_rows()
    {
        (TableSchema schema, List<string> cells) = await ReadAsync(
            """
            <!DOCTYPE html><html><head><title>a <table> in a title</title><script>if (a < b) document.write("<table>");</script></head>
            <!-- <table><tr><td>no</td></tr></table> -->
            <body><p>a &lt; b, 1 < 2
            <TABLE class='x' id=stars border>
            <caption>Bright <b>stars</b> &amp; more</caption>
            <thead><tr><th>Name<th>RA<br>J2000</th><th>N</th><th>flag</th></tr></thead>
            <tr><td> <a href="x?a=1&b=2>3">Sirius</a>&nbsp;</td><td>101.287</td><td>1</td><td>true</td></tr>
            <tr><td>&#x3b1;&nbsp;Car &eacute;<td>95<td> 9007199254740993 <td>FALSE
            <tr><td></td><td>NULL</td></tr>
            <tr><th>Name</th><th>RA</th><th>N</th><th>flag</th></tr>
            </TABLE>
            """);
        Assert.Equal([("Name", ElementType.String), ("RA J2000", ElementType.Float64), ("N", ElementType.Int64), ("flag", ElementType.Boolean)], schema.Columns.Select(column => (column.Name, column.Type)));
        Assert.Equal(("stars", "Bright stars & more"), (schema.Name, schema.Description));
        Assert.Equal(
            [
                "Name[0]='Sirius'", "Name[1]='α Car é'", "Name[2]=~", "RA J2000[0]=4059525e353f7cee", "RA J2000[1]=4057c00000000000", "RA J2000[2]=~",
                "N[0]=1", "N[1]=9007199254740993", "N[2]=~", "flag[0]=1", "flag[1]=0", "flag[2]=~",
            ],
            cells);
    }

    [Fact]
    public async Task Read_cells_that_span_stand_in_each_place()
    {
        (TableSchema schema, List<string> cells) = await ReadAsync(
            "<table><tr><th rowspan=2>id<th colspan=2>mag<tr><th>g<th>r<tr><td rowspan=2>7<td>1<td>2<tr><td colspan=2>3</table>");
        Assert.Equal(["id", "mag g", "mag r"], schema.Columns.Select(column => column.Name));
        Assert.Equal(["id[0]=7", "id[1]=7", "mag g[0]=1", "mag g[1]=3", "mag r[0]=2", "mag r[1]=3"], cells);
    }

    [Fact]
    public async Task Read_table_without_head_makes_names_up()
    {
        (TableSchema schema, List<string> cells) = await ReadAsync("<table><tr><td>#a</td></tr><tr><td></td></tr><tr><td>\"q\", r</td></tr></table>");
        Assert.Equal("col1", Assert.Single(schema.Columns).Name);
        Assert.Equal(["col1[0]='#a'", "col1[1]=~", "col1[2]='\"q\", r'"], cells);
    }

    [Theory]
    [InlineData("3", "a[0]=3")]
    [InlineData("second", "a[0]=2")]
    [InlineData(null, "a[0]='1 x 3'")]
    public async Task Read_takes_the_table_asked_for(string? name, string cell)
    {
        const string page = "<table><tr><th>a<tr><td>1<table id=second><tr><td>x</table>3</table>";
        string pages = name is null ? page : "<table><tr><th>a<tr><td>1</table><table id=second><tr><th>a<tr><td>2</table><table><tr><th>a<tr><td>3</table>";
        (_, List<string> cells) = await ReadAsync(pages, new HtmlReaderOptions { Table = name });
        Assert.Equal([cell], cells);
    }

    [Theory]
    [InlineData("<p>nothing", "HTML-TABLE", "The page has no <table>.")]
    [InlineData("<table id=a></table><table></table>", "HTML-TABLE", "The page has 2 tables, none of them 'x'; those with names are a.")]
    [InlineData("<table id=x><tr><td>1</td></tr>", "HTML-TRUNCATED", "there is no </table>")]
    [InlineData("<table id=x></table>", "HTML-COLUMNS", "neither a head nor rows")]
    [InlineData("<table id=x><tr><td title='", "HTML-TRUNCATED", "byte")]
    [InlineData("<table id=x><tr><th>a<tr><td>1<td>2</table>", "HTML-ROW", "Row 1: The row has 2 cells, the table 1 columns.")]
    [InlineData("<table id=x><tr><th data-type=int32>a<tr><td>1.5</table>", "HTML-ROW", "Row 1, column a: '1.5' is not a value of type Int32.")]
    [InlineData("<table id=x><tr><th data-type=int33>a</table>", "HTML-TYPE", "column 1 is of type 'int33'")]
    [InlineData("<table id=x><tr><th data-type=int32>a<tr><td>1</table><p data-end=error>", "HTML-ERROR", "before the last row")]
    public async Task Read_fault_says_what_and_where(string page, string code, string message)
    {
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(page, new HtmlReaderOptions { Table = "x" }));
        Assert.Equal(code, fault.Code);
        Assert.Contains(message.Contains("no <table>", StringComparison.Ordinal) ? "The page has no <table>" : message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_is_bounded()
    {
        string deep = string.Concat(Enumerable.Repeat("<table><tr><td>", 100));
        string wide = "<table><tr>" + string.Concat(Enumerable.Repeat("<td colspan=1000>1", 20)) + "</table>";
        string repeated = $"<table><tr><td rowspan=60000>{new string('x', 1 << 19)}<tr>" + string.Concat(Enumerable.Repeat("<td>1<tr>", 200)) + "</table>";
        string longCell = $"<table><tr><td>{new string('x', 1 << 21)}</table>";
        string longTag = $"<table><tr><td title=\"{new string('x', 1 << 18)}\">1</table>";
        string comments = "<table><tr><td>1" + string.Concat(Enumerable.Repeat("<!>", 200_000)) + "</table>";
        foreach ((string page, string code) in new[] { (deep, "HTML-DEPTH"), (wide, "HTML-COLUMNS"), (repeated, "HTML-SPAN"), (longCell, "HTML-CELL"), (longTag, "HTML-TAG") })
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(page))).Code);
        }

        Assert.Equal(["col1[0]=1"], (await ReadAsync(comments)).Cells);
    }

    [Fact]
    public async Task Read_rejected_rows_are_told_and_left_out()
    {
        var rejects = new List<RowReject>();
        (_, List<string> cells) = await ReadAsync(
            "<table><tr><th>a<th>b<tr><td>1<td>2<tr><td>3<td>4<td>5<tr><td>6<td>7</table>", new HtmlReaderOptions { OnReject = rejects.Add });
        Assert.Equal(["a[0]=1", "a[1]=6", "b[0]=2", "b[1]=7"], cells);
        Assert.Equal((2, "row 2", "3,4,5"), (Assert.Single(rejects).Row, rejects[0].Position, rejects[0].Text));
    }

    [Fact]
    public async Task Read_page_in_small_pieces_gives_the_same()
    {
        var schema = new TableSchema([new("t", ElementType.String)]);
        var batch = new RecordBatch(schema);
        for (int row = 0; row < 5000; row++)
        {
            ((TextVector)batch.Columns[0]).Append($"é & <{row}>\r\n\"");
        }

        using var page = new MemoryStream();
        await using (var writer = new HtmlTableWriter(page, schema))
        {
            await writer.WriteAsync(batch, TestContext.Current.CancellationToken);
            await writer.EndAsync(new TableEnd(Overflow: true), TestContext.Current.CancellationToken);
        }

        await using HtmlTableReader reader = await HtmlTableReader.OpenAsync(new ForwardStream(new MemoryStream(page.ToArray())), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Cells.Of(batch), await Cells.OfAsync(reader));
        Assert.True(reader.Overflow);
    }

    private static async Task<(TableSchema Schema, List<string> Cells)> ReadAsync(string page, HtmlReaderOptions? options = null)
    {
        await using HtmlTableReader reader = await HtmlTableReader.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(page)), options, TestContext.Current.CancellationToken);
        return (reader.Schema, await Cells.OfAsync(reader));
    }
}
