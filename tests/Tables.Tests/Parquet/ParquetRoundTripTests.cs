using Hven.Tables.Parquet;

namespace Hven.Tables.Tests.Parquet;

public sealed class ParquetRoundTripTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(5000, 1000)]
    [InlineData(20_000, 131_072)]
    public async Task Write_every_type_reads_back_equal(int rows, int rowGroupRows)
    {
        TableSchema schema = EveryTypeTable.Schema(arrays: true);
        RecordBatch batch = EveryTypeTable.Fill(schema, rows, seed: 1);
        byte[] file = await WriteAsync(batch, new ParquetWriterOptions { RowGroupRows = rowGroupRows });
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(new MemoryStream(file), cancellationToken: Token);
        Assert.Equal(rows, reader.RowCount);
        Assert.Equal(schema.Columns.Select(column => column.Type), reader.Schema.Columns.Select(column => column.Type));
        Assert.Equal(schema.Columns.Select(column => column.Shape), reader.Schema.Columns.Select(column => column.Shape));
        Assert.Equal(schema.Columns.Select(column => (column.Unit, column.Ucd, column.Description)), reader.Schema.Columns.Select(column => (column.Unit, column.Ucd, column.Description)));
        Assert.Equal("sample", reader.Schema.Name);
        await EveryTypeTable.AssertReadsAsync(reader, batch);
    }

    [Fact]
    public async Task Write_complex_without_description_becomes_lists_of_two()
    {
        var schema = new TableSchema([new Column("z", ElementType.Complex128)]);
        var batch = new RecordBatch(schema);
        ((PrimitiveVector<System.Numerics.Complex>)batch.Columns[0]).Append(new(1.5, -2));
        batch.Columns[0].AppendNull();
        byte[] file = await WriteAsync(batch, new ParquetWriterOptions { WriteVoParquet = false });
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(new MemoryStream(file), cancellationToken: Token);
        Assert.Equal("*", reader.Schema.Columns[0].Shape?.ToString());
        var read = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(read, Token));
        var list = (ListVector)read.Columns[0];
        Assert.Equal([1.5, -2], ((PrimitiveVector<double>)list.Items).Values);
        Assert.True(list.IsNull(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(4999)]
    [InlineData(5000)]
    public async Task Read_from_start_row_gives_the_rows_after_it(int startRow)
    {
        TableSchema schema = EveryTypeTable.Schema(arrays: true);
        RecordBatch batch = EveryTypeTable.Fill(schema, 5000, seed: 2);
        byte[] file = await WriteAsync(batch, new ParquetWriterOptions { RowGroupRows = 1000, Compression = ParquetCompression.Snappy });
        await using ParquetTableReader reader =
            await ParquetTableReader.OpenAsync(new MemoryStream(file), new ParquetReaderOptions { StartRow = startRow }, Token);
        await EveryTypeTable.AssertReadsAsync(reader, batch, startRow);
        Assert.Equal(5000, reader.ReadPosition);
    }

    [Fact]
    public async Task Read_of_some_columns_gives_them_in_the_order_asked()
    {
        RecordBatch batch = EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: false), 100, seed: 3);
        byte[] file = await WriteAsync(batch, null);
        var options = new ParquetReaderOptions { Columns = ["String col", "Int32 col"] };
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(new MemoryStream(file), options, Token);
        Assert.Equal(options.Columns, reader.Schema.Columns.Select(column => column.Name));
        var read = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(read, Token));
        Assert.Equal(EveryTypeTable.Show(batch.Columns[13], 7), EveryTypeTable.Show(read.Columns[0], 7));
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(async () =>
            await ParquetTableReader.OpenAsync(new MemoryStream(file), new ParquetReaderOptions { Columns = ["absent"] }, Token));
        Assert.Equal("PARQUET-COLUMNS", fault.Code);
    }

    [Fact]
    public async Task Write_equal_rows_gives_equal_bytes_and_declares_the_order()
    {
        RecordBatch batch = EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: true), 3000, seed: 4);
        var options = new ParquetWriterOptions { SortedBy = "Int64 col", Metadata = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } };
        byte[] first = await WriteAsync(batch, options);
        byte[] second = await WriteAsync(batch, options);
        Assert.Equal(first, second);
        using var file = new ParquetSharp.ParquetFileReader(new MemoryStream(first), leaveOpen: false);
        using ParquetSharp.RowGroupReader rowGroup = file.RowGroup(0);
        Assert.Equal(7, Assert.Single(rowGroup.MetaData.SortingColumns()).ColumnIndex);
        Assert.Equal("1", file.FileMetaData.KeyValueMetadata["a"]);
        Assert.Equal("1.0", file.FileMetaData.KeyValueMetadata["IVOA.VOTable-Parquet.version"]);
    }

    [Fact]
    public async Task Write_null_to_a_required_column_is_an_error()
    {
        var schema = new TableSchema([new Column("id", ElementType.Int64)]);
        var batch = new RecordBatch(schema);
        batch.Columns[0].AppendNull();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WriteAsync(batch, new ParquetWriterOptions { RequiredColumns = new HashSet<string> { "id" } }));
    }

    [Fact]
    public async Task Read_damaged_file_ends_in_table_format_exception_only()
    {
        RecordBatch batch = EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: true), 300, seed: 5);
        byte[] file = await WriteAsync(batch, new ParquetWriterOptions { RowGroupRows = 100 });
        var random = new Random(6);
        int faults = 0;
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = round % 4 == 0 ? file[..random.Next(file.Length)] : [.. file];
            for (int change = 0; change < 1 + (round % 5) && round % 4 != 0; change++)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(new MemoryStream(damaged), cancellationToken: Token);
                var read = new RecordBatch(reader.Schema);
                while (await reader.ReadAsync(read, Token))
                {
                }
            }
            catch (TableFormatException)
            {
                faults++;
            }
        }

        Assert.InRange(faults, 100, 200);
    }

    internal static async Task<byte[]> WriteAsync(RecordBatch batch, ParquetWriterOptions? options)
    {
        var stream = new AsyncOnlyStream();
        await using (var writer = new ParquetTableWriter(stream, batch.Schema, options))
        {
            await writer.WriteAsync(batch, Token);
            await writer.EndAsync(default, Token);
        }

        return stream.ToArray();
    }
}

/// <summary>A stream like an HTTP response body: writes only, asynchronously only.</summary>
internal sealed class AsyncOnlyStream : Stream
{
    private readonly MemoryStream _taken = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public byte[] ToArray() => _taken.ToArray();

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous writes are forbidden.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _taken.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => throw new InvalidOperationException("Synchronous flushes are forbidden.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
