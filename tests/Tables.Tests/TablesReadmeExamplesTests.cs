using System.Globalization;
using System.Text;
using Hven.Tables.Arrow;
using Hven.Tables.Csv;
using Hven.Tables.Ecsv;
using Hven.Tables.FitsTable;
using Hven.Tables.Hdf5;
using Hven.Tables.Html;
using Hven.Tables.Parquet;
using Hven.Tables.Transform;

namespace Hven.Tables.Tests;

/// <summary>The examples of libs/Tables/README.md but those of VOTable: what stands between the marks stands there, too, word for word.</summary>
public sealed class TablesReadmeExamplesTests
{
    [Fact]
    public async Task Parquet()
    {
        CancellationToken ct = CancellationToken.None;
        RecordBatch sample = Sample();
        using MemoryStream stream = await WrittenAsync(sample, target => new ParquetTableWriter(target, sample.Schema));
        using MemoryStream output = new();
        // <example>
        await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(stream, new ParquetReaderOptions { Columns = ["ra", "nr"] }, ct);
        ParquetWriterOptions options = new() { Compression = ParquetCompression.Zstd, RowGroupRows = 65_536, SortedBy = "ra" };
        await using ParquetTableWriter writer = new(output, reader.Schema, options);
        // </example>
        await CopyAsync(reader, writer);
        output.Position = 0;
        await using ParquetTableReader written = await ParquetTableReader.OpenAsync(output, null, ct);
        Assert.Equal(["ra deg", "nr "], written.Schema.Columns.Select(column => $"{column.Name} {column.Unit}"));
        Assert.Equal([$"ra[0]={Bits(10.5)}", $"ra[1]={Bits(11.5)}", "nr[0]=7", "nr[1]=8"], await Cells.OfAsync(written));
    }

    [Fact]
    public async Task Arrow()
    {
        CancellationToken ct = CancellationToken.None;
        RecordBatch sample = Sample();
        List<string> skipped = [];
        using MemoryStream stream = await WrittenAsync(sample, target => new ArrowTableWriter(target, sample.Schema));
        using MemoryStream output = new();
        // <example>
        await using ArrowTableReader reader = await ArrowTableReader.OpenAsync(stream, new ArrowReaderOptions { OnSkippedColumn = (name, why) => skipped.Add(name) }, ct);
        await using ArrowTableWriter writer = new(output, reader.Schema, ArrowForm.File);
        // </example>
        await CopyAsync(reader, writer);
        output.Position = 0;
        await using ArrowTableReader written = await ArrowTableReader.OpenAsync(output, null, ct);
        Assert.Equal("ARROW1", Encoding.ASCII.GetString(output.ToArray().AsSpan(0, 6)));
        Assert.Empty(skipped);
        Assert.Equal(Cells.Of(sample), await Cells.OfAsync(written));
    }

