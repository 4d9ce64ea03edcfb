using System.Text;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

/// <summary>Every datatype and shape in TABLEDATA as the standard spells it, and copied through the binary serialisations.</summary>
public sealed class VotableDatatypeTests
{
    [Theory]
    [InlineData("4x3", "ab  cdefg   ", "ab,cdef,g")]
    [InlineData("4x3", "ab  cdefg", "ab,cdef,g")]
    [InlineData("4x3", "  ab    g", "  ab,,g")]
    [InlineData("4x*", "ab  cdefg   ", "ab,cdef,g")]
    [InlineData("4x*", "x   yyyy", "x,yyyy")]
    [InlineData("4x2x2", "x   yyyyzz  w   ", "x,yyyy,zz,w")]
    public async Task Array_of_strings_is_cut_at_its_width(string size, string cell, string items)
    {
        string text = $"<VOTABLE version='1.4' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'><RESOURCE><TABLE><FIELD name='s' datatype='char' arraysize='{size}'/><DATA><TABLEDATA><TR><TD>{cell}</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        await using VotableReader reader = await VotableReader.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), null, CancellationToken.None);
        RecordBatch batch = new(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, CancellationToken.None));
        var texts = (TextVector)((ListVector)batch.Columns[0]).Items;
        Assert.Equal(items, string.Join(',', Enumerable.Range(0, texts.Length).Select(item => Encoding.UTF8.GetString(texts.Data[texts.Offsets[item]..texts.Offsets[item + 1]]))));
    }

    [Theory]
    [InlineData("boolean", null, "T|true|1|F|FALSE|0|?|", "1|1|1|0|0|0|~|~")]
    [InlineData("boolean", "3", "T F ?", "[1,0,~]")]
    [InlineData("boolean", "*", "T F|", "[1,0]|~")]
    [InlineData("bit", null, "1|0", "1|0")]
    [InlineData("bit", "11", "10110001101|1 0 1 1 0 0 0 1 1 0 1", "[1,0,1,1,0,0,0,1,1,0,1]|[1,0,1,1,0,0,0,1,1,0,1]")]
    [InlineData("bit", "*", "101|1", "[1,0,1]|[1]")]
    [InlineData("unsignedByte", null, "0|255|0xFF| 7 ", "0|255|255|7")]
    [InlineData("short", null, "-32768|32767|0x1F|+5", "-32768|32767|31|5")]
    [InlineData("int", null, "-2147483648|0x7fffffff|", "-2147483648|2147483647|~")]
    [InlineData("int", "2x*", "1 2 3 4|\n5  6 ", "[1,2,3,4]|[5,6]")]
    [InlineData("int", "2x2", "1 2 3 4", "[1,2,3,4]")]
    [InlineData("long", null, "-9223372036854775808|9223372036854775807", "-9223372036854775808|9223372036854775807")]
    [InlineData("double", null, "NaN|+Inf|-Inf|Inf|1e-3|.5|-0", "NaN|7ff0000000000000|fff0000000000000|7ff0000000000000|3f50624dd2f1a9fc|3fe0000000000000|8000000000000000")]
    [InlineData("double", "3", "1 2 NaN", "[3ff0000000000000,4000000000000000,NaN]")]
    [InlineData("float", null, "1.5|NaN|", "3ff8000000000000|NaN|~")]
    [InlineData("char", null, "a", "'a'")]
    [InlineData("char", "5", "abc|abcde", "'abc'|'abcde'")]
    [InlineData("char", "5*", "abc|Čeb", "'abc'|'Čeb'")]
    [InlineData("char", "*", "a&lt;&amp;&#169;&#x2736;|<![CDATA[<b>&amp;]]>| lead|", "'a<&©✶'|'<b>&amp;'|' lead'|~")]
    [InlineData("char", "3x2", "abcdef|a  b  ", "['abc','def']|['a','b']")]
    [InlineData("char", "2x*", "abcdef|a", "['ab','cd','ef']|['a']")]
    [InlineData("unicodeChar", "*", "日本 𝛼|x", "'日本 𝛼'|'x'")]
    [InlineData("unicodeChar", "4", "日本|abcd", "'日本'|'abcd'")]
    [InlineData("unicodeChar", "2x2", "日本x ", "['日本','x']")]
    [InlineData("floatComplex", null, "1 2", "3ff00000000000004000000000000000")]
    [InlineData("doubleComplex", "2", "1 2 3 4", "[3ff00000000000004000000000000000,40080000000000004010000000000000]")]
    public async Task Read_and_copy_gives_the_cells(string datatype, string? arraysize, string cells, string expected)
    {
        string field = $"<FIELD name='v' datatype='{datatype}'{(arraysize is null ? "" : $" arraysize='{arraysize}'")}/>";
        string rows = string.Concat(cells.Split('|').Select(cell => $"<TR><TD>{cell}</TD></TR>"));
        byte[] document = Encoding.UTF8.GetBytes($"<VOTABLE version='1.4'><RESOURCE><TABLE>{field}<DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>");
        string[] wanted = [.. expected.Split('|').Select((cell, row) => $"v[{row}]={cell}")];
        Assert.Equal(wanted, await ReadAsync(document));
        Assert.Equal(wanted, await ReadAsync(await VotableDocumentTests.CopyAsync(document, VotableSerialization.Tabledata)));
        Assert.Equal(wanted, await ReadAsync(await VotableDocumentTests.CopyAsync(document, VotableSerialization.Binary2)));
        if (!wanted.Any(cell => cell.EndsWith("=~", StringComparison.Ordinal)))
        {
            Assert.Equal(wanted, await ReadAsync(await VotableDocumentTests.CopyAsync(document, VotableSerialization.Binary)));
        }
    }

    // The bytes of VOTable 1.5, section 6: the first bit is the most significant one; a variable array starts with its number of elements.
    [Theory]
    [InlineData("bit", "11", "10110001101", "B1A0")]
    [InlineData("bit", "*", "101", "00000003A0")]
    [InlineData("boolean", "2", "T F", "5446")]
    [InlineData("short", null, "-2", "FFFE")]
    [InlineData("char", "4", "ab", "61620000")]
    [InlineData("char", "*", "é", "00000002C3A9")]
    [InlineData("unicodeChar", "*", "é", "0000000100E9")]
    [InlineData("unicodeChar", "3", "é", "00E900000000")]
    [InlineData("int", "2x*", "1 2", "000000020000000100000002")]
    [InlineData("float", null, "NaN", "7FC00000")]
    public async Task Copy_to_binary_gives_the_bytes_of_the_standard(string datatype, string? arraysize, string cell, string bytes)
    {
        string field = $"<FIELD name='v' datatype='{datatype}'{(arraysize is null ? "" : $" arraysize='{arraysize}'")}/>";
        string document = $"<VOTABLE version='1.4'><RESOURCE><TABLE>{field}<DATA><TABLEDATA><TR><TD>{cell}</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        string copy = Encoding.UTF8.GetString(await VotableDocumentTests.CopyAsync(Encoding.UTF8.GetBytes(document), VotableSerialization.Binary));
        string stream = copy.Split("<STREAM encoding=\"base64\">")[1].Split("</STREAM>")[0];
        byte[] held = Convert.FromBase64String(stream);
        string shown = Convert.ToHexString(held);
        Assert.True(shown == bytes || (datatype == "float" && shown == "FFC00000"), shown);
    }

    [Fact]
    public async Task Read_of_single_bits_takes_those_that_astropy_puts_into_the_fourth_place()
    {
        string stream = Convert.ToBase64String([0x80, 0x08, 0x00]);
        string document = $"<VOTABLE version='1.4'><RESOURCE><TABLE><FIELD name='v' datatype='bit'/><DATA><BINARY><STREAM encoding='base64'>{stream}</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>";
        Assert.Equal(["v[0]=1", "v[1]=1", "v[2]=0"], await ReadAsync(Encoding.UTF8.GetBytes(document)));
    }

    [Fact]
    public async Task Copy_of_an_integer_null_without_a_mark_to_binary_is_refused()
    {
        byte[] document = Encoding.UTF8.GetBytes("<VOTABLE version='1.4'><RESOURCE><TABLE><FIELD name='v' datatype='int'/><DATA><TABLEDATA><TR><TD/></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>");
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => VotableDocumentTests.CopyAsync(document, VotableSerialization.Binary));
        Assert.Equal("VOT-NULL", exception.Code);
    }

    private static async Task<List<string>> ReadAsync(byte[] document)
    {
        await using VotableReader reader = await VotableReader.OpenAsync(new MemoryStream(document), null, CancellationToken.None);
        return await Cells.OfAsync(reader);
    }
}
