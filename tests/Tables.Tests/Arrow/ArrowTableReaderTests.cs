using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Hven.Tables.Arrow;
using Hven.Tables.Tests.Parquet;

namespace Hven.Tables.Tests.Arrow;

public sealed class ArrowTableReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ArrowForm.Stream)]
    [InlineData(ArrowForm.File)]
    public async Task Read_what_was_written_to_a_stream_that_cannot_seek_is_equal(ArrowForm form)
    {
        RecordBatch batch = EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: true), 2000, seed: 8);
        var target = new AsyncOnlyStream();
        await using (var writer = new ArrowTableWriter(target, batch.Schema, form))
        {
            await writer.WriteAsync(batch, Token);
            await writer.EndAsync(default, Token);
        }

        await using ArrowTableReader reader = await ArrowTableReader.OpenAsync(new ForwardStream(new MemoryStream(target.ToArray())), null, Token);
        Assert.Equal(batch.Schema.Columns, reader.Schema.Columns);
        await EveryTypeTable.AssertReadsAsync(reader, batch);
    }

    [Theory]
    [InlineData(CompressionCodecType.Lz4Frame)]
    [InlineData(CompressionCodecType.Zstd)]
    public async Task Read_compressed_bodies_gives_their_values(CompressionCodecType codec)
    {
        long[] values = [.. Enumerable.Range(0, 50_000).Select(value => (long)value * value)];
        var options = new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new CompressionCodecFactory() };
        await using ArrowTableReader reader = await OpenAsync([new Int64Array.Builder().AppendRange(values).Build()], [new Field("x", Int64Type.Default, false)], null, options);
        var batch = new RecordBatch(reader.Schema);
        var read = new List<long>();
        while (await reader.ReadAsync(batch, Token))
        {
            read.AddRange(((PrimitiveVector<long>)batch.Columns[0]).Values);
        }

        Assert.Equal(values, read);
    }

    [Fact]
    public async Task Read_types_of_others_maps_them()
    {
        var day = new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero);
        var names = new StringArray.Builder().Append("star").Append("galaxy").Build();
        Int8Array numbers = new Int8Array.Builder().Append(1).AppendNull().Append(0).Build();
        await using ArrowTableReader reader = await OpenAsync(
            [
                new Date32Array.Builder().Append(day).AppendNull().Append(day.AddDays(2)).Build(),
                new TimestampArray.Builder(TimeUnit.Microsecond, "UTC").Append(day.AddMilliseconds(1)).AppendNull().AppendNull().Build(),
                new Decimal128Array.Builder(new Decimal128Type(5, 2)).Append(-1.25m).AppendNull().Append(3m).Build(),
                new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), numbers, names),
                new NullArray(3),
            ],
            [
                new Field("day", Date32Type.Default, true), new Field("time", new TimestampType(TimeUnit.Microsecond, "UTC"), true),
                new Field("price", new Decimal128Type(5, 2), true), new Field("class", new DictionaryType(Int8Type.Default, StringType.Default, false), true),
                new Field("none", NullType.Default, true),
            ]);
        Assert.Equal("timestamp", reader.Schema.Columns[1].Xtype);
        Assert.Equal(
            [
                "day[0]='1969-12-31'", "day[1]=~", "day[2]='1970-01-02'", "time[0]='1969-12-31T00:00:00.001000'", "time[1]=~", "time[2]=~",
                "price[0]=bff4000000000000", "price[1]=~", "price[2]=4008000000000000", "class[0]='galaxy'", "class[1]=~", "class[2]='star'",
                "none[0]=~", "none[1]=~", "none[2]=~",
            ],
            await Cells.OfAsync(reader));
    }

    [Fact]
    public async Task Read_column_that_a_table_cannot_hold_is_refused_by_name_or_left_out()
    {
        BinaryArray blob = new BinaryArray.Builder().Append(1).Build();
        Field[] fields = [new Field("blob", BinaryType.Default, true), new Field("x", Int8Type.Default, true)];
        IArrowArray[] arrays = [blob, new Int8Array.Builder().Append(5).Build()];
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => OpenAsync(arrays, fields));
        Assert.Contains("Column blob", fault.Message, StringComparison.Ordinal);
        var skipped = new List<string>();
        await using ArrowTableReader reader = await OpenAsync(arrays, fields, new ArrowReaderOptions { OnSkippedColumn = (name, _) => skipped.Add(name) });
        Assert.Equal(["blob"], skipped);
        Assert.Equal(["x[0]=5"], await Cells.OfAsync(reader));
    }

    private static async Task<ArrowTableReader> OpenAsync(IArrowArray[] arrays, Field[] fields, ArrowReaderOptions? options = null, IpcOptions? ipc = null)
    {
        var stream = new MemoryStream();
        var schema = new Schema(fields, null);
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true, ipc ?? new IpcOptions()))
        {
            await writer.WriteRecordBatchAsync(new Apache.Arrow.RecordBatch(schema, arrays, arrays[0].Length), Token);
            await writer.WriteEndAsync(Token);
        }

        stream.Position = 0;
        return await ArrowTableReader.OpenAsync(stream, options, Token);
    }
}
