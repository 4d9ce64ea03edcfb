using Apache.Arrow;
using Apache.Arrow.Ipc;
using Hven.Tables.Tests.Parquet;

namespace Hven.Tables.Tests.Arrow;

public sealed class ArrowTableWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Write_every_type_is_read_by_apache_arrow(int batchRows)
    {
        int total = batchRows == 100_000 ? 70_000 : 300;
        TableSchema schema = EveryTypeTable.Schema(arrays: batchRows != 100_000);
        var stream = new AsyncOnlyStream();
        var whole = EveryTypeTable.Fill(schema, total, seed: 51);
        await using (var writer = new Hven.Tables.Arrow.ArrowTableWriter(stream, schema))
        {
            var batch = new RecordBatch(schema);
            for (int start = 0; start < total; start += batchRows)
            {
                batch.Clear();
                for (int row = start; row < Math.Min(total, start + batchRows); row++)
                {
                    for (int column = 0; column < schema.Columns.Count; column++)
                    {
                        batch.Columns[column].AppendFrom(whole.Columns[column], row);
                    }
                }

                await writer.WriteAsync(batch, Token);
            }

            await writer.EndAsync(default, Token);
        }

        using var reader = new ArrowStreamReader(new MemoryStream(stream.ToArray()));
        int read = 0;
        while (await reader.ReadNextRecordBatchAsync(Token) is { } arrow)
        {
            using (arrow)
            {
                for (int column = 0; column < schema.Columns.Count; column++)
                {
                    for (int row = 0; row < arrow.Length; row++)
                    {
                        Assert.Equal(EveryTypeTable.Show(whole.Columns[column], read + row), Show(arrow.Column(column), row, schema.Columns[column]));
                    }
                }

                read += arrow.Length;
            }
        }

        Assert.Equal(total, read);
        Field field = reader.Schema.GetFieldByIndex(3);
        Assert.Equal("Int16 col", field.Name);
        Assert.Equal("mas.yr**-1", field.Metadata["unit"]);
    }

    [Fact]
    public async Task Write_no_rows_is_a_schema_that_can_be_read()
    {
        var stream = new AsyncOnlyStream();
        await using (var writer = new Hven.Tables.Arrow.ArrowTableWriter(stream, EveryTypeTable.Schema(arrays: true)))
        {
            await writer.EndAsync(default, Token);
        }

        using var reader = new ArrowStreamReader(new MemoryStream(stream.ToArray()));
        Assert.Null(await reader.ReadNextRecordBatchAsync(Token));
        Assert.Equal(28, reader.Schema.FieldsList.Count);
    }

    private static string Show(IArrowArray array, int row, Column column)
    {
        if (array.IsNull(row))
        {
            return "null";
        }

        return array switch
        {
            ListArray list => "[" + string.Join(", ", Enumerable.Range(list.ValueOffsets[row], list.GetValueLength(row)).Select(item => Show(list.Values, item, column))) + "]",
            FixedSizeListArray { Values: DoubleArray values } => $"{values.GetValue(row * 2):R} {values.GetValue((row * 2) + 1):R}",
            FixedSizeListArray { Values: FloatArray values } => $"{values.GetValue(row * 2):R} {values.GetValue((row * 2) + 1):R}",
            BooleanArray values => values.GetValue(row) == true ? "1" : "0",
            DoubleArray values => $"{BitConverter.DoubleToUInt64Bits(double.IsNaN(values.Values[row]) ? double.NaN : values.Values[row]):x}",
            FloatArray values => $"{BitConverter.SingleToUInt32Bits(float.IsNaN(values.Values[row]) ? float.NaN : values.Values[row]):x}",
            StringArray values => $"'{values.GetString(row)}'",
            Int8Array values => $"{values.Values[row]}",
            Int16Array values => $"{values.Values[row]}",
            Int32Array values => $"{values.Values[row]}",
            Int64Array values => $"{values.Values[row]}",
            UInt8Array values => $"{values.Values[row]}",
            UInt16Array values => $"{values.Values[row]}",
            UInt32Array values => $"{values.Values[row]}",
            UInt64Array values => $"{values.Values[row]}",
            _ => throw new InvalidOperationException(array.GetType().Name),
        };
    }
}
