using System.IO.Compression;
using Hven.Tables.FitsTable;

namespace Hven.Tables.Tests.FitsTable;

public sealed class FitsTableRoundTripTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(50, false)]
    [InlineData(2000, true)]
    public async Task Write_then_read_gives_every_cell_back(int rows, bool withArrays)
    {
        RecordBatch batch = SampleTable.Make(rows, 1, withArrays);
        MemoryStream file = new();
        await WriteAsync(file, batch, null);
        Assert.Equal(0, file.Length % 2880);
        Assert.Equal(Expected(batch), await ReadAsync(new MemoryStream(file.ToArray())));
    }

    [Fact]
    public async Task Write_and_read_without_seeking_gives_every_cell_back()
    {
        RecordBatch batch = SampleTable.Make(700, 2, true);
        MemoryStream file = new();
        await WriteAsync(new ForwardStream(file), batch, 700);
        Assert.Equal(Expected(batch), await ReadAsync(new ForwardStream(new MemoryStream(file.ToArray()))));
    }

    [Fact]
    public async Task Read_gzip_gives_every_cell_back()
    {
        RecordBatch batch = SampleTable.Make(700, 3, true);
        MemoryStream packed = new();
        await using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await WriteAsync(gzip, batch, 700);
        }

        packed.Position = 0;
        Assert.Equal(Expected(batch), await ReadAsync(packed));
    }

    [Fact]
    public void Write_without_row_count_or_seeking_is_refused() =>
        Assert.Throws<ArgumentException>(() => new FitsTableWriter(new ForwardStream(new MemoryStream()), SampleTable.Make(0, 0, false).Schema));

    [Fact]
    public async Task Write_extreme_without_nulls_needs_no_null_value()
    {
        RecordBatch batch = One(new Column("id", ElementType.Int64), long.MinValue, isNullToo: false);
        MemoryStream file = new();
        await WriteAsync(file, batch, null);
        Assert.Equal([$"id[0]={long.MinValue}"], await ReadAsync(new MemoryStream(file.ToArray())));
    }

    [Fact]
    public async Task Write_value_that_stands_for_null_beside_nulls_names_the_column()
    {
        RecordBatch batch = One(new Column("id", ElementType.Int64), long.MinValue, isNullToo: true);
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => WriteAsync(new MemoryStream(), batch, null));
        Assert.Equal("FITS-NULL", exception.Code);
        Assert.Contains("'id'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Parquet", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_projection_gives_the_columns_in_the_order_asked_for()
    {
        MemoryStream file = new();
        await WriteAsync(file, SampleTable.Make(3, 4, true), null);
        file.Position = 0;
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(file, new FitsTableOptions { Columns = ["RA", "spectrum"] }, CancellationToken.None);
        Assert.Equal(["ra", "spectrum"], reader.Schema.Columns.Select(column => column.Name));
        Assert.Equal(("deg", "pos.eq.ra;meta.main"), (reader.Schema.Columns[0].Unit, reader.Schema.Columns[0].Ucd));
        Assert.Equal(6, (await Cells.OfAsync(reader)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_cut_at_any_place_gives_rows_or_says_where(bool withArrays)
    {
        MemoryStream file = new();
        await WriteAsync(file, SampleTable.Make(200, 5, withArrays), null);
        byte[] bytes = file.ToArray();
        for (int length = 0; length < bytes.Length; length += 97)
        {
            await SurvivesAsync(bytes[..length], mustFail: length < bytes.Length - 2880);
        }
    }

    [Fact]
    public async Task Read_with_flipped_bits_gives_rows_or_our_exception()
    {
        MemoryStream file = new();
        await WriteAsync(file, SampleTable.Make(100, 6, true), null);
        byte[] bytes = file.ToArray();
        Random random = new(7);
        for (int round = 0; round < 1500; round++)
        {
            byte[] damaged = [.. bytes];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                // Headers are where a flip does the most harm.
                damaged[random.Next(round % 3 == 0 ? bytes.Length : 2880 * 5)] ^= (byte)(1 << random.Next(8));
            }

            await SurvivesAsync(damaged, mustFail: false);
        }
    }

    private static async Task SurvivesAsync(byte[] bytes, bool mustFail)
    {
        try
        {
            await ReadAsync(new MemoryStream(bytes));
            Assert.False(mustFail, $"{bytes.Length} bytes were taken for the whole.");
        }
        catch (TableFormatException exception)
        {
            Assert.StartsWith("FITS-", exception.Code, StringComparison.Ordinal);
        }
    }

    private static RecordBatch One(Column column, long value, bool isNullToo)
    {
        RecordBatch batch = new(new TableSchema([column]));
        ((PrimitiveVector<long>)batch.Columns[0]).Append(value);
        if (isNullToo)
        {
            batch.Columns[0].AppendNull();
        }

        return batch;
    }

    private static async Task WriteAsync(Stream stream, RecordBatch batch, long? rows)
    {
        await using FitsTableWriter writer = new(stream, batch.Schema, rows);
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(default, CancellationToken.None);
    }

    private static async Task<List<string>> ReadAsync(Stream stream)
    {
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, null, CancellationToken.None);
        return await Cells.OfAsync(reader);
    }

    /// <summary>What FITS can hold of a batch: null floats are NaN, null arrays of a fixed shape an array of nulls, of varying length none.</summary>
    private static List<string> Expected(RecordBatch batch) =>
    [
        .. Cells.Of(batch).Select(cell => !cell.EndsWith("=~", StringComparison.Ordinal) ? cell : cell[..^1] + (cell[..cell.IndexOf('[', StringComparison.Ordinal)] switch
        {
            "f32" or "ra" => "NaN",
            "c64" or "c128" => "NaNNaN",
            "fixed" => "[NaN,NaN,NaN]",
            "matrix" => "[~,~,~,~,~,~]",
            "flags" => "[~,~,~,~,~]",
            "labels" => "[~,~]",
            "spectrum" or "counts" => "[]",
            _ => "~",
        })),
    ];
}
