using System.IO.Compression;
using System.Text;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

/// <summary>The XML around the cells: encodings, prefixes, comments, references.</summary>
public sealed class VotableXmlTests
{
    private const string Body = "<VOTABLE version=\"1.4\"><RESOURCE><TABLE><FIELD name=\"näme\" datatype=\"char\" arraysize=\"*\"/><DATA><TABLEDATA><TR><TD>wörd</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";

    public static TheoryData<string, byte[]> Encodings() => new()
    {
        { "UTF-8", Encode("UTF-8", new UTF8Encoding(false)) },
        { "UTF-8 with BOM", [0xEF, 0xBB, 0xBF, .. Encode("UTF-8", new UTF8Encoding(false))] },
        { "none", Encoding.UTF8.GetBytes(Body) },
        { "UTF-16BE with BOM", [0xFE, 0xFF, .. Encode("UTF-16", Encoding.BigEndianUnicode)] },
        { "UTF-16LE with BOM", [0xFF, 0xFE, .. Encode("UTF-16", Encoding.Unicode)] },
        { "UTF-16BE", Encode("UTF-16BE", Encoding.BigEndianUnicode) },
        { "UTF-16LE", Encode("utf-16le", Encoding.Unicode) },
        { "ISO-8859-1", Encode("ISO-8859-1", Encoding.Latin1) },
        { "ISO-8859-15", Encode("iso-8859-15", Encoding.Latin1) },
        { "windows-1252", Encode("windows-1252", Encoding.Latin1) },
        { "gzip", Zip(Encode("UTF-8", new UTF8Encoding(false))) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Read_in_any_encoding_gives_the_text(string name, byte[] document)
    {
        Assert.NotEmpty(name);
        Assert.Equal(["näme[0]='wörd'"], await ReadAsync(document));
    }

    [Fact]
    public async Task Read_windows_1252_gives_its_own_characters()
    {
        byte[] document = Encode("windows-1252", Encoding.Latin1);
        document[Array.IndexOf(document, (byte)0xF6)] = 0x80;
        Assert.Equal(["näme[0]='w€rd'"], await ReadAsync(document));
    }

    [Theory]
    [InlineData("EBCDIC-CP-FR", "VOT-ENCODING")]
    [InlineData("UTF-7", "VOT-ENCODING")]
    public async Task Read_in_an_unknown_encoding_is_refused(string encoding, string code)
    {
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(Encode(encoding, Encoding.Latin1)));
        Assert.Equal(code, exception.Code);
    }

    [Theory]
    [InlineData("<TR><TD>a</TD><TD>1</TD></TR>")]
    [InlineData("<!-- c --><TR ID='r'><!-- c --><TD><!-- c -->a<!-- c --></TD><?p i?><TD>1</TD></TR><?p i?>")]
    [InlineData("<TR><TD><![CDATA[a]]></TD><TD><![CDATA[]]>1<![CDATA[]]></TD></TR>")]
    [InlineData("<TR >\n<TD >a</TD >\t<TD\n>&#49;</TD></TR\n>")]
    [InlineData("<TR><TD>&#x61;</TD><TD>\r\n 1 \r\n</TD></TR>")]
    public async Task Read_rows_in_any_spelling_gives_the_cells(string rows)
    {
        string document = $"<VOTABLE><RESOURCE><TABLE><FIELD name='s' datatype='char' arraysize='*'/><FIELD name='i' datatype='int'/><DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        Assert.Equal(["s[0]='a'", "i[0]=1"], await ReadAsync(Encoding.UTF8.GetBytes(document)));
    }

    [Theory]
    [InlineData("<TR><TD>&eacute;</TD></TR>", "VOT-XML")]
    [InlineData("<TR><TD>&#0;</TD></TR>", "VOT-XML")]
    [InlineData("<TR><TD>&#xD800;</TD></TR>", "VOT-XML")]
    [InlineData("<TR><TD>a<b/></TD></TR>", "VOT-XML")]
    [InlineData("<TR><TD a='1' a='2'>a</TD></TR>", "VOT-XML")]
    [InlineData("<TR><TD a=1>a</TD></TR>", "VOT-XML")]
    public async Task Read_malformed_rows_is_refused(string rows, string code)
    {
        string document = $"<VOTABLE><RESOURCE><TABLE><FIELD name='s' datatype='char' arraysize='*'/><DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(document)));
        Assert.Equal(code, exception.Code);
    }

    [Theory]
    [InlineData("YW\nJj", "abc")]
    [InlineData(" Y W J j ", "abc")]
    [InlineData("<![CDATA[YWJj]]>", "abc")]
    public async Task Read_base64_in_any_lines_gives_the_bytes(string base64, string text)
    {
        string document = $"<VOTABLE><RESOURCE><TABLE><FIELD name='s' datatype='char' arraysize='3'/><DATA><BINARY><STREAM encoding='base64'>{base64}</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>";
        Assert.Equal([$"s[0]='{text}'"], await ReadAsync(Encoding.UTF8.GetBytes(document)));
    }

    [Theory]
    [InlineData("YWJ", "VOT-BASE64")]
    [InlineData("YW=jYWJj", "VOT-BASE64")]
    [InlineData("YW*j", "VOT-BASE64")]
    [InlineData("YWI=", "VOT-TRUNCATED")]
    public async Task Read_damaged_base64_is_refused(string base64, string code)
    {
        string document = $"<VOTABLE><RESOURCE><TABLE><FIELD name='s' datatype='char' arraysize='3'/><DATA><BINARY><STREAM encoding='base64'>{base64}</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>";
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(document)));
        Assert.Equal(code, exception.Code);
    }

    private static byte[] Encode(string name, Encoding encoding) => encoding.GetBytes($"<?xml version=\"1.0\" encoding=\"{name}\"?>\n{Body}");

    private static byte[] Zip(byte[] bytes)
    {
        MemoryStream target = new();
        using (GZipStream zip = new(target, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return target.ToArray();
    }

    private static async Task<List<string>> ReadAsync(byte[] document)
    {
        await using VotableReader reader = await VotableReader.OpenAsync(new ForwardStream(new MemoryStream(document)), null, CancellationToken.None);
        return await Cells.OfAsync(reader);
    }
}
