using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Tables.Votable;

namespace Hven.Functional.Tests;

/// <summary>Simple Cone Search 1.03.</summary>
public sealed class ConeSearchTests(DemoServer demo)
{
    private const string Service = "/scs/dr1/main";

    [Theory]
    [InlineData("323.36", "-0.82", "0.1")]
    [InlineData("0.00001", "-1e-5", "5")]
    [InlineData("3.2336E2", "-0.5", "1")]
    [InlineData("360", "-60", "3")]
    [InlineData("10", "90", "0.5")]
    public async Task Cone_gives_the_rows_of_the_query(string ra, string dec, string radius)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"SELECT COADD_OBJECT_ID FROM dr1.main WHERE DISTANCE(RA, DEC, {double.Parse(ra, CultureInfo.InvariantCulture):F8}, {double.Parse(dec, CultureInfo.InvariantCulture):F8}) <= {radius}");
        string[] expected = [.. (await demo.Client.RowsAsync(query)).Select(row => row[0].ToString()).Order()];
        (ResultTable table, VotableReader reader) = await ResultTable.FromVotableAsync(await demo.Client.GetStreamAsync($"{Service}?RA={ra}&DEC={dec}&SR={radius}"));
        Assert.Equal(expected, table.Rows.Select(row => row[0]).Order());
        Assert.False(reader.Overflow);
    }

    [Theory]
    [InlineData("", 80)]
    [InlineData("&VERB=1", 3)]
    [InlineData("&verb=3", 80)]
    public async Task Identifier_and_position_carry_the_words_of_the_standard_once(string verbosity, int columns)
    {
        foreach (string radius in new[] { "0.05", "0" })
        {
            XElement root = XDocument.Parse(await demo.Client.GetStringAsync($"{Service}?ra=323.36&dec=-0.82&sr={radius}{verbosity}")).Root!;
            XElement[] fields = [.. root.Descendants(root.Name.Namespace + "FIELD")];
            Assert.Equal(columns, fields.Length);
            Assert.Equal("long", fields.Single(field => field.Attribute("ucd")?.Value == "ID_MAIN").Attribute("datatype")!.Value);
            Assert.Equal(["RA", "DEC"], new[] { "POS_EQ_RA_MAIN", "POS_EQ_DEC_MAIN" }.Select(word => fields.Single(field => field.Attribute("ucd")?.Value == word && field.Attribute("datatype")!.Value == "double").Attribute("name")!.Value));
            Assert.DoesNotContain(fields, field => field.Attribute("ucd")?.Value is "pos.eq.ra;meta.main" or "pos.eq.dec;meta.main" or "meta.id;meta.main");
            Assert.Equal(radius == "0", !root.Descendants(root.Name.Namespace + "TR").Any());
        }
    }

    [Fact]
    public async Task Maxrec_and_format_are_honoured()
    {
        (ResultTable table, VotableReader reader) = await ResultTable.FromVotableAsync(await demo.Client.GetStreamAsync($"{Service}?RA=323.36&DEC=-0.82&SR=10&MAXREC=4"));
        Assert.Equal((4, true), (table.Rows.Count, reader.Overflow));
        using HttpResponseMessage csv = await demo.Client.PostFormAsync(Service, ("RA", "323.36"), ("DEC", "-0.82"), ("SR", "1"), ("VERB", "1"), ("RESPONSEFORMAT", "csv"), ("MAXREC", "2"));
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.Equal(3, (await csv.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("?RA=10&DEC=20", "SR")]
    [InlineData("?DEC=20&SR=1", "RA")]
    [InlineData("?RA=10&DEC=-91&SR=1", "-91")]
    [InlineData("?RA=361&DEC=0&SR=1", "361")]
    [InlineData("?RA=NaN&DEC=0&SR=1", "NaN")]
    [InlineData("?RA=1&DEC=0&SR=-1", "-1")]
    [InlineData("?RA=1&DEC=0&SR=1e999", "SR")]
    [InlineData("?RA=1;DROP&DEC=0&SR=1", "DROP")]
    [InlineData("?RA=1&DEC=0&SR=1&VERB=0", "VERB")]
    [InlineData("?RA=1&DEC=0&SR=1&MAXREC=x", "MAXREC")]
    [InlineData("?RA=1&DEC=0&SR=1&RESPONSEFORMAT=papyrus", "papyrus")]
    public async Task Wrong_parameter_is_told_by_the_word_of_the_standard_and_of_dali(string parameters, string told)
    {
        using HttpResponseMessage response = await demo.Client.GetAsync(Service + parameters);
        Assert.Equal((HttpStatusCode.OK, "text/xml"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        XElement root = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        Assert.Contains(told, root.Element(root.Name.Namespace + "INFO")!.Attribute("value")!.Value, StringComparison.Ordinal);
        Assert.Equal("Error", root.Element(root.Name.Namespace + "INFO")!.Attribute("name")!.Value);
        Assert.Equal("ERROR", root.Descendants(root.Name.Namespace + "INFO").Single(info => info.Attribute("name")!.Value == "QUERY_STATUS").Attribute("value")!.Value);
    }

    [Fact]
    public async Task Unknown_table_is_not_found()
    {
        using HttpResponseMessage response = await demo.Client.GetAsync("/scs/dr1/nothing?RA=1&DEC=0&SR=1");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("dr1.main", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registry_records_are_offered_once_a_publisher_is_named()
    {
        using HttpResponseMessage response = await demo.Client.GetAsync("/registry.xml");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Registry:Authority", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
