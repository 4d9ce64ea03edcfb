using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>pyvo, astroquery and STILTS do with this service what people do with them.</summary>
[Collection(nameof(SurveyServer))]
public sealed class ClientProgramTests(SurveyServer survey)
{
    private string Server => survey.Server.Address.ToString().TrimEnd('/');

    [Theory]
    [InlineData("pyvo_async")]
    [InlineData("pyvo_wait")]
    [InlineData("pyvo_error")]
    [InlineData("pyvo_upload")]
    [InlineData("pyvo_tables")]
    [InlineData("pyvo_cone")]
    [InlineData("astroquery_sync")]
    [InlineData("astroquery_async")]
    [InlineData("astroquery_upload")]
    [InlineData("astroquery_tables")]
    public Task Python_client_is_served(string what) => Tool.PythonAsync("service_clients.py", Server, what);

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Stilts_tapquery_uploads_and_asks(string sync)
    {
        using TemporaryFolder folder = new();
        string mine = folder.Write("mine.csv", "name,ra,dec\na,323.36,-0.82\nb,323.4,-0.85\nfar,10,80\n");
        const string Query = "SELECT m.name, COUNT(*) AS n FROM TAP_UPLOAD.mine AS m JOIN dr1.main AS d ON DISTANCE(m.ra, m.dec, d.RA, d.DEC) < 0.02 GROUP BY m.name ORDER BY m.name";
        string found = await Tool.RunAsync(
            "stilts", "tapquery", $"tapurl={survey.Tap}", "nupload=1", $"upload1={mine}", "ufmt1=csv", "upname1=mine", $"adql={Query}", $"sync={sync}", "omode=out", "ofmt=csv");
        string[][] expected = await survey.AskAsync(
            "SELECT COUNT(*) AS a FROM dr1.main WHERE DISTANCE(RA, DEC, 323.36, -0.82) < 0.02 UNION ALL SELECT COUNT(*) AS a FROM dr1.main WHERE DISTANCE(RA, DEC, 323.4, -0.85) < 0.02");
        Assert.Equal(["name,n", $"a,{expected[0][0]}", $"b,{expected[1][0]}"], found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
    }

    [Fact]
    public async Task Stilts_tapskymatch_matches_a_table_with_the_survey()
    {
        using TemporaryFolder folder = new();
        string[][] rows = await survey.AskAsync("SELECT TOP 300 COADD_OBJECT_ID, RA, DEC FROM dr1.main ORDER BY COADD_OBJECT_ID");
        string mine = folder.Write("mine.csv", "id,alpha,delta\n" + string.Concat(rows.Select(row => string.Join(',', row) + "\n")));
        string found = await Tool.RunAsync(
            "stilts", "tapskymatch", $"in={mine}", "ifmt=csv", "inlon=alpha", "inlat=delta", $"tapurl={survey.Tap}", "taptable=dr1.main", "taplon=RA", "taplat=DEC",
            "tapcols=COADD_OBJECT_ID", "sr=0.0001", "find=best", "omode=out", "ofmt=csv", "ocmd=keepcols 'id COADD_OBJECT_ID'");
        string[][] pairs = [.. found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Trim().Split(','))];
        Assert.Equal(300, pairs.Length);
        Assert.All(pairs, pair => Assert.Equal(pair[0], pair[1]));
    }

    [Fact]
    public async Task Stilts_cone_finds_what_the_query_finds()
    {
        foreach (string table in new[] { "dr1.main", "real.gaia" })
        {
            string[][] center = await survey.AskAsync($"SELECT TOP 1 ra, dec FROM {table} ORDER BY dec");
            string found = await Tool.RunAsync(
                "stilts", "cone", $"serviceurl={Server}/scs/{table.Replace('.', '/')}", "servicetype=cone", $"lon={center[0][0]}", $"lat={center[0][1]}", "radius=0.05", "omode=out", "ofmt=csv");
            string[][] expected = await survey.AskAsync($"SELECT COUNT(*) AS n FROM {table} WHERE DISTANCE(ra, dec, {center[0][0]}, {center[0][1]}) <= 0.05");
            Assert.Equal(expected[0][0], $"{found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1}");
        }
    }

    [Theory]
    [InlineData("?RA=10&DEC=20", "SR")]
    [InlineData("?RA=10&DEC=95&SR=1", "DEC")]
    [InlineData("?RA=ten&DEC=20&SR=1", "RA")]
    [InlineData("?RA=10&DEC=20&SR=1&VERB=9", "VERB")]
    public async Task Wrong_cone_is_told_as_the_standard_says(string parameters, string told)
    {
        string document = await Tool.RunAsync("curl", "-sS", "--fail", $"{Server}/scs/dr1/main{parameters}");
        string messages = await Tool.RunAsync("stilts", "tpipe", $"in={Server}/scs/dr1/main?RA=10&DEC=20&SR=0&VERB=1", "ifmt=votable", "omode=count");
        Assert.Contains("rows: 0", messages, StringComparison.Ordinal);
        Assert.Matches($"<INFO ID=\"Error\" name=\"Error\" value=\"[^\"]*{told}", document);
    }
}
