using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Csv;

namespace Hven.Conformance.Tests.Csv;

public sealed class CsvAgainstAstropyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ecsv_of_astropy_gives_its_types_units_and_values()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hven-{Guid.NewGuid():N}.ecsv");
        try
        {
            await Tool.PythonAsync("csv_ecsv.py", "write", path);
            await using FileStream stream = File.OpenRead(path);
            await using CsvReader reader = await CsvReader.OpenAsync(stream, null, Token);
            Assert.Equal(
                [ElementType.Int64, ElementType.Float64, ElementType.Boolean, ElementType.Float32, ElementType.Float64, ElementType.String],
                reader.Schema.Columns.Select(column => column.Type));
            Column ra = reader.Schema.Columns[1];
            Assert.Equal(("deg", "Right ascension, 'J2000'", "pos.eq.ra;meta.main"), (ra.Unit, ra.Description, ra.Ucd));
            var batch = new RecordBatch(reader.Schema);
            Assert.True(await reader.ReadAsync(batch, Token));
            Assert.Equal([1, long.MinValue, long.MaxValue], ((PrimitiveVector<long>)batch.Columns[0]).Values);
            Assert.Equal([0.1, double.NaN, 359.99999999999994], ((PrimitiveVector<double>)batch.Columns[1]).Values.ToArray());
            Assert.Equal([1, 0, 1], ((PrimitiveVector<byte>)batch.Columns[2]).Values.ToArray());
            Assert.True(batch.Columns[3].IsNull(1));
            Assert.Equal([1, 2, 3, 4, 5, 6], ((PrimitiveVector<double>)((ListVector)batch.Columns[4]).Items).Values);
            var names = (TextVector)batch.Columns[5];
            Assert.True(names[1].SequenceEqual("say \"x\""u8));
            Assert.True(names[2].SequenceEqual("Čebyšëv"u8));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Write_is_read_by_astropy_with_the_same_bits()
    {
        var schema = new TableSchema([new("id", ElementType.Int64), new("x", ElementType.Float64), new("t", ElementType.String)]);
        var batch = new RecordBatch(schema);
        double[] values = [0.1, -0.0, 5e-324, 1.7976931348623157e308, 1e-5, 123456789.12345679, 5];
        foreach (double value in values)
        {
            ((PrimitiveVector<long>)batch.Columns[0]).Append(long.MaxValue);
            ((PrimitiveVector<double>)batch.Columns[1]).Append(value);
            ((TextVector)batch.Columns[2]).Append("a,\"b\" ✶");
        }

        ((PrimitiveVector<long>)batch.Columns[0]).Append(1);
        batch.Columns[1].AppendNull();
        ((TextVector)batch.Columns[2]).Append("x");
        string path = Path.Combine(Path.GetTempPath(), $"hven-{Guid.NewGuid():N}.csv");
        try
        {
            await using (FileStream stream = File.Create(path))
            {
                await using var writer = new CsvWriter(stream, schema);
                await writer.WriteAsync(batch, Token);
                await writer.EndAsync(default, Token);
            }

            string[] lines = (await Tool.PythonAsync("csv_ecsv.py", "read", path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("1|null|'x'", lines[^1]);
            for (int row = 0; row < values.Length; row++)
            {
                string[] cells = lines[row].Split('|');
                Assert.Equal("9223372036854775807", cells[0]);
                Assert.Equal(values[row], double.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture));
                Assert.Equal("'a,\"b\" ✶'", cells[2]);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
