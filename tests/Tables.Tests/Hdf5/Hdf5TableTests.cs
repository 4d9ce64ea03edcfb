using Hven.Tables.Hdf5;
using Hven.Tables.Tests.Parquet;

namespace Hven.Tables.Tests.Hdf5;

public sealed class Hdf5TableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public async Task Write_and_read_many_chunks_is_equal(int rows)
    {
        RecordBatch batch = Batch(rows);
        byte[] file = await WriteAsync(batch);
        Assert.Equal([new Hdf5TableInfo("/data", rows)], Hdf5TableReader.List(new MemoryStream(file)));
        await using Hdf5TableReader reader = await Hdf5TableReader.OpenAsync(new ForwardStream(new MemoryStream(file)), null, Token);
        Assert.Equal(rows, reader.RowCount);
        await EveryTypeTable.AssertReadsAsync(reader, batch);
    }

    [Theory]
    [InlineData("/data")]
    [InlineData("data/table")]
    public async Task Open_by_path_finds_the_table(string path)
    {
        byte[] file = await WriteAsync(Batch(3));
        await using Hdf5TableReader reader = await Hdf5TableReader.OpenAsync(new MemoryStream(file), new Hdf5ReaderOptions { Path = path, Columns = ["s", "i"] }, Token);
        Assert.Equal(["s", "i"], reader.Schema.Columns.Select(column => column.Name));
        Assert.Equal("deg", reader.Schema.Columns[1].Unit);
    }

    [Fact]
    public async Task Open_path_that_is_not_there_says_which_are()
    {
        byte[] file = await WriteAsync(Batch(3));
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(async () => await Hdf5TableReader.OpenAsync(new MemoryStream(file), new Hdf5ReaderOptions { Path = "stars" }, Token));
        Assert.Contains("it has /data", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_names_that_hdf5_lacks_is_refused()
    {
        Assert.Equal("HDF5-NAMES", Assert.Throws<TableFormatException>(() => new Hdf5TableWriter(new MemoryStream(), new TableSchema([new("a/b", ElementType.Int8)]))).Code);
        Assert.Equal("HDF5-NAMES", Assert.Throws<TableFormatException>(() => new Hdf5TableWriter(new MemoryStream(), new TableSchema([new("a", ElementType.Int8), new("a", ElementType.Int8)]))).Code);
    }

    [Fact]
    public async Task Write_column_named_index_keeps_it()
    {
        var batch = new RecordBatch(new TableSchema([new("index", ElementType.Int64), new("x", ElementType.Float64), new("x.mask", ElementType.Boolean)]));
        ((PrimitiveVector<long>)batch.Columns[0]).Append(-5);
        batch.Columns[1].AppendNull();
        ((PrimitiveVector<byte>)batch.Columns[2]).Append(0);
        await using Hdf5TableReader reader = await Hdf5TableReader.OpenAsync(new MemoryStream(await WriteAsync(batch)), null, Token);
        Assert.Equal(["index[0]=-5", "x[0]=~", "x.mask[0]=0"], await Cells.OfAsync(reader));
    }

    private static RecordBatch Batch(int rows)
    {
        var schema = new TableSchema([new("i", ElementType.Int64) { Unit = "deg" }, new("s", ElementType.String), new("f", ElementType.Float32), new("z", ElementType.Complex64)]);
        return EveryTypeTable.Fill(schema, rows, seed: 12);
    }

    private static async Task<byte[]> WriteAsync(RecordBatch batch)
    {
        var stream = new AsyncOnlyStream();
        await using var writer = new Hdf5TableWriter(stream, batch.Schema);
        await writer.WriteAsync(batch, Token);
        await writer.EndAsync(default, Token);
        return stream.ToArray();
    }
}