    [Fact]
    public async Task Html()
    {
        CancellationToken ct = CancellationToken.None;
        using MemoryStream stream = new("<table><tr><td>no</table><table id=stars><tr><th>ra<tr><td>10.5<tr><td>11.5</table>"u8.ToArray());
        long rows = 0;
        // <example>
        await using HtmlTableReader reader = await HtmlTableReader.OpenAsync(stream, new HtmlReaderOptions { Table = "stars" }, ct);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, ct))
        {
            rows += batch.RowCount;
        }
        // </example>
        Assert.Equal((2, ElementType.Float64), (rows, reader.Schema.Columns[0].Type));
    }

    [Fact]
    public async Task Hdf5()
    {
        CancellationToken ct = CancellationToken.None;
        RecordBatch sample = Sample();
        using MemoryStream stream = await WrittenAsync(sample, target => new Hdf5TableWriter(target, sample.Schema));
        using MemoryStream output = new();
        // <example>
        IReadOnlyList<Hdf5TableInfo> tables = Hdf5TableReader.List(stream);
        await using Hdf5TableReader reader = await Hdf5TableReader.OpenAsync(stream, new Hdf5ReaderOptions { Path = tables[0].Path }, ct);
        await using Hdf5TableWriter writer = new(output, reader.Schema);
        // </example>
        await CopyAsync(reader, writer);
        output.Position = 0;
        await using Hdf5TableReader written = await Hdf5TableReader.OpenAsync(output, null, ct);
        Assert.Equal(Cells.Of(sample), await Cells.OfAsync(written));
    }

    [Fact]
    public async Task Text()
    {
        CancellationToken ct = CancellationToken.None;
        List<string> rejected = [];
        using MemoryStream stream = new(Encoding.UTF8.GetBytes("nr,ra\n7,10.5\n8,11.25,x\n9,12\n"));
        using MemoryStream output = new();
        // <example>
        CsvScan scan = await CsvScan.ScanAsync(stream, null, ct);
        stream.Position = 0;
        CsvOptions options = new() { Dialect = scan.Dialect, Columns = scan.Schema.Columns, OnReject = row => rejected.Add(row.Reason) };
        await using CsvReader reader = await CsvReader.OpenAsync(stream, options, ct);
        await using EcsvTableWriter writer = new(output, reader.Schema);
        // </example>
        await CopyAsync(reader, writer);
        Assert.Equal(ElementType.Float64, scan.Schema.Columns[1].Type);
        Assert.Single(rejected);
        Assert.EndsWith("\nnr,ra\n7,10.5\n9,12.0\n", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fixed_digits()
    {
        CancellationToken ct = CancellationToken.None;
        RecordBatch batch = Sample();
        TableSchema schema = batch.Schema;
        using MemoryStream output = new();
        // <example>
        CsvWriterOptions options = new() { Separator = (byte)'\t', FractionDigits = new Dictionary<string, int> { ["ra"] = 6 } };
        await using CsvWriter writer = new(output, schema, options);
        await writer.WriteAsync(batch, ct);
        await writer.EndAsync(default, ct);
        // </example>
        Assert.Equal("nr\tra\tmag\n7\t10.500000\t19.25\n8\t11.500000\t\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task Transform()
    {
        CancellationToken ct = CancellationToken.None;
        RecordBatch batch = Sample();
        TableSchema schema = batch.Schema;
        using MemoryStream output = new();
        // <example>
        TransformOptions options = new() { NullSentinel = -9999, Types = new Dictionary<string, ElementType> { ["nr"] = ElementType.Int16 } };
        await using TransformingWriter writer = new(schema, options, changed => new FitsTableWriter(output, changed));
        await writer.WriteAsync(batch, ct);
        await writer.EndAsync(default, ct);
        // </example>
        output.Position = 0;
        await using FitsTableReader written = await FitsTableReader.OpenAsync(output, null, ct);
        Assert.Equal(ElementType.Int16, written.Schema.Columns[0].Type);
        Assert.Equal(["nr[0]=7", "nr[1]=8", $"ra[0]={Bits(10.5)}", $"ra[1]={Bits(11.5)}", $"mag[0]={Bits(19.25)}", $"mag[1]={Bits(-9999)}"], await Cells.OfAsync(written));
    }

    [Fact]
    public async Task Readme_holds_each_example()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Hven.slnx")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        string readme = await File.ReadAllTextAsync(Path.Combine(root, "libs", "Tables", "README.md"), CancellationToken.None);
        string tests = await File.ReadAllTextAsync(Path.Combine(root, "tests", "Tables.Tests", nameof(TablesReadmeExamplesTests) + ".cs"), CancellationToken.None);
        string[] examples = [.. tests.Split("        // <example>\n").Skip(1).Select(part => part.Split("        // </example>\n")[0])];
        Assert.Equal(7, examples.Length);
        foreach (string example in examples)
        {
            string text = string.Join('\n', example.Split('\n').Select(line => line.Length > 8 ? line[8..] : line));
            Assert.Contains($"```csharp\n{text}```\n", readme, StringComparison.Ordinal);
        }
    }

    private static RecordBatch Sample()
    {
        RecordBatch batch = new(new TableSchema(
        [
            new Column("nr", ElementType.Int64), new Column("ra", ElementType.Float64) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" }, new Column("mag", ElementType.Float32),
        ]));
        ((PrimitiveVector<long>)batch.Columns[0]).Append(7);
        ((PrimitiveVector<long>)batch.Columns[0]).Append(8);
        ((PrimitiveVector<double>)batch.Columns[1]).Append(10.5);
        ((PrimitiveVector<double>)batch.Columns[1]).Append(11.5);
        ((PrimitiveVector<float>)batch.Columns[2]).Append(19.25f);
        batch.Columns[2].AppendNull();
        return batch;
    }

    private static async Task<MemoryStream> WrittenAsync(RecordBatch batch, Func<Stream, TableWriter> open)
    {
        MemoryStream stream = new();
        await using TableWriter writer = open(stream);
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(default, CancellationToken.None);
        stream.Position = 0;
        return stream;
    }

    private static async Task CopyAsync(ITableReader reader, TableWriter writer)
    {
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, CancellationToken.None))
        {
            await writer.WriteAsync(batch, CancellationToken.None);
        }

        await writer.EndAsync(default, CancellationToken.None);
    }

    private static string Bits(double value) => BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);
}
