using System.Text;
using Hven.Adql.Binding;
using Hven.Platform.Catalog;
using Hven.Platform.Simulation;
using Hven.Platform.Storage;
using Hven.Query.Ingest;
using Hven.Query.Tap;
using Hven.Sky;
using Hven.Tables;
using Hven.Tables.Parquet;
using Hven.Testing;

namespace Hven.Query.Tests.Ingest;

public sealed class CatalogIngestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DataDirectory Data => new(_folder["data"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_sample_keeps_every_row_sorted_within_its_pixel()
    {
        IngestResult result = await IngestAsync(_folder.Write("sample.csv", SampleCatalog.Csv()), maxRows: 500, sortMemory: 1 << 20);

        Assert.Equal(SampleCatalog.Rows.Count, result.Rows);
        Assert.Equal(0, result.Rejects);
        IReadOnlyList<Partition> partitions = PartitionList.Read(Data.Table("t", "sample"));
        Assert.Equal(SampleCatalog.Rows.Count, partitions.Sum(partition => partition.RowCount));
        Assert.True(partitions.Count > 12, "Pixels with more rows than allowed are split.");
        var ids = new HashSet<long>();
        foreach (Partition partition in partitions)
        {
            long last = -1;
            await foreach (RecordBatch batch in ReadAsync(partition))
            {
                ReadOnlySpan<long> healpix = ((PrimitiveVector<long>)batch.Columns[0]).Values;
                ReadOnlySpan<double> ra = ((PrimitiveVector<double>)batch.Columns[2]).Values;
                ReadOnlySpan<double> dec = ((PrimitiveVector<double>)batch.Columns[3]).Values;
                for (int row = 0; row < batch.RowCount; row++)
                {
                    Assert.True(healpix[row] >= last && healpix[row] >= partition.First && healpix[row] <= partition.Last);
                    Assert.Equal(Healpix.ToPixel(29, ra[row], dec[row]), healpix[row]);
                    Assert.True(ids.Add(((PrimitiveVector<long>)batch.Columns[1]).Values[row]));
                    last = healpix[row];
                }
            }
        }

        Assert.Equal(SampleCatalog.Rows.Count, ids.Count);
        Assert.Empty(await Manifest.VerifyAsync(Data.Table("t", "sample"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_tells_texts_beyond_ascii_from_others()
    {
        await IngestAsync(_folder.Write("names.csv", "id,ra,dec,name,tile\n1,10,20,Café,T1\n2,11,20,plain,T2\n"));

        CatalogTable table = SurveyCatalog.Load(Data).Releases.Single().Tables.Single();
        Assert.Equal(["name"], table.Columns.Where(column => column.IsUnicode).Select(column => column.Name));
        Assert.Equal(["unicodeChar", "char"], table.Columns.TakeLast(2).Select(column => VoType.Of(column.ToColumn()).Datatype));
        Assert.Contains(new QueryCatalog(SurveyCatalog.Load(Data)).Find("t", table.Name)!.Columns, column => column is { Name: "name", IsUnicode: true });
    }

    [Fact]
    public async Task RunAsync_bad_rows_are_listed_with_their_reason()
    {
        string csv = "id,ra,dec,mag\n1,10,20,15.5\n2,,20,16\n3,30,95,17\n4,40,-20\n5,50,-20,18\n6,nan,1,19\n";
        IngestResult result = await IngestAsync(_folder.Write("bad.csv", csv));

        Assert.Equal(2, result.Rows);
        Assert.Equal(4, result.Rejects);
        string[] lines = await File.ReadAllLinesAsync(result.RejectsFile!, TestContext.Current.CancellationToken);
        Assert.Equal("source,row,position,column,reason,text", lines[0]);
        Assert.Contains(lines, line => line.Contains("line 5", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.Contains("The position is missing", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("not on the sky", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_files_of_different_widths_become_one_column_that_holds_both()
    {
        string first = _folder.Write("a.csv", "ra,dec,flux\n1,2,3\n");
        string second = _folder.Write("b.csv", "ra,dec,flux\n1.5,2.5,\n4.5,5.5,0.25\n");
        IngestResult result = await IngestAsync([first, second]);

        Assert.Equal(3, result.Rows);
        CatalogTable table = SurveyCatalog.Load(Data).Find("t", "sample")!;
        Assert.Equal(ElementType.Float64, table.Columns.Single(column => column.Name == "flux").Type);
    }

    [Fact]
    public async Task RunAsync_files_with_other_columns_are_refused_by_name()
    {
        string first = _folder.Write("a.csv", "ra,dec,flux\n1,2,3\n");
        string second = _folder.Write("b.csv", "ra,dec,mag\n1,2,3\n");
        IngestException exception = await Assert.ThrowsAsync<IngestException>(() => IngestAsync([first, second]));
        Assert.Contains("b.csv", exception.Message, StringComparison.Ordinal);
        Assert.Contains("missing [flux], extra [mag]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_existing_table_is_kept_unless_it_may_be_replaced()
    {
        await IngestAsync(_folder.Write("a.csv", "ra,dec\n1,2\n"));
        string before = Manifest.Identity(Data.Table("t", "sample"));
        string other = _folder.Write("b.csv", "ra,dec\n3,4\n5,6\n");
        IngestException exception = await Assert.ThrowsAsync<IngestException>(() => IngestAsync(other));
        Assert.Contains("--replace", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Manifest.Identity(Data.Table("t", "sample")));

        Assert.Equal(2, (await IngestAsync([other], replace: true)).Rows);
        Assert.Equal(2, SurveyCatalog.Load(Data).Find("t", "sample")!.RowCount);
    }

    [Fact]
    public async Task RunAsync_failure_leaves_the_release_as_it_was()
    {
        string path = _folder["broken.fits"];
        await File.WriteAllBytesAsync(path, [.. "SIMPLE  =                    T"u8, .. new byte[50]], TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IngestException>(() => IngestAsync(path));
        Assert.Empty(SurveyCatalog.Load(Data).Releases);

        Assert.Equal(1, (await IngestAsync(_folder.Write("good.csv", "ra,dec\n1,2\n"))).Rows);
    }

    [Fact]
    public async Task RunAsync_stopped_at_any_batch_ends_with_the_same_bytes()
    {
        IReadOnlyList<SurveyTile> tiles = SurveyFootprint.Tiles(12);
        string whole = _folder["whole"];
        await new CatalogIngest(null).RunAsync(Simulated(new(whole), tiles, stopAfter: null), new Progress<IngestProgress>(), default);
        string expected = await File.ReadAllTextAsync(Path.Combine(new DataDirectory(whole).Table("t", "sample"), Manifest.FileName), TestContext.Current.CancellationToken);

        DataDirectory data = Data;
        for (int batches = 1; batches < 9; batches += 2)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() =>
                new CatalogIngest(null).RunAsync(Simulated(data, tiles, stopAfter: batches), new Progress<IngestProgress>(), default));
        }

        IngestResult result = await new CatalogIngest(null).RunAsync(Simulated(data, tiles, stopAfter: null), new Progress<IngestProgress>(), default);
        Assert.Equal(150_000, result.Rows);
        Assert.Equal(expected, await File.ReadAllTextAsync(Path.Combine(data.Table("t", "sample"), Manifest.FileName), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_all_rows_at_one_place_stay_within_memory_and_order()
    {
        var csv = new StringBuilder("id,ra,dec\n");
        for (int row = 0; row < 40_000; row++)
        {
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{row},12.5,-33.25\n");
        }

        await IngestAsync(_folder.Write("one.csv", csv.ToString()), maxRows: 1000, sortMemory: 1 << 20);
        Partition only = Assert.Single(PartitionList.Read(Data.Table("t", "sample")));
        long next = 0;
        await foreach (RecordBatch batch in ReadAsync(only))
        {
            foreach (long id in ((PrimitiveVector<long>)batch.Columns[1]).Values.ToArray())
            {
                Assert.Equal(next++, id);
            }
        }

        Assert.Equal(40_000, next);
    }

    [Theory]
    [InlineData("name,ra,dec\na,1,2\n", "name")]
    [InlineData("NAME,Name,ra,dec\na,b,1,2\n", "Name_2")]
    [InlineData("_healpix_29,ra,dec\n5,1,2\n", "_healpix_29_2")]
    public async Task RunAsync_column_names_become_unique(string csv, string expected)
    {
        await IngestAsync(_folder.Write("names.csv", csv));
        Assert.Contains(SurveyCatalog.Load(Data).Find("t", "sample")!.Columns, column => column.Name == expected);
    }

    [Fact]
    public async Task RunAsync_columns_of_one_name_keep_their_own_values()
    {
        await IngestAsync(_folder.Write("twice.csv", "ra,dec,mag,mag\n1,2,3.5,4.5\n"));
        await foreach (RecordBatch batch in ReadAsync(Assert.Single(PartitionList.Read(Data.Table("t", "sample")))))
        {
            Assert.Equal(["mag", "mag_2"], batch.Schema.Columns.Skip(3).Select(column => column.Name));
            Assert.Equal(3.5, ((PrimitiveVector<double>)batch.Columns[3]).Values[0]);
            Assert.Equal(4.5, ((PrimitiveVector<double>)batch.Columns[4]).Values[0]);
        }
    }

    [Fact]
    public async Task RunAsync_metadata_names_columns_and_gives_meaning()
    {
        string sidecar = _folder.Write("meta.yaml", "description: Test stars\nra: x\ndec: y\ncolumns:\n  MAG:\n    unit: mag\n    ucd: phot.mag\n    description: Brightness\n");
        await IngestAsync([_folder.Write("xy.csv", "x,y,mag\n1,2,3\n")], metadata: TableMetadata.Read(sidecar));
        CatalogTable table = SurveyCatalog.Load(Data).Find("t", "sample")!;
        Assert.Equal(("x", "y", "Test stars"), (table.RaColumn, table.DecColumn, table.Description));
        CatalogColumn mag = table.Columns.Single(column => column.Name == "mag");
        Assert.Equal(("mag", "phot.mag", "Brightness"), (mag.Unit, mag.Ucd, mag.Description));
    }

    [Fact]
    public async Task TapSchema_declares_the_columns_that_hold_texts_beyond_ASCII()
    {
        string sidecar = _folder.Write("meta.yaml", "description: Stars\nra: x\ndec: y\ncolumns:\n  mag:\n    description: Helligkeit bei 4400 Å\n");
        await IngestAsync([_folder.Write("xy.csv", "x,y,mag\n1,2,3\n")], metadata: TableMetadata.Read(sidecar));
        TapSchema schema = new QueryCatalog(SurveyCatalog.Load(Data)).TapSchema;
        AdqlTable columns = schema.Tables.Single(table => table.Description.Name == "columns").Description;
        Assert.Equal(["description"], columns.Columns.Where(column => column.IsUnicode).Select(column => column.Name));
        IReadOnlyList<object?> row = schema.Tables.Single(table => table.Description.Name == "columns").Rows.Single(row => row[0] is "tap_schema.columns" && row[1] is "description");
        Assert.Equal("unicodeChar", row[2]);
    }

    [Fact]
    public void Read_metadata_with_unknown_key_says_where()
    {
        string sidecar = _folder.Write("meta.yaml", "description: x\ncolours: {}\n");
        IngestException exception = Assert.Throws<IngestException>(() => TableMetadata.Read(sidecar));
        Assert.Contains("line 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_without_position_names_the_columns_there_are()
    {
        IngestException exception = await Assert.ThrowsAsync<IngestException>(() => IngestAsync(_folder.Write("none.csv", "a,b\n1,2\n")));
        Assert.Contains("--ra", exception.Message, StringComparison.Ordinal);
        Assert.Contains("a, b", exception.Message, StringComparison.Ordinal);
    }

    private Task<IngestResult> IngestAsync(string path, int maxRows = 500_000, long sortMemory = 256L << 20) => IngestAsync([path], maxRows, sortMemory);

    private Task<IngestResult> IngestAsync(string[] paths, int maxRows = 500_000, long sortMemory = 256L << 20, bool replace = false, TableMetadata? metadata = null)
    {
        IngestRequest request = new()
        {
            Data = Data,
            Release = "t",
            Table = "sample",
            Sources = [.. paths.Select(path => new FileCatalogSource(path))],
            MaxRowsPerPartition = maxRows,
            SortMemory = sortMemory,
            Replace = replace,
            Metadata = metadata ?? new(),
        };
        return new CatalogIngest(null).RunAsync(request, new Progress<IngestProgress>(), TestContext.Current.CancellationToken);
    }

    private async IAsyncEnumerable<RecordBatch> ReadAsync(Partition partition)
    {
        await using FileStream stream = File.OpenRead(Path.Combine(Data.Table("t", "sample"), partition.RelativePath));
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(stream, null, TestContext.Current.CancellationToken);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, TestContext.Current.CancellationToken))
        {
            yield return batch;
        }
    }

    private static IngestRequest Simulated(DataDirectory data, IReadOnlyList<SurveyTile> tiles, int? stopAfter) => new()
    {
        Data = data,
        Release = "t",
        Table = "sample",
        Sources = [new StoppingSource(tiles, stopAfter)],
        MaxRowsPerPartition = 20_000,
        SortMemory = 32L << 20,
    };

    /// <summary>The simulated catalogue, stopped as by a kill after some batches.</summary>
    private sealed class StoppingSource(IReadOnlyList<SurveyTile> tiles, int? stopAfter) : ICatalogSource
    {
        private const long Objects = 150_000;

        public string Name => "simulation";

        public string Identity => "simulation";

        public ValueTask<SourceDescription> DescribeAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new SourceDescription(SimulatedCatalogReader.Columns, Objects));

        public ValueTask<ITableReader> OpenAsync(TableSchema schema, Action<RowReject> onReject, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ITableReader>(new StoppingReader(new SimulatedCatalogReader(Objects, tiles, 1), stopAfter));
    }

    private sealed class StoppingReader(ITableReader inner, int? stopAfter) : ITableReader
    {
        private int _batches;

        public TableSchema Schema => inner.Schema;

        public long? RowCount => inner.RowCount;

        public (long Read, long? Total) BytePosition => inner.BytePosition;

        public ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken) =>
            _batches++ == stopAfter ? throw new OperationCanceledException("Stopped by the test.") : inner.ReadAsync(batch, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
