using System.Text;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

public sealed class VotableWarningTests
{
    [Theory]
    [InlineData("VOT-VERSION", 1, "3.3", "<VOTABLE version='2.0' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'><RESOURCE/>")]
    [InlineData("VOT-NAMESPACE", 1, "3.3", "<VOTABLE version='1.4'><RESOURCE/>")]
    [InlineData("VOT-NEWER", 2, "B", "<VOTABLE version='1.3' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'>\n<TIMESYS ID='t' timescale='UTC' refposition='TOPOCENTER'/>")]
    [InlineData("VOT-PLACE", 2, "7.1", Head + "<LINK href='a'/>")]
    [InlineData("VOT-PLACE", 2, "7.1", Head + "<STRANGE a='1'>x</STRANGE>")]
    [InlineData("VOT-ATTRIBUTE", 2, "7.2", Head + "<RESOURCE colour='blue'/>")]
    [InlineData("VOT-REQUIRED", 2, "7.2", Head + "<INFO name='a'/>")]
    [InlineData("VOT-TOKEN", 2, "7.2", Head + "<RESOURCE type='result'/>")]
    [InlineData("VOT-ID", 2, "3.2", Head + "<RESOURCE ID='1 a'/>")]
    [InlineData("VOT-ID-TWICE", 2, "3.2", Head + "<RESOURCE ID='a'/><RESOURCE ID='a'/>")]
    [InlineData("VOT-REF", 2, "3.2", Head + "<GROUP ref='nowhere'/>")]
    [InlineData("VOT-VALUE", 2, "4.1", Head + "<PARAM name='a' datatype='int' value='many'/>")]
    [InlineData("VOT-VALUE", 2, "4.1", Head + "<PARAM name='a' datatype='int' arraysize='2' value='1'/>")]
    [InlineData("VOT-NAME-TWICE", 2, "3.2", Head + "<RESOURCE><TABLE><FIELD name='a' datatype='int'/><FIELD name='a' datatype='int'/></TABLE></RESOURCE>")]
    [InlineData("VOT-NROWS", 2, "3.8", Head + "<RESOURCE><TABLE nrows='3'><FIELD name='a' datatype='int'/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>")]
    [InlineData("VOT-DATATYPE", 2, "2.1", Head + "<RESOURCE><TABLE><FIELD name='a' datatype='string'/><DATA><TABLEDATA><TR><TD>abc</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>")]
    [InlineData("VOT-LENGTH", 2, "2.2", Head + "<RESOURCE><TABLE><FIELD name='a' datatype='char' arraysize='2'/><DATA><TABLEDATA><TR><TD>abc</TD></TR><TR><TD>abc</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>")]
    [InlineData("VOT-INTNAN", 3, "6", Head + "<RESOURCE><TABLE><FIELD name='a' datatype='int'/><DATA><TABLEDATA><TR><TD>1</TD></TR>\n<TR><TD>NaN</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>")]
    [InlineData("VOT-EMPTY", 2, "5.5", "<VOTABLE version='1.1'>\n<RESOURCE><TABLE><FIELD name='a' datatype='int'/><DATA><TABLEDATA><TR><TD/></TR></TABLEDATA></DATA></TABLE></RESOURCE>")]
    [InlineData("VOT-NULLVALUE", 2, "4.7", Head + "<RESOURCE><TABLE><FIELD name='a' datatype='int'><VALUES null='none'/></FIELD><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>")]
    public async Task Read_broken_rule_is_told_with_its_place_and_strictly_an_error(string code, long line, string section, string text)
    {
        byte[] document = Encoding.UTF8.GetBytes(text + "</VOTABLE>");
        List<VotableWarning> warnings = [];
        await ReadAsync(document, new VotableOptions { OnWarning = warnings.Add });
        VotableWarning warning = Assert.Single(warnings);
        Assert.Equal((code, line, section), (warning.Code, warning.Line, warning.Section));
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(document, new VotableOptions { Strictness = VotableStrictness.Strict }));
        Assert.Equal(code, exception.Code);
        Assert.Contains($"line {line}, column", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_without_a_slip_warns_of_nothing()
    {
        const string Text = Head + """
            <COOSYS ID='sys' system='ICRS'/><RESOURCE type='results'><x:other xmlns:x='urn:x' a='b'/><TABLE nrows='1'><FIELD ID='a' name='a' datatype='int' ref='sys'/><GROUP><FIELDref ref='a'/></GROUP>
            <DATA><TABLEDATA><TR><TD></TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
            """;
        await ReadAsync(Encoding.UTF8.GetBytes(Text), new VotableOptions { Strictness = VotableStrictness.Strict });
    }

    [Fact]
    public async Task Read_a_million_slips_tells_a_thousand()
    {
        int count = 0;
        string text = Head + string.Concat(Enumerable.Repeat("<INFO name='a'/>", 5000)) + "<RESOURCE/></VOTABLE>";
        await ReadAsync(Encoding.UTF8.GetBytes(text), new VotableOptions { OnWarning = _ => count++ });
        Assert.Equal(1000, count);
    }

    [Theory]
    [InlineData("BINARY", "char", "arraysize='4'", "61620063", 1)]
    [InlineData("BINARY", "char", "arraysize='4'", "61620020", 0)]
    [InlineData("BINARY", "char", "arraysize='4'", "61620000", 0)]
    [InlineData("BINARY", "char", "arraysize='2x2'", "61006300", 0)]
    [InlineData("BINARY", "char", "arraysize='3x2'", "610063646566", 1)]
    [InlineData("BINARY", "char", "arraysize='*'", "0000000361006300000002616200000003610063", 2)]
    [InlineData("BINARY2", "unicodeChar", "arraysize='3'", "00006100000063", 1)]
    public async Task Read_tells_of_what_is_behind_the_NUL_that_ends_a_text_also_when_strict(string stream, string datatype, string size, string bytes, int count)
    {
        string text = Head + $"<RESOURCE><TABLE><FIELD name='label' datatype='{datatype}' {size}/><DATA><{stream}>\n<STREAM encoding='base64'>{Convert.ToBase64String(Convert.FromHexString(bytes))}</STREAM></{stream}></DATA></TABLE></RESOURCE></VOTABLE>";
        var warnings = new List<VotableWarning>();
        await ReadAsync(Encoding.UTF8.GetBytes(text), new VotableOptions { Strictness = VotableStrictness.Strict, OnWarning = warnings.Add });
        Assert.Equal(Enumerable.Repeat("VOT-NUL", count), warnings.Select(warning => warning.Code));
        Assert.All(warnings, warning => Assert.Equal((3, "6"), (warning.Line, warning.Section)));
        Assert.All(warnings, warning => Assert.StartsWith("Column 'label', row ", warning.Message, StringComparison.Ordinal));
    }

    private const string Head = "<VOTABLE version='1.4' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'>\n";

    private static async Task ReadAsync(byte[] document, VotableOptions options)
    {
        await using VotableDocumentReader reader = await VotableDocumentReader.OpenAsync(new MemoryStream(document), options, CancellationToken.None);
        while (await reader.NextTableAsync(CancellationToken.None) is { } table)
        {
            await Cells.OfAsync(table);
        }
    }
}
