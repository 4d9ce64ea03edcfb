using System.Text;
using Hven.Tables.Csv;
using Hven.Tables.Ecsv;
using Hven.Tables.Tests.Parquet;

namespace Hven.Tables.Tests.Csv;

public sealed class CsvWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    [InlineData(' ')]
    public async Task Write_every_type_reads_back_equal(char separator)
    {
        RecordBatch batch = EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: true), 2000, seed: 31);
        byte[] file = await WriteAsync(batch, new CsvWriterOptions { Separator = (byte)separator });
        var options = new CsvOptions { Columns = batch.Schema.Columns, Dialect = new CsvDialect((byte)separator) };
        await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(file), options, Token);
        await EveryTypeTable.AssertReadsAsync(reader, batch);
    }

    [Fact]
    public async Task Write_scalars_keep_their_kind_through_inference()
    {
        var schema = new TableSchema([new("i", ElementType.Int64), new("x", ElementType.Float64), new("b", ElementType.Boolean), new("t", ElementType.String)]);
        var batch = new RecordBatch(schema);
        ((PrimitiveVector<long>)batch.Columns[0]).Append(5);
        ((PrimitiveVector<double>)batch.Columns[1]).Append(5);
        ((PrimitiveVector<byte>)batch.Columns[2]).Append(1);
        ((TextVector)batch.Columns[3]).Append("x");
        byte[] file = await WriteAsync(batch, null);
        Assert.Equal("i,x,b,t\n5,5.0,true,x\n", Encoding.UTF8.GetString(file));
        await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(file), null, Token);
        Assert.Equal(schema.Columns.Select(column => column.Type), reader.Schema.Columns.Select(column => column.Type));
    }

    [Fact]
    public async Task Write_null_in_a_lone_column_is_a_row_still()
    {
        var batch = new RecordBatch(new TableSchema([new("x", ElementType.Float64)]));
        batch.Columns[0].AppendNull();
        byte[] file = await WriteAsync(batch, null);
        Assert.Equal("x\n\"\"\n", Encoding.UTF8.GetString(file));
        await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(file), new CsvOptions { Columns = batch.Schema.Columns }, Token);
        await EveryTypeTable.AssertReadsAsync(reader, batch);
    }

    [Theory]
    [InlineData(1.005, 2, "1.00")]
    [InlineData(-0.5, 0, "-1")]
    [InlineData(0.25, 1, "0.3")]
    [InlineData(359.99999999, 4, "360.0000")]
    [InlineData(0.000123, 3, "0.000")]
    [InlineData(12.5, 8, "12.50000000")]
    [InlineData(1e20, 3, "1e20")]
    [InlineData(double.NaN, 3, "NaN")]
    public async Task Write_fraction_digits_gives_as_many(double value, int digits, string expected)
    {
        var batch = new RecordBatch(new TableSchema([new("x", ElementType.Float64)]));
        ((PrimitiveVector<double>)batch.Columns[0]).Append(value);
        byte[] file = await WriteAsync(batch, new CsvWriterOptions { FractionDigits = new Dictionary<string, int> { ["x"] = digits } });
        Assert.Equal($"x\n{expected}\n", Encoding.UTF8.GetString(file));
    }

    [Fact]
    public async Task Write_no_rows_is_a_header()
    {
        byte[] file = await WriteAsync(new RecordBatch(new TableSchema([new("a b", ElementType.Int32), new("c,d", ElementType.String)])), null);
        Assert.Equal("a b,\"c,d\"\n", Encoding.UTF8.GetString(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_text_with_nul_is_refused_with_column_and_row(bool ecsv)
    {
        var batch = new RecordBatch(new TableSchema([new("i", ElementType.Int64), new("t", ElementType.String)]));
        await using TableWriter writer = ecsv ? new EcsvTableWriter(Stream.Null, batch.Schema) : new CsvWriter(Stream.Null, batch.Schema);
        Add("good");
        await writer.WriteAsync(batch, Token);
        batch.Clear();
        Add("good");
        Add("a\0b");
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => writer.WriteAsync(batch, Token).AsTask());
        Assert.Equal("CSV-NUL", fault.Code);
        Assert.StartsWith("Column t, row 3: ", fault.Message, StringComparison.Ordinal);

        void Add(string text)
        {
            ((PrimitiveVector<long>)batch.Columns[0]).Append(0);
            ((TextVector)batch.Columns[1]).Append(text);
        }
    }

    [Fact]
    public void Write_name_with_nul_is_refused()
    {
        var schema = new TableSchema([new("a\0b", ElementType.Int64)]);
        Assert.Contains("'a\\0b'", Assert.Throws<TableFormatException>(() => new CsvWriter(Stream.Null, schema)).Message, StringComparison.Ordinal);
        Assert.Contains("'a\\0b'", Assert.Throws<TableFormatException>(() => new EcsvTableWriter(Stream.Null, schema)).Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> WriteAsync(RecordBatch batch, CsvWriterOptions? options)
    {
        var stream = new AsyncOnlyStream();
        await using var writer = new CsvWriter(stream, batch.Schema, options);
        await writer.WriteAsync(batch, Token);
        await writer.EndAsync(default, Token);
        return stream.ToArray();
    }
}
