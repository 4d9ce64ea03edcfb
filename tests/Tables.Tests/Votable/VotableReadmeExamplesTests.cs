using System.Text;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

/// <summary>The VOTable examples of libs/Tables/README.md: what stands between the marks stands there, too, word for word.</summary>
public sealed class VotableReadmeExamplesTests
{
    private const string Source = """
        <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
        <RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>
        <TABLE ID="stars"><FIELD name="ra" datatype="double" unit="deg"/><DATA><TABLEDATA><TR><TD>10.5</TD></TR></TABLEDATA></DATA></TABLE>
        <INFO name="QUERY_STATUS" value="OVERFLOW"/></RESOURCE>
        <RESOURCE type="meta" utype="adhoc:service"><PARAM name="accessURL" datatype="char" arraysize="*" value="http://example.org/cut"/></RESOURCE>
        </VOTABLE>
        """;

    [Fact]
    public async Task One_table()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(Source));
        CancellationToken ct = CancellationToken.None;
        // <example>
        List<VotableWarning> warnings = [];
        await using VotableReader reader = await VotableReader.OpenAsync(stream, new VotableOptions { TableName = "stars", OnWarning = warnings.Add }, ct);
        RecordBatch batch = new(reader.Schema);
        double sum = 0;
        while (await reader.ReadAsync(batch, ct))
        {
            foreach (double ra in ((PrimitiveVector<double>)batch.Columns[0]).Values)
            {
                sum += ra;
            }
        }

        bool isCut = reader.Overflow;
        // </example>
        Assert.Equal((10.5, true), (sum, isCut));
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task What_a_document_says()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(Source));
        CancellationToken ct = CancellationToken.None;
        // <example>
        VotableDocument document = await VotableDocumentReader.ReadDocumentAsync(stream, null, ct);
        List<string> columns = [.. document.Tables.SelectMany(table => table.Fields).Select(field => $"{field.Name} [{field.Unit}]")];
        string? service = document.ServiceDescriptors.First().Params.First(param => param.Name == "accessURL").Value;
        // </example>
        Assert.Equal(["ra [deg]"], columns);
        Assert.Equal("http://example.org/cut", service);
    }

    [Fact]
    public async Task Copy_of_a_document()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(Source));
        using MemoryStream output = new();
        CancellationToken ct = CancellationToken.None;
        // <example>
        await using VotableDocumentReader source = await VotableDocumentReader.OpenAsync(stream, null, ct);
        await using VotableDocumentWriter copy = new(output, new VotableDocumentWriterOptions { Serialization = VotableSerialization.Binary2 });
        while (await source.NextTableAsync(ct) is { } table)
        {
            if (table.Table.Data is { Address: null })
            {
                await copy.BeginTableAsync(source.Document, table.Schema, ct);
                RecordBatch rows = new(table.Schema);
                while (await table.ReadAsync(rows, ct))
                {
                    await copy.WriteAsync(rows, ct);
                }
            }
        }

        await copy.EndAsync(source.Document, ct);
        // </example>
        string text = Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("<BINARY2>", text, StringComparison.Ordinal);
        Assert.Contains("adhoc:service", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_table_written()
    {
        using MemoryStream output = new();
        CancellationToken ct = CancellationToken.None;
        // <example>
        TableSchema schema = new([new Column("ra", ElementType.Float64) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" }]);
        RecordBatch batch = new(schema);
        ((PrimitiveVector<double>)batch.Columns[0]).Append(10.5);
        await using VotableWriter writer = new(output, schema, new VotableWriterOptions { Serialization = VotableSerialization.Binary2, Version = "1.5" });
        await writer.WriteAsync(batch, ct);
        await writer.EndAsync(new TableEnd(Overflow: true), ct);
        // </example>
        Assert.Contains("OVERFLOW", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
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
        string tests = await File.ReadAllTextAsync(Path.Combine(root, "tests", "Tables.Tests", "Votable", nameof(VotableReadmeExamplesTests) + ".cs"), CancellationToken.None);
        string[] examples = [.. tests.Split("        // <example>\n").Skip(1).Select(part => part.Split("        // </example>\n")[0])];
        Assert.Equal(4, examples.Length);
        foreach (string example in examples)
        {
            Assert.Contains(string.Join('\n', example.Split('\n').Select(line => line.Length > 8 ? line[8..] : line)), readme, StringComparison.Ordinal);
        }
    }
}
