using System.Text;
using Hven.Tables.Json;
using Hven.Tables.Tests.Fuzz;

namespace Hven.Tables.Tests.Json;

public sealed class JsonTableReaderTests
{
    private const string Head = "{\"columns\":[{\"name\":\"i\",\"type\":\"int16\"},{\"name\":\"x\",\"type\":\"float64\"}],\"rows\":[";

    [Fact]
    public async Task Read_document_of_the_writer_streams_many_rows_with_all_types()
    {
        RecordBatch batch = EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: true), 6000, seed: 7);
        using MemoryStream file = new();
        await using JsonTableWriter writer = new(file, batch.Schema);
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(new TableEnd(Overflow: true), CancellationToken.None);
        foreach (Stream source in new Stream[] { new MemoryStream(file.ToArray()), new ForwardStream(new MemoryStream(file.ToArray())) })
        {
            await using JsonTableReader reader = await JsonTableReader.OpenAsync(source);
            Assert.Equal(batch.Schema.Columns.Select(column => (column.Name, column.Type, column.Shape)), reader.Schema.Columns.Select(column => (column.Name, column.Type, column.Shape)));
            await EveryTypeTable.AssertReadsAsync(reader, batch);
            Assert.True(reader.Overflow);
            Assert.Equal(file.Length, reader.BytePosition.Read);
        }
    }

    [Theory]
    [InlineData("[1,null]", ElementType.Int64, "1|~")]
    [InlineData("[-1,9223372036854775807]", ElementType.Int64, "-1|9223372036854775807")]
    [InlineData("[1,18446744073709551615]", ElementType.UInt64, "1|18446744073709551615")]
    [InlineData("[1,0.5]", ElementType.Float64, "3ff0000000000000|3fe0000000000000")]
    [InlineData("[1,\"NaN\"]", ElementType.Float64, "3ff0000000000000|NaN")]
    [InlineData("[-1,18446744073709551615]", ElementType.Float64, "bff0000000000000|43f0000000000000")]
    [InlineData("[true,false]", ElementType.Boolean, "1|0")]
    [InlineData("[true,1]", ElementType.String, "'true'|'1'")]
    [InlineData("[\"a\\u0000\\\"\\ud83d\\ude00\",2.50]", ElementType.String, "'a\0\"\U0001F600'|'2.50'")]
    [InlineData("[null,null]", ElementType.String, "~|~")]
    [InlineData("[1e400,1]", ElementType.String, "'1e400'|'1'")]
    public async Task Read_objects_finds_the_type_that_holds_all_values(string values, ElementType type, string cells)
    {
        string[] parts = values.Trim('[', ']').Split(',');
        (TableSchema schema, List<string> read) = await ReadAsync($" [ {{\"v\":{parts[0]}}} ,\n{{\"v\":{parts[1]}}} ]\n");
        Assert.Equal(type, schema.Columns.Single().Type);
        Assert.Equal(cells.Split('|').Select((cell, row) => $"v[{row}]={cell}"), read);
    }

    [Fact]
    public async Task Read_objects_with_other_members_in_another_order_makes_nulls()
    {
        (TableSchema schema, List<string> read) = await ReadAsync("\uFEFF[{\"a\":1,\"b\":\"x\"},{\"b\":\"y\",\"c\":2,\"a\":3},{}]");
        Assert.Equal(["a", "b", "c"], schema.Columns.Select(column => column.Name));
        Assert.Equal(["a[0]=1", "a[1]=3", "a[2]=~", "b[0]='x'", "b[1]='y'", "b[2]=~", "c[0]=~", "c[1]=2", "c[2]=~"], read);
    }

    [Theory]
    [InlineData(Head + "[1,2],\n[3,x]]}", "JSON-SYNTAX", "Line 2, byte")]
    [InlineData(Head + "[1,2],\n[3,\n4", "JSON-SYNTAX", "Line ")]
    [InlineData(Head + "[1,2]", "JSON-SYNTAX", "the file ends")]
    [InlineData(Head + "[1,2]]", "JSON-SYNTAX", "the file ends")]
    [InlineData(Head + "[1,2]]} x", "JSON-SYNTAX", "goes on")]
    [InlineData(Head + "[1,2],\n[70000,4]]}", "JSON-CELL", "row 2, column i of Int16: '70000'")]
    [InlineData(Head + "[1,2],\n[3,\"four\"]]}", "JSON-CELL", "Line 2, byte 89: row 2, column x of Float64: 'four'")]
    [InlineData(Head + "[1]]}", "JSON-CELL", "1 cells where there are 2 columns")]
    [InlineData(Head + "[1,2,3]]}", "JSON-CELL", "more cells than the 2 columns")]
    [InlineData(Head + "[1,1e999]]}", "JSON-CELL", "'1e999'")]
    [InlineData(Head + "[1,2]],\"rowCount\":2}", "JSON-ROWCOUNT", "'2' rows are told, 1 are there")]
    [InlineData(Head + "[1,2]],\"error\":\"lost\"}", "JSON-ERROR", "lost")]
    [InlineData("{\"rows\":[]}", "JSON-COLUMNS", "before the columns")]
    [InlineData("{\"columns\":[]}", "JSON-COLUMNS", "no columns")]
    [InlineData("{\"columns\":[{\"name\":\"a\",\"type\":\"int9\"}],\"rows\":[]}", "JSON-COLUMNS", "int9")]
    [InlineData("{\"columns\":[{\"name\":\"a\",\"type\":\"int8\",\"arraysize\":\"65536x65536x*\"}],\"rows\":[]}", "JSON-COLUMNS", "65536")]
    [InlineData("[]", "JSON-COLUMNS", "no object")]
    [InlineData("[1]", "JSON-CELL", "no object")]
    [InlineData("[{\"a\":1},\n{\"a\":[1]}]", "JSON-NESTED", "row 2, column a: an array")]
    [InlineData("[{\"a\":1,\"a\":2}]", "JSON-CELL", "two members")]
    [InlineData("[{\"a\":1} {\"a\":2}]", "JSON-SYNTAX", "','")]
    [InlineData("[{\"a\":\"\\ud800\"}]", "JSON-CELL", "surrogate")]
    [InlineData("[{\"\\ud800\":1}]", "JSON-SYNTAX", "surrogate")]
    [InlineData("{\"\\ud800\":1}", "JSON-SYNTAX", "surrogate")]
    public async Task Read_damaged_file_tells_what_and_where(string text, string code, string told)
    {
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(text));
        Assert.Equal(code, fault.Code);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("Line ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_damaged_objects_gives_rows_or_one_exception()
    {
        byte[] file = Encoding.UTF8.GetBytes("[" + string.Join(",\n", Enumerable.Range(0, 40).Select(row => $"{{\"id\":{row},\"x\":{row}.5e-3,\"t\":\"a\\u00e9\\n{row}\",\"b\":true,\"n\":null}}")) + "]");
        for (int seed = 0; seed < 500; seed++)
        {
            try
            {
                await using JsonTableReader reader = await JsonTableReader.OpenAsync(new MemoryStream(Mutator.Damage(file, seed)));
                await Cells.OfAsync(reader);
            }
            catch (TableFormatException)
            {
                // What a reader is to say of a damaged file.
            }
        }
    }

    private static async Task<(TableSchema Schema, List<string> Cells)> ReadAsync(string text)
    {
        await using JsonTableReader reader = await JsonTableReader.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        return (reader.Schema, await Cells.OfAsync(reader));
    }
}
