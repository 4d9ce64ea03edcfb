using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Tests;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Votable;

/// <summary>What we write, judged by stilts votlint and read by astropy and stilts.</summary>
public sealed class VotableWriteTests
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>What we write of every type, in every version and serialisation, and of a document of every element.</summary>
    public static TheoryData<string, VotableSerialization> Versions() =>
        [.. new[] { "1.3", "1.4", "1.5" }.SelectMany(version => new[] { VotableSerialization.Tabledata, VotableSerialization.Binary, VotableSerialization.Binary2 }
            .Select(serialization => new TheoryDataRow<string, VotableSerialization>(version, serialization)))];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Write_every_type_gives_votlint_nothing_to_say(string version, VotableSerialization serialization)
    {
        string path = await WriteAsync(serialization, withArrays: true, new TableEnd(Overflow: true), version);
        // votlint of STILTS 3.4 loses its place behind a bit array of varying length in a binary serialisation; its table reader does not
        // (see Write_bits_of_varying_number_then_copy_by_stilts_keeps_every_cell).
        string document = await CopyMatrixAsync(serialization, version, withStringArrays: true, withVaryingBits: serialization == VotableSerialization.Tabledata);
        try
        {
            foreach (string written in new[] { path, document })
            {
                string report = await Tool.RunAsync("stilts", "votlint", $"votable={written}", "ucd=true", "unit=true");
                Assert.Equal("", Unknown15(version, report));
            }
        }
        finally
        {
            File.Delete(path);
            File.Delete(document);
        }
    }

    [Fact]
    public async Task Write_every_type_gives_volint_nothing_to_say()
    {
        List<string> paths = [];
        try
        {
            // astropy knows 1.5 from 6.1 on, and calls it an error before.
            foreach (string version in new[] { "1.3", "1.4" })
            {
                foreach (VotableSerialization serialization in new[] { VotableSerialization.Tabledata, VotableSerialization.Binary, VotableSerialization.Binary2 })
                {
                    paths.Add(await WriteAsync(serialization, withArrays: false, new TableEnd(Overflow: true), version));
                    // astropy has no arrays of strings, and wants a whole byte for each bit of a binary array of varying length; it ends the table
                    // there without a word.
                    paths.Add(await CopyMatrixAsync(serialization, version, withStringArrays: false, withVaryingBits: serialization == VotableSerialization.Tabledata));
                }
            }

            Assert.Equal("", (await Tool.PythonAsync("votable_lint.py", [.. paths])).Trim());
        }
        finally
        {
            paths.ForEach(File.Delete);
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Tabledata)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Write_scalars_is_read_alike_by_astropy(VotableSerialization serialization)
    {
        string path = await WriteAsync(serialization, withArrays: false, default);
        try
        {
            string[] lines = (await Tool.PythonAsync("votable_columns.py", path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            List<CellForm.Digest> theirs = [.. lines.Select(line => JsonSerializer.Deserialize<CellForm.Digest>(line, _json)!)];
            List<CellForm.Digest> ours = await ReadAsync(path);
            Assert.Equal(theirs.Select(their => (their.Name, their.Rows, their.Sha256)), ours.Select(our => (our.Name, our.Rows, our.Sha256)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Tabledata, "votable-binary2-inline")]
    [InlineData(VotableSerialization.Binary2, "votable-tabledata")]
    public async Task Write_then_copy_by_stilts_keeps_every_cell(VotableSerialization serialization, string format)
    {
        string path = await WriteAsync(serialization, withArrays: true, default);
        string copy = Path.ChangeExtension(path, "copy");
        try
        {
            await Tool.RunAsync("stilts", "tcopy", $"in={path}", "ifmt=votable", $"out={copy}", $"ofmt={format}");
            List<CellForm.Digest> before = await ReadAsync(path);
            List<CellForm.Digest> after = await ReadAsync(copy);
            Assert.Equal(Comparable(before), Comparable(after));
        }
        finally
        {
            File.Delete(path);
            File.Delete(copy);
        }
    }

    /// <summary>Bits lie eight to a byte behind their number, and the cells after them are in place (VOTable 1.5, section 6).</summary>
    [Theory]
    [InlineData(VotableSerialization.Binary)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Write_bits_of_varying_number_then_copy_by_stilts_keeps_every_cell(VotableSerialization serialization)
    {
        const string Text = """
            <VOTABLE version='1.4' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'><RESOURCE><TABLE>
            <FIELD name='bits' datatype='bit' arraysize='*'/><FIELD name='after' datatype='double'/><DATA><TABLEDATA>
            <TR><TD>1 0 1</TD><TD>2.5</TD></TR><TR><TD>1 1 0 0 1 0 1 0 1</TD><TD>3.5</TD></TR><TR><TD>0</TD><TD>4.5</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
            """;
        string path = Path.GetTempFileName();
        await CopyAsync(Text, path, serialization);
        string copy = Path.ChangeExtension(path, "copy");
        try
        {
            await Tool.RunAsync("stilts", "tcopy", $"in={path}", "ifmt=votable", $"out={copy}", "ofmt=votable-tabledata");
            List<CellForm.Digest> before = await ReadAsync(path);
            List<CellForm.Digest> after = await ReadAsync(copy);
            Assert.All(after, column => Assert.Equal(3, column.Rows));
            Assert.Equal(before.Select(column => (column.Name, column.Sha256)), after.Select(column => (column.Name, column.Sha256)));
        }
        finally
        {
            File.Delete(path);
            File.Delete(copy);
        }
    }

    // Left out: stilts forgets VALUES/null of arrays, and makes pairs of floats of complex numbers.
    private static IEnumerable<(string Name, int Rows, string Sha256)> Comparable(List<CellForm.Digest> columns) =>
        columns.Where(column => column.Name is not ("matrix" or "c64" or "c128")).Select(column => (column.Name, column.Rows, column.Sha256));

    private static async Task<List<CellForm.Digest>> ReadAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        await using VotableReader reader = await VotableReader.OpenAsync(stream, null, TestContext.Current.CancellationToken);
        return await CellForm.OfAsync(reader);
    }

    // STILTS 3.4 does not know 1.5 and says so in five lines; it reads it as 1.4 then.
    private static string Unknown15(string version, string report) => version != "1.5" ? report.Trim()
        : string.Join('\n', report.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("1.5", StringComparison.Ordinal) && !line.StartsWith("INFO: Unable to determine", StringComparison.Ordinal) && !line.StartsWith("INFO: Assuming", StringComparison.Ordinal)));

    /// <summary>A document with every element and every datatype and shape, written again.</summary>
    private static async Task<string> CopyMatrixAsync(VotableSerialization serialization, string version, bool withStringArrays, bool withVaryingBits)
    {
        // A single char is left out: votlint tells of it with an arraysize and without one.
        (string Datatype, string? Arraysize, string Cell)[] types =
        [
            ("boolean", null, "T"), ("boolean", "3", "T F T"), ("boolean", "*", "F T"), ("bit", null, "1"), ("bit", "9", "1 0 1 1 0 0 1 0 1"), .. withVaryingBits ? new (string, string?, string)[] { ("bit", "*", "1 0 1") } : [],
            ("unsignedByte", null, "255"), ("unsignedByte", "2", "0 7"), ("short", null, "-5"), ("int", null, "0x1F"), ("int", "2x3", "1 2 3 4 5 6"), ("int", "2x*", "1 2 3 4"),
            ("long", null, "-9223372036854775807"), ("float", null, "+Inf"), ("float", "*", "1.5 NaN"), ("double", null, "NaN"), ("double", "2", "1e-300 -Inf"),
            ("floatComplex", null, "1 2"), ("doubleComplex", "2", "1 2 3 4"), ("char", "5", "abc"), ("char", "*", "a&lt;b"),
            ("unicodeChar", "4", "日本"), ("unicodeChar", "*", "日本&amp;"),
            .. withStringArrays ? new (string, string?, string)[] { ("char", "3x2", "abcde ") } : [],
        ];
        string fields = string.Concat(types.Select((type, index) => $"<FIELD ID='f{index}' name='f{index}' datatype='{type.Datatype}'{(type.Arraysize is null ? "" : $" arraysize='{type.Arraysize}'")} ucd='meta.id'/>"));
        string row = string.Concat(types.Select(type => $"<TD>{type.Cell}</TD>"));
        string time = version == "1.3" ? "" : "<TIMESYS ID='time' timeorigin='MJD-origin' timescale='TCB' refposition='BARYCENTER'/>";
        string text = $"""
            <VOTABLE version='{version}' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'><DESCRIPTION>every element</DESCRIPTION>
            <COOSYS ID='sys' system='ICRS' epoch='J2016.0'/>{time}
            <PARAM ID='p' name='p' datatype='float' unit='arcsec' ucd='phys.angSize' value='0.8'><DESCRIPTION>d</DESCRIPTION><VALUES type='legal'><MIN value='0' inclusive='no'/><MAX value='5'/></VALUES></PARAM>
            <GROUP name='g'><PARAMref ref='p'/><GROUP name='h'><PARAM name='q' datatype='int' value='7'/></GROUP></GROUP><INFO name='i' value='v'>text</INFO>
            <RESOURCE type='results' name='r'><LINK href='http://example.org/'/><TABLE ID='t' name='t' nrows='1'><DESCRIPTION>d</DESCRIPTION>{fields}
            <FIELD ID='w' name='w' datatype='double'{(version == "1.3" ? "" : " ref='time'")}/><FIELD ID='z' name='z' datatype='int' ref='sys'><VALUES null='-1'><OPTION name='o' value='1'/><OPTION value='2'/></VALUES></FIELD>
            <GROUP><FIELDref ref='f1'/></GROUP><LINK href='http://example.org/'/><DATA><TABLEDATA><TR>{row}<TD>1</TD><TD/></TR></TABLEDATA></DATA></TABLE><INFO name='QUERY_STATUS' value='OK'/></RESOURCE>
            <RESOURCE type='meta' utype='adhoc:service'><PARAM name='accessURL' datatype='char' arraysize='*' value='http://example.org/'/><GROUP name='inputParams'><PARAM name='ID' datatype='char' arraysize='*' ref='f0' value=''/></GROUP></RESOURCE></VOTABLE>
            """;
        string path = Path.GetTempFileName();
        await CopyAsync(text, path, serialization);
        return path;
    }

    private static async Task CopyAsync(string text, string path, VotableSerialization serialization)
    {
        await using FileStream target = File.Create(path);
        await DocumentCopy.WriteAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), target, serialization, TestContext.Current.CancellationToken);
    }

    private static async Task<string> WriteAsync(VotableSerialization serialization, bool withArrays, TableEnd end, string version = "1.4")
    {
        string path = Path.GetTempFileName();
        RecordBatch batch = SampleTable.Make(500, 31, withArrays, ascii: true);
        await using FileStream stream = File.Create(path);
        await using VotableWriter writer = new(stream, batch.Schema, new VotableWriterOptions { Serialization = serialization, Version = version });
        await writer.WriteAsync(batch, TestContext.Current.CancellationToken);
        await writer.EndAsync(end, TestContext.Current.CancellationToken);
        return path;
    }
}
