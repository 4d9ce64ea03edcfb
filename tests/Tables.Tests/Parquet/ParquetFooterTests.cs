using Hven.Tables.Parquet;

namespace Hven.Tables.Tests.Parquet;

public sealed class ParquetFooterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Merge_adds_rows_and_row_groups_and_names_the_files()
    {
        byte[] first = await FileAsync(250, 100, 1);
        byte[] second = await FileAsync(40, 100, 2);
        ParquetFooter left = await ParquetFooter.ReadAsync(new MemoryStream(first), Token);
        ParquetFooter right = await ParquetFooter.ReadAsync(new MemoryStream(second), Token);
        Assert.Equal((250, 3), (left.RowCount, left.RowGroupCount));
        byte[] merged = ParquetFooter.Merge([("Norder=0/Dir=0/Npix=1.parquet", left), ("Norder=0/Dir=0/Npix=2.parquet", right)]);
        Assert.Equal(merged, ParquetFooter.Merge([("Norder=0/Dir=0/Npix=1.parquet", left), ("Norder=0/Dir=0/Npix=2.parquet", right)]));
        using var file = new ParquetSharp.ParquetFileReader(new MemoryStream(merged), leaveOpen: false);
        Assert.Equal((290, 4), (file.FileMetaData.NumRows, file.FileMetaData.NumRowGroups));
        long rows = 0;
        for (int rowGroup = 0; rowGroup < 4; rowGroup++)
        {
            using ParquetSharp.RowGroupReader reader = file.RowGroup(rowGroup);
            rows += reader.MetaData.NumRows;
            using ParquetSharp.ColumnChunkMetaData chunk = reader.MetaData.GetColumnChunkMetaData(2);
            Assert.True(chunk.IsStatsSet);
        }

        Assert.Equal(290, rows);
        ParquetFooter again = await ParquetFooter.ReadAsync(new MemoryStream(merged), Token);
        Assert.Equal((290, 4), (again.RowCount, again.RowGroupCount));
        Assert.Equal(3, Count(merged, "Npix=1.parquet"u8) / 28);
        Assert.Equal(28, Count(merged, "Npix=2.parquet"u8));
    }

    [Fact]
    public async Task ToCommonMetadata_has_columns_and_no_rows()
    {
        ParquetFooter footer = await ParquetFooter.ReadAsync(new MemoryStream(await FileAsync(10, 5, 3)), Token);
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(new MemoryStream(footer.ToCommonMetadata()), cancellationToken: Token);
        Assert.Equal(0, reader.RowCount);
        Assert.Equal(28, reader.Schema.Columns.Count);
        Assert.Equal("mas.yr**-1", reader.Schema.Columns[0].Unit);
    }

    [Fact]
    public async Task Merge_of_other_columns_names_both_files()
    {
        ParquetFooter left = await ParquetFooter.ReadAsync(new MemoryStream(await FileAsync(1, 5, 3)), Token);
        var other = new RecordBatch(new TableSchema([new("x", ElementType.Int32)]));
        ParquetFooter right = await ParquetFooter.ReadAsync(new MemoryStream(await ParquetRoundTripTests.WriteAsync(other, null)), Token);
        TableFormatException fault = Assert.Throws<TableFormatException>(() => ParquetFooter.Merge([("a", left), ("b", right)]));
        Assert.Equal("PARQUET-SCHEMA", fault.Code);
        Assert.Throws<ArgumentException>(() => ParquetFooter.Merge([]));
    }

    [Fact]
    public async Task Write_NaN_leaves_out_the_bounds_of_its_column_chunk_and_no_others()
    {
        var batch = new RecordBatch(new TableSchema([new("x", ElementType.Float64), new("y", ElementType.Float32), new("n", ElementType.Int32)]));
        for (int row = 0; row < 30; row++)
        {
            ((PrimitiveVector<double>)batch.Columns[0]).Append(row == 12 ? double.NaN : row);
            ((PrimitiveVector<float>)batch.Columns[1]).Append(row is 12 or 25 ? float.NaN : row);
            ((PrimitiveVector<int>)batch.Columns[2]).Append(row);
        }

        byte[] bytes = await ParquetRoundTripTests.WriteAsync(batch, new ParquetWriterOptions { RowGroupRows = 10 });
        using var file = new ParquetSharp.ParquetFileReader(new MemoryStream(bytes), leaveOpen: false);
        var bounded = new List<string>();
        for (int rowGroup = 0; rowGroup < 3; rowGroup++)
        {
            using ParquetSharp.RowGroupReader reader = file.RowGroup(rowGroup);
            for (int column = 0; column < 3; column++)
            {
                using ParquetSharp.ColumnChunkMetaData chunk = reader.MetaData.GetColumnChunkMetaData(column);
                using ParquetSharp.Statistics? statistics = chunk.Statistics;
                bounded.Add($"{rowGroup}{batch.Schema.Columns[column].Name} {statistics?.HasMinMax == true}");
            }
        }

        Assert.Equal(["0x True", "0y True", "0n True", "1x False", "1y False", "1n True", "2x True", "2y False", "2n True"], bounded);
        await using ParquetTableReader table = await ParquetTableReader.OpenAsync(new MemoryStream(bytes), cancellationToken: Token);
        await EveryTypeTable.AssertReadsAsync(table, batch);
    }

    [Fact]
    public async Task Read_damaged_footer_ends_in_table_format_exception_only()
    {
        byte[] file = await FileAsync(50, 10, 4);
        int footer = BitConverter.ToInt32(file, file.Length - 8);
        var random = new Random(5);
        int faults = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] damaged = [.. file];
            damaged[file.Length - 1 - random.Next(footer + 8)] = (byte)random.Next(256);
            try
            {
                await ParquetFooter.ReadAsync(new MemoryStream(round % 10 == 0 ? damaged[..random.Next(file.Length)] : damaged), Token);
            }
            catch (TableFormatException)
            {
                faults++;
            }
        }

        Assert.InRange(faults, 200, 1999);
    }

    private static Task<byte[]> FileAsync(int rows, int rowGroupRows, int seed) =>
        ParquetRoundTripTests.WriteAsync(EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: true), rows, seed), new ParquetWriterOptions { RowGroupRows = rowGroupRows });

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text) => bytes.Count(text);
}
