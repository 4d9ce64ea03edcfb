using System.Numerics;
using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Ecsv;
using Hven.Tables.Hdf5;

namespace Hven.Conformance.Tests.Matrix;

/// <summary>HDF5 and ECSV between Hven and pandas, PyTables, h5py and astropy, cell by cell.</summary>
public sealed class TablesAgainstPythonTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hven-{Guid.NewGuid():N}.table");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Hdf5_written_is_read_by_astropy_with_masks_units_and_ucds()
    {
        await WriteAsync((stream, schema) => new Hdf5TableWriter(stream, schema));
        Assert.Equal(
            [
                "id|None|None|9223372036854775807|~|-5", "mag|mag|phot.mag|3fb999999999999a|~|NaN", "name|None|None|'Čeb'|~|'x'", "ok|None|None|1|0|~",
                "u|None|None|18446744073709551615|0|1", "v|None|None|[3ff0000000000000,~]|[c000000000000000,3fe0000000000000]|[~,~]", "z|None|None|3ff00000000000008000000000000000|~|00000000000000004000000000000000",
            ],
            await ReadAsync("hdf5"));
    }

    [Fact]
    public async Task Hdf5_written_is_read_by_pandas()
    {
        await WriteAsync((stream, schema) => new Hdf5TableWriter(stream, schema));
        Assert.Equal(
            [
                "id|int64|9223372036854775807|-9223372036854775808|-5", "mag|float64|3fb999999999999a|NaN|NaN", "name|object|'Čeb'|~|'x'", "ok|bool|1|0|0",
                "u|uint64|18446744073709551615|0|1",
            ],
            await ReadAsync("pandas"));
    }

    [Fact]
    public async Task Ecsv_written_is_read_by_astropy_with_masks_units_and_ucds()
    {
        await WriteAsync((stream, schema) => new EcsvTableWriter(stream, schema));
        Assert.Equal(
            [
                "id|None|None|9223372036854775807|~|-5", "mag|mag|phot.mag|3fb999999999999a|~|NaN", "name|None|None|'Čeb'|~|'x'", "ok|None|None|1|0|~",
                "u|None|None|18446744073709551615|0|1", "v|None|None|[3ff0000000000000,~]|[c000000000000000,3fe0000000000000]|[~,~]", "z|None|None|3ff00000000000008000000000000000|~|00000000000000004000000000000000",
            ],
            await ReadAsync("ecsv"));
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("blocks")]
    public async Task Hdf5_of_pandas_is_read_whole(string kind)
    {
        await Tool.PythonAsync("matrix_tables.py", "write", kind, _path);
        Assert.Equal(
            [
                "i=1,-2,3", "f=0.1,NaN,-0", "g=1,2,3", "s=x,~,Čeb", "b=1,0,1",
                "t=2013-08-31T23:59:59.123456789,~,1969-12-31T00:00:00.000000000",
            ],
            (await CellsAsync("cat")).Order(Comparer<string>.Create((left, right) => "ifgsbt".IndexOf(left[0], StringComparison.Ordinal) - "ifgsbt".IndexOf(right[0], StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Hdf5_of_pandas_in_fixed_form_is_refused_with_what_to_do()
    {
        await Tool.PythonAsync("matrix_tables.py", "write", "fixed", _path);
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => CellsAsync("cat"));
        Assert.Contains("format='table'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("categories")]
    [InlineData("category-column")]
    public async Task Hdf5_of_pandas_with_categories_is_refused_instead_of_read_as_their_numbers(string kind)
    {
        await Tool.PythonAsync("matrix_tables.py", "write", kind, _path);
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => CellsAsync("cat"));
        Assert.Contains("categories", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hdf5_of_astropy_is_read_with_mask_and_meaning()
    {
        await Tool.PythonAsync("matrix_tables.py", "write", "astropy", _path);
        Assert.Equal(["i=1,~,3", "v=[0 1],[2 3],[4 5]", "c=<1; 2>,<0; 0>,<-0; -1>"], await CellsAsync("a/b"));
        await using FileStream stream = File.OpenRead(_path);
        await using Hdf5TableReader reader = await Hdf5TableReader.OpenAsync(stream, null, Token);
        Column column = reader.Schema.Columns[0];
        Assert.Equal(("mag", "An é", "phot.mag"), (column.Unit, column.Description, column.Ucd));
    }

    [Fact]
    public async Task Hdf5_group_of_h5py_is_read_as_a_table()
    {
        await Tool.PythonAsync("matrix_tables.py", "write", "group", _path);
        Assert.Equal(["flux=[0 1],[2 3],[4 5],[6 7],[8 9]", "id=0,1,2,3,4", "name=a,bé,,d,e"], await CellsAsync("objects"));
    }

    private static string Show(ColumnVector vector, int row) => vector.IsNull(row) ? "~" : vector switch
    {
        ListVector list => $"[{string.Join(' ', Enumerable.Range(list.Offsets[row], list.Offsets[row + 1] - list.Offsets[row]).Select(item => Show(list.Items, item)))}]",
        TextVector texts => System.Text.Encoding.UTF8.GetString(texts[row]),
        PrimitiveVector<Complex> numbers => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{numbers.Values[row]}"),
        PrimitiveVector<ulong> numbers => $"{numbers.Values[row]}",
        _ => NumericValue.ToDouble(vector, row).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
    };

    private async Task<List<string>> CellsAsync(string path)
    {
        await using FileStream stream = File.OpenRead(_path);
        await using Hdf5TableReader reader = await Hdf5TableReader.OpenAsync(stream, new Hdf5ReaderOptions { Path = path }, Token);
        var batch = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, Token));
        return [.. reader.Schema.Columns.Select((column, index) => $"{column.Name}={string.Join(',', Enumerable.Range(0, batch.RowCount).Select(row => Show(batch.Columns[index], row)))}")];
    }

    private async Task<string[]> ReadAsync(string kind) =>
        (await Tool.PythonAsync("matrix_tables.py", "read", kind, _path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task WriteAsync(Func<Stream, TableSchema, TableWriter> open)
    {
        var schema = new TableSchema(
        [
            new("id", ElementType.Int64), new("mag", ElementType.Float64) { Unit = "mag", Ucd = "phot.mag", Description = "\"é\": 🌌" }, new("name", ElementType.String),
            new("ok", ElementType.Boolean), new("u", ElementType.UInt64), new("v", ElementType.Float32) { Shape = ArrayShape.Fixed(2) }, new("z", ElementType.Complex128),
        ]);
        var batch = new RecordBatch(schema);
        Fill<long>(batch.Columns[0], long.MaxValue, null, -5);
        Fill<double>(batch.Columns[1], 0.1, null, double.NaN);
        var names = (TextVector)batch.Columns[2];
        names.Append("Čeb");
        names.AppendNull();
        names.Append("x");
        Fill<byte>(batch.Columns[3], 1, 0, null);
        Fill<ulong>(batch.Columns[4], ulong.MaxValue, 0, 1);
        var list = (ListVector)batch.Columns[5];
        Fill<float>(list.Items, 1, null);
        list.EndRow();
        Fill<float>(list.Items, -2, 0.5f);
        list.EndRow();
        list.AppendNull();
        Fill<Complex>(batch.Columns[6], new Complex(1, -0d), null, new Complex(0, 2));
        await using FileStream stream = File.Create(_path);
        await using TableWriter writer = open(stream, schema);
        await writer.WriteAsync(batch, Token);
        await writer.EndAsync(default, Token);
    }

    private static void Fill<T>(ColumnVector vector, params T?[] values)
        where T : unmanaged
    {
        foreach (T? value in values)
        {
            if (value is { } number)
            {
                ((PrimitiveVector<T>)vector).Append(number);
            }
            else
            {
                vector.AppendNull();
            }
        }
    }
}
