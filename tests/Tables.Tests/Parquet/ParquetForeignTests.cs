using System.Runtime.InteropServices;
using Hven.Tables.Parquet;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace Hven.Tables.Tests.Parquet;

/// <summary>Types that only others write.</summary>
public sealed class ParquetForeignTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_raw_bytes_of_fixed_length_as_arrays_of_bytes()
    {
        byte[] bytes = GC.AllocateArray<byte>(8, pinned: true);
        new byte[] { 1, 2, 3, 255, 0, 5, 6, 7 }.CopyTo(bytes, 0);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        byte[] file = Write(new PrimitiveNode("raw", Repetition.Optional, LogicalType.None(), PhysicalType.FixedLenByteArray, 4), (short[])[1, 0, 1], (FixedLenByteArray[])[new(address), new(address + 4)]);
        Assert.Equal("4", (await SchemaAsync(file)).Columns[0].Shape?.ToString());
        Assert.Equal(["raw[0]=[1,2,3,255]", "raw[1]=~", "raw[2]=[0,5,6,7]"], await ReadAsync(file));
    }

    [Fact]
    public async Task Read_int96_as_times_to_the_nanosecond()
    {
        // 2024-02-29T00:00:00.000000001 and the day before the epoch.
        byte[] file = Write(new PrimitiveNode("t", Repetition.Optional, LogicalType.None(), PhysicalType.Int96), (short[])[1, 0, 1], (Int96[])[new(1, 0, 2_460_370), new(0, 0, 2_440_587)]);
        Assert.Equal("timestamp", (await SchemaAsync(file)).Columns[0].Xtype);
        Assert.Equal(["t[0]='2024-02-29T00:00:00.000000001'", "t[1]=~", "t[2]='1969-12-31T00:00:00.000000000'"], await ReadAsync(file));
    }

    [Theory]
    [InlineData(15, 2, new long[] { 999999999999999, 10 }, ElementType.Float64, "9999999999999.99")]
    [InlineData(18, 1, new long[] { 123456789012345678, 0 }, ElementType.String, "12345678901234567.8")]
    [InlineData(18, 2, new long[] { -100000000000000010, 5 }, ElementType.String, "-1000000000000000.10")]
    [InlineData(18, 3, new long[] { 120000000000000000, -15 }, ElementType.Float64, "120000000000000")]
    [InlineData(18, 18, new long[] { 100000000000000001 }, ElementType.String, "0.100000000000000001")]
    [InlineData(18, 0, new long[] { 999999999999999999 }, ElementType.Int64, "999999999999999999")]
    public async Task Read_decimals_as_the_type_that_keeps_all_digits(int precision, int scale, long[] unscaled, ElementType type, string first)
    {
        byte[] file = Write(new PrimitiveNode("d", Repetition.Optional, LogicalType.Decimal(precision, scale), PhysicalType.Int64), [.. unscaled.Select(_ => (short)1), 0], unscaled);
        Assert.Equal(type, (await SchemaAsync(file)).Columns[0].Type);
        string shown = type switch
        {
            ElementType.Float64 => $"{BitConverter.DoubleToInt64Bits(double.Parse(first, System.Globalization.CultureInfo.InvariantCulture)):x16}",
            ElementType.String => $"'{first}'",
            _ => first,
        };
        List<string> cells = await ReadAsync(file);
        Assert.Equal($"d[0]={shown}", cells[0]);
        Assert.Equal($"d[{unscaled.Length}]=~", cells[^1]);
    }

    private static byte[] Write<T>(PrimitiveNode node, short[] definitions, T[] values)
        where T : unmanaged
    {
        using var stream = new MemoryStream();
        using (var output = new ManagedOutputStream(stream, leaveOpen: true))
        using (var schema = new GroupNode("schema", Repetition.Required, [node]))
        using (var properties = new WriterPropertiesBuilder().Build())
        using (var file = new ParquetFileWriter(output, schema, properties))
        {
            using (RowGroupWriter rows = file.AppendRowGroup())
            using (var column = (ColumnWriter<T>)rows.NextColumn())
            {
                column.WriteBatch(definitions.Length, definitions, [], values);
            }

            file.Close();
        }

        return stream.ToArray();
    }

    private static async Task<TableSchema> SchemaAsync(byte[] file)
    {
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(new MemoryStream(file), cancellationToken: Token);
        return reader.Schema;
    }

    private static async Task<List<string>> ReadAsync(byte[] file)
    {
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(new MemoryStream(file), cancellationToken: Token);
        return await Cells.OfAsync(reader);
    }
}
