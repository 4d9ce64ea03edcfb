using Hven.Tables.FitsTable;

namespace Hven.Tables.Tests.FitsTable;

public sealed class AsciiTableWriterTests
{
    private static readonly TableSchema s_schema = new(
    [
        new("u8", ElementType.UInt8), new("i16", ElementType.Int16), new("i64", ElementType.Int64) { Unit = "pix" }, new("f32", ElementType.Float32), new("f64", ElementType.Float64),
        new("name", ElementType.String) { TextWidth = 6 },
    ]) { Name = "ascii" };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_then_read_gives_every_number_back(bool canSeek)
    {
        RecordBatch batch = new(s_schema);
        Append(batch, 255, short.MinValue, long.MinValue, float.Epsilon, double.MaxValue, "abc");
        Append(batch, 0, 0, long.MaxValue, -1.17549435e-38f, -double.Epsilon, " x y");
        Append(batch, 7, 1, 12, 0.1f, 0.1, "");
        foreach (ColumnVector column in batch.Columns.Take(5))
        {
            column.AppendNull();
        }

        ((TextVector)batch.Columns[5]).Append("last");
        MemoryStream file = new();
        Stream output = canSeek ? file : new ForwardStream(file);
        await using AsciiTableWriter writer = new(output, s_schema, new FitsTableWriterOptions { RowCount = 4, HasChecksum = true });
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(default, CancellationToken.None);
        file.Position = 0;
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(file, new FitsTableOptions { IsStrict = true, VerifiesChecksum = true }, CancellationToken.None);
        RecordBatch back = new(reader.Schema);
        Assert.True(await reader.ReadAsync(back, CancellationToken.None));
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < batch.Columns.Count; column++)
            {
                Assert.Equal(Value(batch.Columns[column], row, column == 3), Value(back.Columns[column], row, column == 3));
            }
        }
    }

    [Fact]
    public void Write_what_no_ascii_table_holds_is_refused()
    {
        Assert.Throws<TableFormatException>(() => Make(new Column("a", ElementType.Int16) { Shape = ArrayShape.Fixed(2) }));
        Assert.Throws<TableFormatException>(() => Make(new Column("c", ElementType.Complex64)));
        Assert.Throws<TableFormatException>(() => Make(new Column("t", ElementType.String)));
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "x", "FITS-VALUE")]
    [InlineData(1, "é", "FITS-VALUE")]
    [InlineData(1, "much too long", "FITS-WIDTH")]
    public async Task Write_value_that_no_ascii_table_holds_is_refused(double number, string text, string code)
    {
        RecordBatch batch = new(s_schema);
        Append(batch, 1, 1, 1, 1, number, text);
        await using AsciiTableWriter writer = new(new MemoryStream(), s_schema);
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => writer.WriteAsync(batch, CancellationToken.None).AsTask());
        Assert.Equal(code, exception.Code);
    }

    private static AsciiTableWriter Make(Column column) => new(new MemoryStream(), new TableSchema([column]));

    // Single-precision numbers come back as doubles that round to the same single.
    private static string Value(ColumnVector vector, int row, bool isSingle)
    {
        if (vector.IsNull(row))
        {
            return "null";
        }

        return vector is TextVector texts ? System.Text.Encoding.UTF8.GetString(texts[row])
            : vector is PrimitiveVector<float> or PrimitiveVector<double> && NumericValue.ToDouble(vector, row) is var real
                ? (isSingle ? (float)real : real).ToString("R", System.Globalization.CultureInfo.InvariantCulture)
            : NumericValue.ToInt64(vector, row).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Append(RecordBatch batch, byte u8, short i16, long i64, float f32, double f64, string text)
    {
        ((PrimitiveVector<byte>)batch.Columns[0]).Append(u8);
        ((PrimitiveVector<short>)batch.Columns[1]).Append(i16);
        ((PrimitiveVector<long>)batch.Columns[2]).Append(i64);
        ((PrimitiveVector<float>)batch.Columns[3]).Append(f32);
        ((PrimitiveVector<double>)batch.Columns[4]).Append(f64);
        ((TextVector)batch.Columns[5]).Append(text);
    }
}
