using System.Buffers.Binary;
using Hven.Tables.FitsTable;

namespace Hven.Tables.Tests.FitsTable;

/// <summary>A table that fpack 1.7.0 (cfitsio 4.2) compressed in tiles of 150 rows: 400 rows whose values are made of their number.</summary>
public sealed class TileRowsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_gives_every_cell(bool canSeek)
    {
        byte[] bytes = await FileAsync();
        Stream stream = canSeek ? new MemoryStream(bytes) : new ForwardStream(new MemoryStream(bytes));
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, new FitsTableOptions { VerifiesChecksum = true }, CancellationToken.None);
        Assert.Equal((400, "SMALL"), (reader.RowCount, reader.Schema.Name));
        Assert.Equal("deg", reader.Schema.Columns[3].Unit);
        Assert.Equal(Expected(), await Cells.OfAsync(reader));
    }

    [Fact]
    public async Task Read_projection_decodes_the_columns_asked_for()
    {
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(
            new MemoryStream(await FileAsync()), new FitsTableOptions { Columns = ["list", "id", "ID"], MaxBatchBytes = 900 }, CancellationToken.None);
        List<string> cells = await Cells.OfAsync(reader);
        Assert.Equal(Expected().Where(cell => cell.StartsWith("list", StringComparison.Ordinal) || cell.StartsWith("id", StringComparison.Ordinal)).Order(), cells.Take(800).Order());
    }

    [Fact]
    public async Task Read_of_a_damaged_tile_says_which()
    {
        byte[] bytes = await FileAsync();
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf("ZTABLE"u8));

        // The first tile's descriptors stand behind the headers; that of 'ra' points to 10 bytes of the heap only.
        int data = bytes.AsSpan().IndexOf("END     "u8) is var first ? (bytes.AsSpan((first / 2880 * 2880) + 2880).IndexOf("END     "u8) + (first / 2880 * 2880) + 2880) / 2880 * 2880 + 2880 : 0;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(data + (3 * 16)), 10);
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(async () =>
        {
            await using FitsTableReader reader = await FitsTableReader.OpenAsync(new MemoryStream(bytes), null, CancellationToken.None);
            await Cells.OfAsync(reader);
        });
        Assert.StartsWith("FITS-", exception.Code, StringComparison.Ordinal);
        Assert.Contains("tile 1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ra", exception.Message, StringComparison.Ordinal);
    }

    internal static Task<byte[]> FileAsync() => File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "FitsTable", "Data", "tiles.fits.fz"));

    private static List<string> Expected()
    {
        IEnumerable<int> rows = Enumerable.Range(0, 400);
        return
        [
            .. rows.Select(row => $"id[{row}]={(row * 3) - 5}"),
            .. rows.Select(row => $"b[{row}]={(byte)(row * 7)}"),
            .. rows.Select(row => $"i[{row}]=[{2 * row},{(2 * row) + 1}]"),
            .. rows.Select(row => $"ra[{row}]={BitConverter.DoubleToInt64Bits(row / 8.0):x16}"),
            .. rows.Select(row => $"name[{row}]='n{row}'"),
            .. rows.Select(row => $"list[{row}]=[{string.Join(',', Enumerable.Range(0, row % 60).Select(item => item % 3))}]"),
        ];
    }
}
