using Hven.Query.Ingest;
using Hven.Tables;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace Hven.Query.Tests.Ingest;

public sealed class FileCatalogSourceTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Describe_tells_which_columns_are_left_out_and_why()
    {
        using (var stream = File.Create(_path))
        using (var output = new ManagedOutputStream(stream, leaveOpen: true))
        using (var schema = new GroupNode("schema", Repetition.Required,
            [
                new PrimitiveNode("ra", Repetition.Required, LogicalType.None(), PhysicalType.Double),
                new GroupNode("shape", Repetition.Required, [new PrimitiveNode("e1", Repetition.Required, LogicalType.None(), PhysicalType.Double)]),
            ]))
        using (var properties = new WriterPropertiesBuilder().Build())
        using (var file = new ParquetFileWriter(output, schema, properties))
        {
            using (RowGroupWriter rows = file.AppendRowGroup())
            {
                for (int leaf = 0; leaf < 2; leaf++)
                {
                    using var column = (ColumnWriter<double>)rows.NextColumn();
                    column.WriteBatch([1.5]);
                }
            }

            file.Close();
        }

        var source = new FileCatalogSource(_path);
        SourceDescription description = await source.DescribeAsync(Token);
        Assert.Equal("ra", Assert.Single(description.Schema.Columns).Name);
        Assert.Equal($"{_path}: column shape is left out: it is a structure, a map or a list of lists, which a table cannot hold.", Assert.Single(description.Notes));
        await using ITableReader reader = await source.OpenAsync(description.Schema, _ => { }, Token);
        Assert.True(await reader.ReadAsync(new RecordBatch(reader.Schema), Token));
    }

    [Theory]
    [InlineData(null, "a")]
    [InlineData("stars", "ra")]
    [InlineData("2", "ra")]
    public async Task Describe_page_of_html_takes_the_table_asked_for(string? table, string column)
    {
        await File.WriteAllTextAsync(_path, "\n<!-- made by hand -->\n<!DOCTYPE html>\n<table><tr><th>a<tr><td>x</table><table id=stars><tr><th>ra<tr><td>1.5<tr><td>2<td>3</table>", Token);
        var source = new FileCatalogSource(_path, table);
        SourceDescription description = await source.DescribeAsync(Token);
        Assert.Equal(column, Assert.Single(description.Schema.Columns).Name);
        var rejects = new List<RowReject>();
        await using ITableReader reader = await source.OpenAsync(description.Schema, rejects.Add, Token);
        Assert.True(await reader.ReadAsync(new RecordBatch(reader.Schema), Token));
        Assert.Equal(table is null ? 0 : 1, rejects.Count);
    }
}
