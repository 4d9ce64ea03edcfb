using Hven.Tables.Arrow;
using Hven.Tables.Transform;

namespace Hven.Tables.Tests.Transform;

public sealed class TransformingWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_with_sentinel_puts_it_where_there_is_no_value()
    {
        var schema = new TableSchema([new("i", ElementType.Int32), new("f", ElementType.Float32), new("t", ElementType.String), new("u", ElementType.UInt8)]);
        var batch = new RecordBatch(schema);
        foreach (ColumnVector column in batch.Columns.Take(3))
        {
            column.AppendNull();
        }

        ((PrimitiveVector<byte>)batch.Columns[3]).Append(7);
        (TableSchema written, List<string> cells) = await SendAsync(batch, new TransformOptions { NullSentinel = -9999 });
        Assert.Equal(["i[0]=-9999", "f[0]=c0c3878000000000", "t[0]='-9999'", "u[0]=7"], cells);
        Assert.Equal("-9999", written.Columns[0].NullValue);
    }

    [Fact]
    public async Task Write_with_sentinel_that_the_type_does_not_hold_names_column_and_row()
    {
        var batch = new RecordBatch(new TableSchema([new("flags", ElementType.UInt8)]));
        ((PrimitiveVector<byte>)batch.Columns[0]).Append(1);
        batch.Columns[0].AppendNull();
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => SendAsync(batch, new TransformOptions { NullSentinel = -9999 }));
        Assert.Equal("TABLE-NARROW", fault.Code);
        Assert.Contains("Column flags, row 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_counts_what_the_writer_behind_keeps_aside()
    {
        var batch = new RecordBatch(new TableSchema([new("t", ElementType.String)]));
        ((TextVector)batch.Columns[0]).Append("kept in the heap");
        await using TransformingWriter writer = new(batch.Schema, new TransformOptions { NullSentinel = 0 }, changed => new Hven.Tables.FitsTable.FitsTableWriter(new MemoryStream(), changed));
        await writer.WriteAsync(batch, Token);
        Assert.Equal(16, writer.BytesAside);
    }

    [Theory]
    [InlineData(32767, null)]
    [InlineData(32768, "Column FLAGS_G, row 1: 32768 does not fit the type Int16.")]
    public async Task Write_narrower_keeps_the_value_or_says_that_it_does_not_fit(long value, string? message)
    {
        var batch = new RecordBatch(new TableSchema([new("FLAGS_G", ElementType.Int64)]));
        ((PrimitiveVector<long>)batch.Columns[0]).Append(value);
        var options = new TransformOptions { Types = DesColumnRules.TypesOf(batch.Schema) };
        if (message is null)
        {
            Assert.Equal([$"FLAGS_G[0]={value}"], (await SendAsync(batch, options)).Cells);
            return;
        }

        Assert.Equal(message, (await Assert.ThrowsAsync<TableFormatException>(() => SendAsync(batch, options))).Message);
    }

    [Theory]
    [InlineData(9223372036854775807.0)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Write_float_as_integer_refuses_what_is_none(double value)
    {
        var batch = new RecordBatch(new TableSchema([new("x", ElementType.Float64)]));
        ((PrimitiveVector<double>)batch.Columns[0]).Append(value);
        var options = new TransformOptions { Types = new Dictionary<string, ElementType> { ["x"] = ElementType.Int64 } };
        await Assert.ThrowsAsync<TableFormatException>(() => SendAsync(batch, options));
    }

    [Theory]
    [InlineData(null, null, ElementType.Float64)]
    [InlineData(4, 0, ElementType.Int16)]
    [InlineData(9, 0, ElementType.Int32)]
    [InlineData(10, 0, ElementType.Int64)]
    [InlineData(6, 4, ElementType.Float32)]
    [InlineData(9, 6, ElementType.Float64)]
    public void TypeOf_number_is_that_of_easyaccess(int? precision, int? scale, ElementType type) => Assert.Equal(type, NumberRule.TypeOf(precision, scale));

    [Theory]
    [InlineData("WAVG_MAG_PSF_G", ElementType.Float32)]
    [InlineData("ccdnum", ElementType.Int16)]
    [InlineData("COADD_OBJECT_ID", ElementType.Int64)]
    [InlineData("ALPHAWIN_J2000", ElementType.Float64)]
    [InlineData("BAND", ElementType.String)]
    public void For_name_is_the_rule_of_data_management(string name, ElementType type) => Assert.Equal(type, DesColumnRules.For(name)?.Type);

    private static async Task<(TableSchema Schema, List<string> Cells)> SendAsync(RecordBatch batch, TransformOptions options)
    {
        using var stream = new MemoryStream();
        await using (var writer = new TransformingWriter(batch.Schema, options, schema => new ArrowTableWriter(stream, schema)))
        {
            await writer.WriteAsync(batch, Token);
            await writer.EndAsync(default, Token);
        }

        stream.Position = 0;
        await using ArrowTableReader reader = await ArrowTableReader.OpenAsync(stream, null, Token);
        return (reader.Schema, await Cells.OfAsync(reader));
    }
}
