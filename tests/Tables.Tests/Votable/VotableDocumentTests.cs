using System.Text;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

public sealed class VotableDocumentTests
{
    internal const string Rich = """
        <?xml version="1.0" encoding="UTF-8"?>
        <VOTABLE ID="doc" version="1.5" xmlns="http://www.ivoa.net/xml/VOTable/v1.3" xmlns:dm="http://www.ivoa.net/xml/mivot" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <DESCRIPTION>Two tables &amp; a service</DESCRIPTION>
        <COOSYS ID="sys" system="ICRS" epoch="J2016.0" refposition="BARYCENTER"/>
        <TIMESYS ID="time" timeorigin="MJD-origin" timescale="TCB" refposition="BARYCENTER"/>
        <PARAM ID="seeing" name="seeing" datatype="float" unit="arcsec" ucd="instr.obsty.seeing" value="0.8"><VALUES><MIN value="0" inclusive="no"/><MAX value="5"/></VALUES></PARAM>
        <GROUP name="top"><DESCRIPTION>outer</DESCRIPTION><PARAMref ref="seeing" ucd="instr"/><GROUP name="inner"><PARAM name="p" datatype="int" value="7"/></GROUP></GROUP>
        <INFO name="SERVICE" value="here">for people</INFO>
        <RESOURCE ID="r1" name="first" type="results" utype="x:y">
          <dm:VODML><dm:MODEL name="m"/><!-- kept --><TABLE>not ours</TABLE></dm:VODML>
          <LINK content-role="doc" content-type="text/html" title="t" href="http://x/?a=1&amp;b=2"/>
          <TABLE ID="t1" name="stars" ucd="meta" utype="u" nrows="2">
            <DESCRIPTION>Stars
              of a cluster</DESCRIPTION>
            <INFO name="in" value="table"/>
            <FIELD ID="ra" name="RA" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" utype="stc:ra" ref="sys" width="10" precision="F5"><DESCRIPTION>right ascension</DESCRIPTION><LINK href="#x"/></FIELD>
            <FIELD ID="n" name="n" datatype="int"><VALUES ID="v" type="actual" null="-1"><OPTION name="one" value="1"><OPTION value="11"/></OPTION><OPTION value="2"/></VALUES></FIELD>
            <FIELD ID="k" name="k" datatype="short"><VALUES ref="v"/></FIELD>
            <GROUP ref="r1"><FIELDref ref="ra" utype="a:b"/></GROUP>
            <LINK href="http://y/"/>
            <DATA><TABLEDATA><TR><TD>1.5</TD><TD>-1</TD><TD>-1</TD></TR><TR><TD>2.5</TD><TD>3</TD><TD>4</TD></TR></TABLEDATA><INFO name="in" value="data"/></DATA>
            <INFO name="after" value="data"/>
          </TABLE>
          <INFO name="QUERY_STATUS" value="OVERFLOW"/>
        </RESOURCE>
        <RESOURCE type="meta" utype="adhoc:service" ID="svc"><PARAM name="accessURL" datatype="char" arraysize="*" value="http://z/"/><GROUP name="inputParams"><PARAM name="ID" datatype="char" arraysize="*" ref="ra" value=""/></GROUP></RESOURCE>
        <RESOURCE><TABLE ID="t2" name="stars two"><FIELD name="x" datatype="float"/></TABLE>
          <TABLE ID="t3"><FIELD name="s" datatype="char" arraysize="3"/><DATA><BINARY><STREAM encoding="base64">YWJjZGUA</STREAM></BINARY></DATA></TABLE>
          <TABLE ID="t4"><FIELD name="far" datatype="int"/><DATA><BINARY><STREAM href="ftp://far/away" encoding="gzip"/></BINARY></DATA></TABLE>
        </RESOURCE>
        </VOTABLE>
        """;

