using System.Globalization;
using Hven.Conformance.Tests.Support;

namespace Hven.Conformance.Tests.Service;

/// <summary>stilts, pyvo and curl ask the same and are told the same.</summary>
[Collection(nameof(SurveyServer))]
public sealed class TapClientTests(SurveyServer survey)
{
    public static TheoryData<string> Queries =>
    [
        "SELECT TOP 50 coadd_object_id, ra, dec, mag_auto_i, flags_i, tilename FROM dr1.main WHERE 1=CONTAINS(POINT(ra,dec),CIRCLE(323.36,-0.82,0.1)) ORDER BY coadd_object_id",
        "SELECT tilename, COUNT(*) AS n, AVG(mag_auto_r) AS mean_r, MIN(true_redshift) AS z FROM dr1.main WHERE mag_auto_r < 21 GROUP BY tilename ORDER BY n DESC, tilename",
        "SELECT table_name, column_name, unit, ucd FROM tap_schema.columns WHERE table_name='dr1.main' ORDER BY column_index",
        "SELECT TOP 30 source_id, ra, dec, phot_g_mean_mag FROM real.gaia ORDER BY source_id",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Query_answers_alike_to_stilts_pyvo_and_curl(string query)
    {
        string[][] curl = Rows(await Tool.RunAsync(
            "curl", "-sS", "--fail", $"{survey.Tap}/sync", "--data-urlencode", "LANG=ADQL", "--data-urlencode", "RESPONSEFORMAT=csv", "--data-urlencode", $"QUERY={query}"));
        string[][] stilts = Rows(await Tool.RunAsync("stilts", "tapquery", $"tapurl={survey.Tap}", $"adql={query}", "sync=true", "omode=out", "ofmt=csv"));
        string[][] pyvo = Rows(await Tool.PythonAsync("service_pyvo.py", survey.Tap, query));
        Assert.NotEmpty(curl);
        AssertAlike(curl, stilts);
        AssertAlike(curl, pyvo);
    }

    [Theory]
    [InlineData("votable")]
    [InlineData("votable/td")]
    [InlineData("fits")]
    [InlineData("csv")]
    public async Task Result_of_each_form_is_read_alike_by_stilts(string form)
    {
        const string Query = "SELECT TOP 500 coadd_object_id, ra, dec, mag_auto_i, true_redshift, tilename FROM dr1.main ORDER BY coadd_object_id";
        string file = Path.Combine(Path.GetTempPath(), $"hven-{Guid.NewGuid():N}.{form.Split('/')[0]}");
        try
        {
            await Tool.RunAsync(
                "curl", "-sS", "--fail", "-o", file, $"{survey.Tap}/sync", "--data-urlencode", "LANG=ADQL", "--data-urlencode", $"RESPONSEFORMAT={form}", "--data-urlencode", $"QUERY={Query}");
            string[][] stilts = Rows(await Tool.RunAsync("stilts", "tpipe", $"in={file}", $"ifmt={form.Split('/')[0]}", "omode=out", "ofmt=csv"));
            AssertAlike(Rows(await Tool.RunAsync("curl", "-sS", "--fail", $"{survey.Tap}/sync", "--data-urlencode", "LANG=ADQL", "--data-urlencode", "FORMAT=csv", "--data-urlencode", $"QUERY={Query}")), stilts);
            if (form.StartsWith("votable", StringComparison.Ordinal))
            {
                Assert.Empty((await Tool.RunAsync("stilts", "votlint", $"votable={file}")).Trim());
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Overflow_is_told_to_pyvo_and_stilts()
    {
        string votable = await Tool.RunAsync("curl", "-sS", $"{survey.Tap}/sync?LANG=ADQL&MAXREC=7&QUERY=SELECT+ra+FROM+dr1.main");
        Assert.Contains("value=\"OVERFLOW\"", votable, StringComparison.Ordinal);
        string[][] rows = Rows(await Tool.RunAsync("stilts", "tapquery", $"tapurl={survey.Tap}", "adql=SELECT ra FROM dr1.main", "maxrec=7", "sync=true", "omode=out", "ofmt=csv"));
        Assert.Equal(7, rows.Length);
    }

    private static string[][] Rows(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split(',').Select(field => field.Trim('"')).ToArray())];

    /// <summary>Compares values, not spellings: 21.70 is 21.7, and single precision may be printed with the digits of double precision.</summary>
    private static void AssertAlike(string[][] expected, string[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row].Length, actual[row].Length);
            for (int column = 0; column < expected[row].Length; column++)
            {
                (string one, string other) = (expected[row][column], actual[row][column]);
                bool alike = one == other
                    || (double.TryParse(one, CultureInfo.InvariantCulture, out double a) && double.TryParse(other, CultureInfo.InvariantCulture, out double b) && (a == b || (one.Contains('.', StringComparison.Ordinal) && (float)a == (float)b)))
                    || (one.Length == 0 && other is "nan" or "NaN" or "null");
                Assert.True(alike, $"Row {row + 1}, column {column + 1}: '{one}' and '{other}'.");
            }
        }
    }
}
