using System.Text.Json;
using Hven.Tables.Json;
using Hven.Tables.Tests.Parquet;

namespace Hven.Tables.Tests.Json;

public sealed class JsonTableWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_every_type_is_valid_json_with_exact_values()
    {
        RecordBatch batch = EveryTypeTable.Fill(EveryTypeTable.Schema(arrays: true), 1500, seed: 41);
        using JsonDocument document = JsonDocument.Parse(await WriteAsync(batch, new TableEnd(Overflow: true)));
        JsonElement root = document.RootElement;
        Assert.Equal(1500, root.GetProperty("rowCount").GetInt64());
        Assert.True(root.GetProperty("overflow").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("error").ValueKind);
        Assert.Equal("mas.yr**-1", root.GetProperty("columns")[0].GetProperty("unit").GetString());
        Assert.Equal("complex128", root.GetProperty("columns")[12].GetProperty("type").GetString());
        Assert.Equal("3", root.GetProperty("columns")[14 + 5].GetProperty("arraysize").GetString());
        int row = 0;
        foreach (JsonElement cells in root.GetProperty("rows").EnumerateArray())
        {
            for (int column = 0; column < batch.Columns.Count; column++)
            {
                Assert.Equal(EveryTypeTable.Show(batch.Columns[column], row), Show(cells[column], batch.Columns[column]));
            }

            row++;
        }
    }

    [Fact]
    public async Task Write_integers_beyond_2_to_53_keep_all_digits()
    {
        var batch = new RecordBatch(new TableSchema([new("id", ElementType.Int64), new("u", ElementType.UInt64)]));
        ((PrimitiveVector<long>)batch.Columns[0]).Append(long.MinValue);
        ((PrimitiveVector<ulong>)batch.Columns[1]).Append(ulong.MaxValue);
        string text = System.Text.Encoding.UTF8.GetString(await WriteAsync(batch, default));
        Assert.Contains("[-9223372036854775808,18446744073709551615]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_failed_table_tells_the_error_and_stays_valid()
    {
        byte[] bytes = await WriteAsync(new RecordBatch(new TableSchema([new("a\"b", ElementType.Int32)])), new TableEnd(Error: "Query \"x\"\u0001 stopped"));
        using JsonDocument document = JsonDocument.Parse(bytes);
        Assert.Equal("Query \"x\"\u0001 stopped", document.RootElement.GetProperty("error").GetString());
        Assert.Equal("a\"b", document.RootElement.GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Equal(0, document.RootElement.GetProperty("rows").GetArrayLength());
    }

    private static string Show(JsonElement element, ColumnVector vector)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return "null";
        }

        return vector switch
        {
            ListVector list => "[" + string.Join(", ", element.EnumerateArray().Select(item => Show(item, list.Items))) + "]",
            PrimitiveVector<double> => $"{BitConverter.DoubleToUInt64Bits(Number(element)):x}",
            PrimitiveVector<float> => $"{BitConverter.SingleToUInt32Bits(Single(element)):x}",
            PrimitiveVector<System.Numerics.Complex> => $"{Number(element[0]):R} {Number(element[1]):R}",
            PrimitiveVector<ComplexSingle> => $"{Single(element[0]):R} {Single(element[1]):R}",
            TextVector => $"'{element.GetString()}'",
            _ when element.ValueKind is JsonValueKind.True or JsonValueKind.False => element.GetBoolean() ? "1" : "0",
            _ => element.GetRawText(),
        };
    }

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number
        ? element.GetDouble()
        : double.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static float Single(JsonElement element) => element.ValueKind == JsonValueKind.Number
        ? element.GetSingle()
        : float.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<byte[]> WriteAsync(RecordBatch batch, TableEnd end)
    {
        var stream = new AsyncOnlyStream();
        await using var writer = new JsonTableWriter(stream, batch.Schema);
        await writer.WriteAsync(batch, Token);
        await writer.EndAsync(end, Token);
        return stream.ToArray();
    }
}