    [Fact]
    public async Task ReadDocument_gives_every_element_at_its_place()
    {
        VotableDocument document = await VotableDocumentReader.ReadDocumentAsync(Stream(Rich), new VotableOptions { Strictness = VotableStrictness.Strict, MaxMetadataBytes = 20_000 }, CancellationToken.None);
        Assert.Equal(("doc", "1.5", "Two tables & a service"), (document.Id, document.Version, document.Description));
        VotableCoordinateSystem frame = document.CoordinateSystems.Single();
        Assert.Equal(("sys", "ICRS", null, "J2016.0", "BARYCENTER"), (frame.Id, frame.System, frame.Equinox, frame.Epoch, frame.ReferencePosition));
        VotableTimeSystem time = document.TimeSystems.Single();
        Assert.Equal(("MJD-origin", "TCB", "BARYCENTER"), (time.TimeOrigin, time.TimeScale, time.ReferencePosition));
        VotableParam seeing = (VotableParam)document.Find("seeing")!;
        Assert.Equal(("0.8", "0", "no", "5", null), (seeing.Value, seeing.Values.Single().Minimum!.Value, seeing.Values.Single().Minimum!.Inclusive, seeing.Values.Single().Maximum!.Value, seeing.Values.Single().Maximum!.Inclusive));
        VotableGroup top = document.Groups.Single();
        Assert.Equal(("outer", "seeing", true, "7"), (top.Description, top.References.Single().Ref, top.References.Single().IsParam, top.Groups.Single().Params.Single().Value));
        Assert.Equal("for people", document.Infos.Single().Text);
        Assert.Equal(["t1", "t2", "t3", "t4"], document.Tables.Select(table => table.Id));

        VotableResource first = document.Resources.First();
        Assert.Equal(("r1", "first", "results", "x:y", "http://x/?a=1&b=2"), (first.Id, first.Name, first.Type, first.Utype, first.Links.Single().Href));
        Assert.Equal("<dm:VODML><dm:MODEL name=\"m\"/><!-- kept --><TABLE>not ours</TABLE></dm:VODML>", first.Members.OfType<VotableMarkup>().Single().Xml);
        VotableTable stars = first.Tables.Single();
        Assert.Equal((2L, VotableSerialization.Tabledata, "u", "http://y/"), (stars.RowCount, stars.Data!.Serialization, stars.Utype, stars.Links.Single().Href));
        VotableField ra = stars.Fields.First();
        Assert.Equal(("RA", "double", "deg", "sys", "10", "F5", "right ascension", "#x"), (ra.Name, ra.Datatype, ra.Unit, ra.Ref, ra.Width, ra.Precision, ra.Description, ra.Links.Single().Href));
        VotableValues values = stars.Fields.ElementAt(1).Values.Single();
        Assert.Equal(("actual", "-1", "one", "11", "2"), (values.Type, values.Null, values.Options.First().Name, values.Options.First().Options.Single().Value, values.Options.Last().Value));
        Assert.Equal(["data"], stars.Data.Infos.Select(info => info.Value));
        Assert.Equal(["in", "after"], stars.Infos.Select(info => info.Name));
        Assert.Equal("accessURL", document.ServiceDescriptors.Single().Params.Single().Name);
        Assert.Equal("ftp://far/away", document.Tables.Last().Data!.Address);
    }

    [Fact]
    public async Task NextTable_gives_each_table_and_the_document_as_far_as_it_is_known()
    {
        await using VotableDocumentReader reader = await VotableDocumentReader.OpenAsync(new ForwardStream(Stream(Rich)), null, CancellationToken.None);
        VotableReader stars = (await reader.NextTableAsync(CancellationToken.None))!;
        Assert.Equal(("doc", "stars", 1), (reader.Document.Id, stars.Table.Name, reader.Document.Tables.Count()));
        Assert.Equal("Stars of a cluster", stars.Schema.Description);
        Assert.False(stars.Overflow);
        Assert.Equal(["RA[0]=3ff8000000000000", "RA[1]=4004000000000000", "n[0]=~", "n[1]=3", "k[0]=~", "k[1]=4"], await Cells.OfAsync(stars));

        VotableReader empty = (await reader.NextTableAsync(CancellationToken.None))!;
        Assert.True(stars.Overflow);
        Assert.Equal(("stars two", null, "x"), (empty.Table.Name, empty.Table.Data, empty.Schema.Columns.Single().Name));
        Assert.Empty(await Cells.OfAsync(empty));
        VotableReader binary = (await reader.NextTableAsync(CancellationToken.None))!;
        Assert.Equal(["s[0]='abc'", "s[1]='de'"], await Cells.OfAsync(binary));
        VotableReader remote = (await reader.NextTableAsync(CancellationToken.None))!;
        TableFormatException refused = await Assert.ThrowsAsync<TableFormatException>(() => Cells.OfAsync(remote));
        Assert.Equal("VOT-EXTERNAL", refused.Code);
        Assert.Null(await reader.NextTableAsync(CancellationToken.None));
        Assert.Equal(4, reader.Document.Tables.Count());
    }

    [Theory]
    [InlineData(0, null, "RA,n,k")]
    [InlineData(2, null, "s")]
    [InlineData(null, "stars", "RA,n,k")]
    [InlineData(null, "stars two", "x")]
    [InlineData(null, "t3", "s")]
    public async Task Open_by_number_name_or_id_gives_that_table(int? number, string? name, string columns)
    {
        await using VotableReader reader = await VotableReader.OpenAsync(Stream(Rich), new VotableOptions { Table = number, TableName = name }, CancellationToken.None);
        Assert.Equal(columns, string.Join(',', reader.Schema.Columns.Select(column => column.Name)));
    }

