using System.Globalization;
using DuckDB.NET.Data;
using Hven.Tables;
using Hven.Tables.Parquet;

namespace Hven.Conformance.Tests.Parquet;

public sealed class ParquetAgainstDuckDbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hven-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Write_is_read_by_duckdb_with_types_nulls_and_lists()
    {
        string path = Path.Combine(_folder, "t.parquet");
        var schema = new TableSchema(
        [
            new("id", ElementType.Int64), new("u8", ElementType.UInt8), new("u64", ElementType.UInt64), new("x", ElementType.Float64), new("f", ElementType.Float32),
            new("b", ElementType.Boolean), new("t", ElementType.String), new("v", ElementType.Float32) { Shape = ArrayShape.Variable },
        ]);
        await WriteAsync(path, schema, 5000, 0, new ParquetWriterOptions { RowGroupRows = 1024, SortedBy = "id" });
        Assert.Equal("BIGINT,UTINYINT,UBIGINT,DOUBLE,FLOAT,BOOLEAN,VARCHAR,FLOAT[]", Ask($"select string_agg(column_type, ',') from (describe from '{path}')"));
        Assert.Equal("5000|12497500|714", Ask($"select concat_ws('|', count(*), sum(id), count(*) filter (x is null)) from '{path}'"));
        Assert.Equal("18446744073709551615", Ask($"select max(u64) from '{path}'"));
        Assert.Equal("0", Ask($"select count(*) from '{path}' where x is not null and x <> id / 8 or f <> id or b <> (id % 2 = 1) or t <> 'név ' || id or u8 <> id % 256"));
        Assert.Equal("0", Ask($"select count(*) from '{path}' where v <> case id % 3 when 0 then []::float[] when 1 then [id]::float[] else [id, null]::float[] end"));
        Assert.Equal("5", Ask($"select count(distinct row_group_id) from parquet_metadata('{path}') where stats_min_value is not null"));
    }

    [Fact]
    public async Task Merge_footers_are_read_by_duckdb_as_one_table()
    {
        var schema = new TableSchema([new("id", ElementType.Int64), new("t", ElementType.String)]);
        await WriteAsync(Path.Combine(_folder, "a.parquet"), schema, 300, 0, new ParquetWriterOptions { RowGroupRows = 100 });
        await WriteAsync(Path.Combine(_folder, "b.parquet"), schema, 50, 300, null);
        byte[] merged = ParquetFooter.Merge(
        [
            ("a.parquet", await ParquetFooter.ReadAsync(Path.Combine(_folder, "a.parquet"), Token)),
            ("b.parquet", await ParquetFooter.ReadAsync(Path.Combine(_folder, "b.parquet"), Token)),
        ]);
        string path = Path.Combine(_folder, "_metadata");
        await File.WriteAllBytesAsync(path, merged, Token);
        Assert.Equal("350|4", Ask($"select concat_ws('|', num_rows, num_row_groups) from parquet_file_metadata('{path}')"));
        Assert.Equal("349", Ask($"select max(stats_max_value::bigint) from parquet_metadata('{path}') where path_in_schema = 'id'"));
    }

    [Fact]
    public async Task Read_file_of_duckdb_gives_times_decimals_and_lists()
    {
        string path = Path.Combine(_folder, "d.parquet");
        Ask($"""
            copy (select 1.50::decimal(4,2) d, 12345678901234567::decimal(17,0) n, 12345678901234567890.5::decimal(38,1) w, timestamp '2024-02-29 12:34:56.789' ts,
                date '1969-12-31' as epoch_eve, [1, null, 3]::int[] l, null::varchar z, 'é' t, uuid '01234567-89ab-cdef-0123-456789abcdef' u, true b, 300::usmallint us,
                struct_pack(a := 1) s) to '{path}' (format parquet)
            """);
        var skipped = new List<string>();
        await using ParquetTableReader reader =
            await ParquetTableReader.OpenAsync(path, new ParquetReaderOptions { OnSkippedColumn = (column, _) => skipped.Add(column) });
        Assert.Equal(["s"], skipped);
        var batch = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, Token));
        Assert.Equal(1.5, ((PrimitiveVector<double>)batch.Columns[0]).Values[0]);
        Assert.Equal(12345678901234567, ((PrimitiveVector<long>)batch.Columns[1]).Values[0]);
        Assert.True(((TextVector)batch.Columns[2])[0].SequenceEqual("12345678901234567890.5"u8));
        Assert.True(((TextVector)batch.Columns[3])[0].SequenceEqual("2024-02-29T12:34:56.789000"u8));
        Assert.True(((TextVector)batch.Columns[4])[0].SequenceEqual("1969-12-31"u8));
        Assert.Equal("timestamp", reader.Schema.Columns[3].Xtype);
        var list = (ListVector)batch.Columns[5];
        Assert.Equal([0, 3], list.Offsets);
        Assert.True(list.Items.IsNull(1));
        Assert.True(batch.Columns[6].IsNull(0));
        Assert.True(((TextVector)batch.Columns[7])[0].SequenceEqual("é"u8));
        Assert.True(((TextVector)batch.Columns[8])[0].SequenceEqual("01234567-89ab-cdef-0123-456789abcdef"u8));
        Assert.Equal(300, ((PrimitiveVector<ushort>)batch.Columns[10]).Values[0]);
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(async () => await ParquetTableReader.OpenAsync(path));
        Assert.Equal("PARQUET-NESTED", fault.Code);
    }

    [Fact]
    public async Task Read_file_of_duckdb_gives_every_time_decimal_and_list_or_says_which_columns_it_leaves_out()
    {
        string path = Path.Combine(_folder, "e.parquet");
        Ask($$"""
            copy (select * from (values
                (timestamp_ms '2024-02-29 12:34:56.789', timestamp_ns '2024-02-29 12:34:56.123456789', timestamptz '2024-02-29 12:34:56.5+00', time '23:59:59.25',
                 -1.5::decimal(5,2), 12345678.25::decimal(18,3), 170141183460469231731687303715884105::decimal(36,0), 42::decimal(38,0), 0.5::decimal(38,20),
                 [1, null, 3]::smallint[], ['a', null, ''], [date '2000-01-01', null], [1.5::decimal(4,1)], [true, false], [[1], [2, 3]], map {'k': 1}, {'m': 1, 'n': 'x'}),
                (null, null, null, null, null, null, null, null, null, [], [], [], [], [], [], map {}, null),
                (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null))
            t(ms, ns, tz, tod, d5, d18, big, small, d38, l16, lt, ld, ldec, lb, ll, m, s)) to '{{path}}' (format parquet)
            """);
        var skipped = new List<string>();
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(path, new ParquetReaderOptions { OnSkippedColumn = (column, reason) => skipped.Add($"{column}: {reason}") });
        Assert.Equal(["ll", "m", "s"], skipped.Select(column => column[..column.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(skipped, column => Assert.Contains("a table cannot hold", column, StringComparison.Ordinal));
        var batch = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, Token));
        Assert.Equal(
            [
                "ms=2024-02-29T12:34:56.789|~|~", "ns=2024-02-29T12:34:56.123456789|~|~", "tz=2024-02-29T12:34:56.500000|~|~", "tod=23:59:59.250000|~|~",
                "d5=-1.5|~|~", "d18=12345678.25|~|~", "big=170141183460469231731687303715884105|~|~", "small=42|~|~", "d38=0.5|~|~",
                "l16=[1,~,3]|[]|~", "lt=[a,~,]|[]|~", "ld=[2000-01-01,~]|[]|~", "ldec=[1.5]|[]|~", "lb=[1,0]|[]|~",
            ],
            reader.Schema.Columns.Select((column, index) => $"{column.Name}={string.Join('|', Enumerable.Range(0, 3).Select(row => Show(batch.Columns[index], row)))}"));
    }

    private static string Show(ColumnVector vector, int row) => vector.IsNull(row) ? "~" : vector switch
    {
        ListVector list => $"[{string.Join(',', Enumerable.Range(list.Offsets[row], list.Offsets[row + 1] - list.Offsets[row]).Select(item => Show(list.Items, item)))}]",
        TextVector texts => System.Text.Encoding.UTF8.GetString(texts[row]),
        _ => NumericValue.ToDouble(vector, row).ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Runs a statement in DuckDB and gives its first value as text.</summary>
    private static string Ask(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }

    private static async Task WriteAsync(string path, TableSchema schema, int rows, int first, ParquetWriterOptions? options)
    {
        var batch = new RecordBatch(schema);
        for (int id = first; id < first + rows; id++)
        {
            for (int column = 0; column < schema.Columns.Count; column++)
            {
                Append(batch.Columns[column], schema.Columns[column].Type, id);
            }
        }

        await using FileStream stream = File.Create(path);
        await using var writer = new ParquetTableWriter(stream, schema, options);
        await writer.WriteAsync(batch, Token);
        await writer.EndAsync(default, Token);
    }

    private static void Append(ColumnVector vector, ElementType type, int id)
    {
        switch (vector)
        {
            case PrimitiveVector<long> values:
                values.Append(id);
                break;
            case PrimitiveVector<byte> values:
                values.Append((byte)(type == ElementType.Boolean ? id % 2 : id));
                break;
            case PrimitiveVector<ulong> values:
                values.Append(ulong.MaxValue - (ulong)id);
                break;
            case PrimitiveVector<double> values when id % 7 != 0 || id == 0:
                values.Append(id / 8.0);
                break;
            case PrimitiveVector<float> values:
                values.Append(id);
                break;
            case TextVector texts:
                texts.Append($"név {id}");
                break;
            case ListVector list:
                var items = (PrimitiveVector<float>)list.Items;
                if (id % 3 > 0)
                {
                    items.Append(id);
                }

                if (id % 3 == 2)
                {
                    items.AppendNull();
                }

                list.EndRow();
                break;
            default:
                vector.AppendNull();
                break;
        }
    }
}
