using System.Globalization;
using System.Numerics;
using System.Text;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Query;
using Hven.Query.Uploads;
using Hven.Tables;

namespace Hven.Testing;

/// <summary>What every engine must do with tables that come with a query. A back end's tests derive from it.</summary>
public abstract class UploadConformance
{
    private const int Rows = 5000;

    /// <summary>The engine under test, over <see cref="SampleCatalog"/>.</summary>
    protected abstract IQueryEngine Engine { get; }

    /// <summary>The tables that it serves.</summary>
    protected abstract QueryCatalog Catalog { get; }

    public static TheoryData<ElementType> Types => [.. Enum.GetValues<ElementType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Values_nulls_and_arrays_of_each_type_come_back(ElementType type)
    {
        TableSchema schema = new([new("scalar", type), new("array", type) { Shape = ArrayShape.Variable }]);
        UploadedTable upload = Upload("t", schema, batch => Fill(batch, type));
        int row = 0;
        await foreach (RecordBatch batch in RunAsync("SELECT scalar, \"array\" FROM TAP_UPLOAD.t", upload))
        {
            Assert.Equal(type, batch.Schema.Columns[0].Type);
            Assert.Equal(type, batch.Schema.Columns[1].Type);
            for (int index = 0; index < batch.RowCount; index++, row++)
            {
                Assert.Equal(row % 7 == 3 ? "~" : Cell(type, row), Cell(batch.Columns[0], index));
                var list = (ListVector)batch.Columns[1];
                string[] items = [.. Enumerable.Range(list.Offsets[index], list.Offsets[index + 1] - list.Offsets[index]).Select(item => Cell(list.Items, item))];
                Assert.Equal(row % 11 == 5, list.IsNull(index));
                Assert.Equal(row % 11 == 5 ? [] : [.. Enumerable.Range(0, row % 4).Select(item => item == 2 ? "~" : Cell(type, row + item))], items);
            }
        }

        Assert.Equal(Rows, row);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("qu\"ote")]
    [InlineData("SELECT")]
    [InlineData("näme*星")]
    [InlineData("; DROP TABLE t; --")]
    [InlineData("_healpix_29")]
    public async Task Name_of_a_column_may_hold_anything(string name)
    {
        UploadedTable upload = Upload("t", new([new(name, ElementType.Int64)]), batch => ((PrimitiveVector<long>)batch.Columns[0]).Append(42));
        Assert.Equal(42, await NumberAsync($"SELECT {AdqlName.Quote(name)} FROM TAP_UPLOAD.t", upload));
        Assert.Equal(42, await NumberAsync("SELECT * FROM TAP_UPLOAD.t", upload));
    }

    [Fact]
    public async Task Upload_is_seen_by_its_own_query_alone()
    {
        // Both are open at the same time under one name, beside a table of the catalogue of that name.
        UploadedTable one = Numbers("sample", 0, 20_000);
        UploadedTable other = Numbers("sample", 20_000, 10);
        await using ITableReader first = await Engine.OpenAsync(Compile("SELECT n FROM TAP_UPLOAD.sample", one), [one], long.MaxValue - 1, default);
        RecordBatch batch = new(first.Schema);
        Assert.True(await first.ReadAsync(batch, default));
        Assert.Equal(20_000, await NumberAsync("SELECT MIN(n) FROM TAP_UPLOAD.sample", other));
        Assert.Equal(SampleCatalog.Rows.Count, await NumberAsync("SELECT COUNT(*) FROM t.sample", other));
        Assert.Equal(19_999, await NumberAsync("SELECT MAX(n) FROM TAP_UPLOAD.sample", one));
        Assert.Null(AdqlCompiler.Compile("SELECT n FROM TAP_UPLOAD.sample", Catalog).Query);
    }

    [Fact]
    public async Task Several_uploads_and_the_catalogue_join()
    {
        UploadedTable a = Numbers("a", 0, 100);
        UploadedTable b = Numbers("b", 50, 100);
        Assert.Equal(50, await NumberAsync("SELECT COUNT(*) FROM TAP_UPLOAD.a JOIN TAP_UPLOAD.b AS b ON a.n = b.n", a, b));
        long expected = SampleCatalog.Rows.Count(row => row.Count is >= 0);
        Assert.Equal(expected, await NumberAsync("SELECT COUNT(*) FROM t.sample AS s JOIN TAP_UPLOAD.a ON s.n = a.n", a, b));
    }

    [Fact]
    public async Task Positions_match_the_catalogue_by_distance()
    {
        SampleRow[] wanted = [.. SampleCatalog.Rows.Take(300)];
        UploadedTable upload = Upload("mine", new([new("RAJ2000", ElementType.Float64), new("DEJ2000", ElementType.Float64)]), batch =>
        {
            foreach (SampleRow row in wanted)
            {
                ((PrimitiveVector<double>)batch.Columns[0]).Append(row.Ra);
                ((PrimitiveVector<double>)batch.Columns[1]).Append(row.Dec);
            }

            // A row without a position matches nothing.
            batch.Columns[0].AppendNull();
            ((PrimitiveVector<double>)batch.Columns[1]).Append(double.NaN);
        });
        Assert.NotNull(upload.Description.SkyIndex);
        long expected = wanted.Sum(mine => SampleCatalog.Rows.Count(row =>
            new Hven.Sky.SkyCoord(mine.Ra, mine.Dec).SeparationTo(new Hven.Sky.SkyCoord(row.Ra, row.Dec)).Degrees < 0.001));
        Assert.Equal(expected, await NumberAsync("SELECT COUNT(*) FROM t.sample AS s JOIN TAP_UPLOAD.mine AS u ON DISTANCE(POINT(s.ra, s.dec), POINT(u.RAJ2000, u.DEJ2000)) < 0.001", upload));
        Assert.Equal(wanted.Length, await NumberAsync("SELECT COUNT(\"_healpix_29\") FROM TAP_UPLOAD.mine", upload));
    }

    [Fact]
    public async Task Failure_of_an_upload_is_told_as_it_came()
    {
        UploadedTable upload = Numbers("t", 0, 1) with { OpenAsync = _ => throw new Platform.Http.ServiceException("upload", 400, "Row 3 is wrong.") };
        Platform.Http.ServiceException told = await Assert.ThrowsAsync<Platform.Http.ServiceException>(() => NumberAsync("SELECT n FROM TAP_UPLOAD.t", upload));
        Assert.Equal("Row 3 is wrong.", told.Message);
        Assert.Equal(SampleCatalog.Rows.Count, await NumberAsync("SELECT COUNT(*) FROM t.sample"));
    }

    private static UploadedTable Numbers(string name, long first, int count) => Upload(name, new([new("n", ElementType.Int64)]), batch =>
    {
        for (int row = 0; row < count; row++)
        {
            ((PrimitiveVector<long>)batch.Columns[0]).Append(first + row);
        }
    });

    private static UploadedTable Upload(string name, TableSchema schema, Action<RecordBatch> fill) =>
        new(UploadedTable.Describe(name, schema), _ => ValueTask.FromResult<ITableReader>(new OneBatch(schema, fill)));

    private static void Fill(RecordBatch batch, ElementType type)
    {
        var list = (ListVector)batch.Columns[1];
        for (int row = 0; row < Rows; row++)
        {
            Append(batch.Columns[0], type, row, isNull: row % 7 == 3);
            if (row % 11 == 5)
            {
                list.AppendNull();
                continue;
            }

            for (int item = 0; item < row % 4; item++)
            {
                Append(list.Items, type, row + item, isNull: item == 2);
            }

            list.EndRow();
        }
    }

    private static void Append(ColumnVector target, ElementType type, int row, bool isNull)
    {
        if (isNull)
        {
            target.AppendNull();
            return;
        }

        switch (target)
        {
            case PrimitiveVector<byte> v: v.Append((byte)(type == ElementType.Boolean ? row & 1 : row)); break;
            case PrimitiveVector<sbyte> v: v.Append((sbyte)row); break;
            case PrimitiveVector<short> v: v.Append((short)(row * 13)); break;
            case PrimitiveVector<ushort> v: v.Append((ushort)(row * 13)); break;
            case PrimitiveVector<int> v: v.Append(row * 900_000); break;
            case PrimitiveVector<uint> v: v.Append((uint)row * 800_000); break;
            case PrimitiveVector<long> v: v.Append(long.MaxValue - row); break;
            case PrimitiveVector<ulong> v: v.Append(ulong.MaxValue - (ulong)row); break;
            case PrimitiveVector<float> v: v.Append(row % 5 == 0 ? float.NaN : row / 3f); break;
            case PrimitiveVector<double> v: v.Append(row % 5 == 0 ? double.NegativeInfinity : row / 3.0); break;
            case PrimitiveVector<ComplexSingle> v: v.Append(new(row / 3f, -row)); break;
            case PrimitiveVector<Complex> v: v.Append(new(row / 3.0, -row)); break;
            case TextVector v: v.Append(Text(row)); break;
            default: throw new InvalidOperationException(target.GetType().Name);
        }
    }

    private static string Text(int row) => row % 3 == 0 ? "" : row % 3 == 1 ? $"γ {row}" : $"a longer text that does not fit into twelve bytes, 星 {row}";

    private static string Cell(ElementType type, int row)
    {
        ColumnVector vector = ColumnVector.For(new("x", type));
        Append(vector, type, row, isNull: false);
        return Cell(vector, 0);
    }

    private static string Cell(ColumnVector vector, int row) => vector.IsNull(row) ? "~" : vector switch
    {
        PrimitiveVector<byte> v => $"{v.Values[row]}",
        PrimitiveVector<sbyte> v => $"{v.Values[row]}",
        PrimitiveVector<short> v => $"{v.Values[row]}",
        PrimitiveVector<ushort> v => $"{v.Values[row]}",
        PrimitiveVector<int> v => $"{v.Values[row]}",
        PrimitiveVector<uint> v => $"{v.Values[row]}",
        PrimitiveVector<long> v => $"{v.Values[row]}",
        PrimitiveVector<ulong> v => $"{v.Values[row]}",
        PrimitiveVector<float> v => v.Values[row].ToString("R", CultureInfo.InvariantCulture),
        PrimitiveVector<double> v => v.Values[row].ToString("R", CultureInfo.InvariantCulture),
        PrimitiveVector<ComplexSingle> v => $"{v.Values[row]}",
        PrimitiveVector<Complex> v => $"{v.Values[row]}",
        TextVector v => Encoding.UTF8.GetString(v[row]),
        _ => throw new InvalidOperationException(vector.GetType().Name),
    };

    private BoundQuery Compile(string text, params UploadedTable[] uploads)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(text, new UploadCatalog(Catalog, uploads));
        Assert.True(compilation.Query is not null, string.Join('\n', compilation.Diagnostics.Select(diagnostic => diagnostic.Message)));
        return compilation.Query;
    }

    private async IAsyncEnumerable<RecordBatch> RunAsync(string query, params UploadedTable[] uploads)
    {
        await using ITableReader reader = await Engine.OpenAsync(Compile(query, uploads), uploads, long.MaxValue - 1, default);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, default))
        {
            yield return batch;
        }
    }

    private async Task<long> NumberAsync(string query, params UploadedTable[] uploads)
    {
        long? number = null;
        await foreach (RecordBatch batch in RunAsync(query, uploads))
        {
            number = ((PrimitiveVector<long>)batch.Columns[0]).Values[0];
        }

        return number ?? throw new InvalidOperationException("The query gave no row.");
    }

    /// <summary>Rows that are made on the spot, all in one batch.</summary>
    private sealed class OneBatch(TableSchema schema, Action<RecordBatch> fill) : ITableReader
    {
        private bool _done;

        public TableSchema Schema => schema;

        public long? RowCount => null;

        public (long Read, long? Total) BytePosition => (0, null);

        public ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            batch.Clear();
            if (!_done)
            {
                fill(batch);
                _done = true;
            }

            return ValueTask.FromResult(batch.RowCount > 0);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