    [Theory]
    [InlineData(9, null, "number 9")]
    [InlineData(null, "T1", "'T1'")]
    public async Task Open_what_is_not_there_says_so(int? number, string? name, string told)
    {
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(async () =>
            await VotableReader.OpenAsync(Stream(Rich), new VotableOptions { Table = number, TableName = name }, CancellationToken.None));
        Assert.Equal("VOT-NOTABLE", exception.Code);
        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_of_a_document_while_it_is_read_says_the_same()
    {
        byte[] once = await CopyAsync(Encoding.UTF8.GetBytes(Rich), null);
        byte[] twice = await CopyAsync(once, null);
        Assert.Equal(Encoding.UTF8.GetString(once), Encoding.UTF8.GetString(twice));

        string text = Encoding.UTF8.GetString(once);
        foreach (string kept in new[]
        {
            "xmlns:dm=\"http://www.ivoa.net/xml/mivot\"", "<!-- kept --><TABLE>not ours</TABLE></dm:VODML>", "<MIN value=\"0\" inclusive=\"no\"/>", "<OPTION value=\"11\"/>",
            "<FIELDref ref=\"ra\" utype=\"a:b\"/>", "<STREAM href=\"ftp://far/away\" encoding=\"gzip\"/>", "</TABLEDATA>\n<INFO name=\"in\" value=\"data\"/>\n</DATA>\n<INFO name=\"after\"",
            "refposition=\"BARYCENTER\"", "nrows=\"2\"", "utype=\"adhoc:service\"", "<VALUES ref=\"v\"/>", "version=\"1.5\"", "name=\"QUERY_STATUS\" value=\"OVERFLOW\"",
        })
        {
            Assert.Contains(kept, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Tabledata)]
    [InlineData(VotableSerialization.Binary)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Copy_in_another_serialization_keeps_the_cells(VotableSerialization serialization)
    {
        byte[] copy = await CopyAsync(Encoding.UTF8.GetBytes(Rich), serialization);
        await using VotableReader reader = await VotableReader.OpenAsync(new MemoryStream(copy), null, CancellationToken.None);
        Assert.Equal(serialization, reader.Table.Data!.Serialization);
        Assert.Equal(["RA[0]=3ff8000000000000", "RA[1]=4004000000000000", "n[0]=~", "n[1]=3", "k[0]=~", "k[1]=4"], await Cells.OfAsync(reader));
    }

    [Fact]
    public async Task Open_metadata_past_the_limit_is_refused()
    {
        string many = "<VOTABLE>" + string.Concat(Enumerable.Repeat("<INFO name='a' value='b'/>", 1000));
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(async () =>
            await VotableReader.OpenAsync(Stream(many), new VotableOptions { MaxMetadataBytes = 50_000 }, CancellationToken.None));
        Assert.Equal("VOT-LIMIT", exception.Code);
    }

    [Fact]
    public async Task Open_table_that_refers_to_another_has_its_columns()
    {
        const string Text = """
            <VOTABLE version="1.4"><RESOURCE><TABLE ID="a"><FIELD name="i" datatype="int"/></TABLE>
            <TABLE ref="a"><DATA><TABLEDATA><TR><TD>5</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
            """;
        await using VotableReader reader = await VotableReader.OpenAsync(Stream(Text), null, CancellationToken.None);
        Assert.Equal(["i[0]=5"], await Cells.OfAsync(reader));
    }

    [Fact]
    public async Task Write_without_the_rows_of_a_table_is_refused()
    {
        VotableDocument document = await VotableDocumentReader.ReadDocumentAsync(Stream(Rich), null, CancellationToken.None);
        await using VotableDocumentWriter writer = new(System.IO.Stream.Null);
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.EndAsync(document, CancellationToken.None));
    }

    /// <summary>Copies all tables of a document in one pass.</summary>
    internal static async Task<byte[]> CopyAsync(byte[] document, VotableSerialization? serialization)
    {
        MemoryStream target = new();
        await using VotableDocumentReader reader = await VotableDocumentReader.OpenAsync(new ForwardStream(new MemoryStream(document)), null, CancellationToken.None);
        await using VotableDocumentWriter writer = new(new ForwardStream(target), new VotableDocumentWriterOptions { Serialization = serialization });
        while (await reader.NextTableAsync(CancellationToken.None) is { } table)
        {
            if (table.Table.Data is not { Address: null })
            {
                continue;
            }

            await writer.BeginTableAsync(reader.Document, table.Schema, CancellationToken.None);
            RecordBatch batch = new(table.Schema);
            while (await table.ReadAsync(batch, CancellationToken.None))
            {
                await writer.WriteAsync(batch, CancellationToken.None);
            }
        }

        await writer.EndAsync(reader.Document, CancellationToken.None);
        return target.ToArray();
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
