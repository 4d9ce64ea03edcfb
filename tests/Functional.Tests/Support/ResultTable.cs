using System.Globalization;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Hven.Tables;
using Hven.Tables.Arrow;
using Hven.Tables.Csv;
using Hven.Tables.FitsTable;
using Hven.Tables.Hdf5;
using Hven.Tables.Html;
using Hven.Tables.Parquet;
using Hven.Tables.Votable;
using Column = Hven.Tables.Column;
using RecordBatch = Hven.Tables.RecordBatch;

namespace Hven.Functional.Tests.Support;

/// <summary>A result in whatever format it came, as text cells that are equal when the values are equal to the bit; <c>~</c> is null or NaN.</summary>
internal sealed record ResultTable(IReadOnlyList<string> Names, IReadOnlyList<string[]> Rows)
{
    /// <summary>Reads a VOTable; its columns are the measure for the formats that carry fewer types.</summary>
    public static async Task<(ResultTable Table, VotableReader Reader)> FromVotableAsync(Stream stream)
    {
        VotableReader reader = await VotableReader.OpenAsync(stream, null, default);
        return (await ReadAsync(reader), reader);
    }

    public static async Task<ResultTable> FromAsync(string format, byte[] content, IReadOnlyList<Column> columns)
    {
        MemoryStream stream = new(content);
        return format switch
        {
            "votable" or "votable/td" => await ReadAsync(await VotableReader.OpenAsync(stream, null, default)),
            "fits" => await ReadAsync(await FitsTableReader.OpenAsync(stream, null, default)),
            "parquet" => await ReadAsync(await ParquetTableReader.OpenAsync(stream, null, default)),
            "csv" or "tsv" => await ReadAsync(await CsvReader.OpenAsync(stream, new CsvOptions { Columns = columns })),
            "ecsv" => await ReadAsync(await CsvReader.OpenAsync(stream)),
            "feather" => await ReadAsync(await ArrowTableReader.OpenAsync(stream)),
            "h5" => await ReadAsync(await Hdf5TableReader.OpenAsync(stream)),
            "html" => await ReadAsync(await HtmlTableReader.OpenAsync(stream)),
            "arrow" => await FromArrowAsync(stream),
            "json" => FromJson(content, columns),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No reader."),
        };
    }

    private static async Task<ResultTable> ReadAsync(ITableReader reader)
    {
        var rows = new List<string[]>();
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, default))
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                rows.Add([.. batch.Columns.Select(column => Cell(column, row))]);
            }
        }

        await reader.DisposeAsync();
        return new([.. reader.Schema.Columns.Select(column => column.Name)], rows);
    }

    private static async Task<ResultTable> FromArrowAsync(Stream stream)
    {
        using ArrowStreamReader reader = new(stream);
        var rows = new List<string[]>();
        while (await reader.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                for (int row = 0; row < batch.Length; row++)
                {
                    rows.Add([.. batch.Arrays.Select(array => Cell(array, row))]);
                }
            }
        }

        return new([.. reader.Schema.FieldsList.Select(field => field.Name)], rows);
    }

    private static ResultTable FromJson(byte[] content, IReadOnlyList<Column> columns)
    {
        JsonElement root = JsonDocument.Parse(content).RootElement;
        Assert.Equal(root.GetProperty("rows").GetArrayLength(), root.GetProperty("rowCount").GetInt32());
        return new(
            [.. root.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!)],
            [.. root.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select((cell, index) => Cell(cell, columns[index].Type)).ToArray())]);
    }

    private static string Cell(JsonElement cell, ElementType type) => cell.ValueKind switch
    {
        JsonValueKind.Null => "~",
        JsonValueKind.String => cell.GetString() is "NaN" && type is ElementType.Float32 or ElementType.Float64 ? "~" : cell.GetString()!,
        _ => type switch
        {
            ElementType.Float32 => Real(cell.GetSingle()),
            ElementType.Float64 => Real(cell.GetDouble()),
            _ => Whole(cell.GetInt64()),
        },
    };

    private static string Cell(IArrowArray array, int row) => array.IsNull(row) ? "~" : array switch
    {
        Int16Array numbers => Whole(numbers.GetValue(row)!.Value),
        Int32Array numbers => Whole(numbers.GetValue(row)!.Value),
        Int64Array numbers => Whole(numbers.GetValue(row)!.Value),
        FloatArray numbers => Real(numbers.GetValue(row)!.Value),
        DoubleArray numbers => Real(numbers.GetValue(row)!.Value),
        StringArray texts => texts.GetString(row),
        _ => throw new InvalidOperationException(array.GetType().Name),
    };

    private static string Cell(ColumnVector vector, int row) => vector.IsNull(row) ? "~" : vector switch
    {
        TextVector texts => Encoding.UTF8.GetString(texts[row]),
        PrimitiveVector<short> numbers => Whole(numbers.Values[row]),
        PrimitiveVector<int> numbers => Whole(numbers.Values[row]),
        PrimitiveVector<long> numbers => Whole(numbers.Values[row]),
        PrimitiveVector<float> numbers => Real(numbers.Values[row]),
        PrimitiveVector<double> numbers => Real(numbers.Values[row]),
        _ => throw new InvalidOperationException(vector.GetType().Name),
    };

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Real(double value) => double.IsNaN(value) ? "~" : value.ToString("R", CultureInfo.InvariantCulture);
}
