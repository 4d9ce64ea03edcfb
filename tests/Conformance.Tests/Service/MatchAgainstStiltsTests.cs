using System.Globalization;
using System.Text;
using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>Joins by position beside <c>stilts tskymatch2</c>: the same pairs, and the same nearest ones.</summary>
[Collection(nameof(SurveyServer))]
public sealed class MatchAgainstStiltsTests(SurveyServer survey)
{
    private const string All = "SELECT u.id, m.oid FROM tap_upload.list AS u JOIN {0} AS m ON DISTANCE(u.ra, u.dec, m.ra, m.dec) <= {1} / 3600.0";

    private const string Best = "WITH near AS (SELECT u.id, m.oid, DISTANCE(u.ra, u.dec, m.ra, m.dec) AS d FROM tap_upload.list AS u JOIN {0} AS m ON DISTANCE(u.ra, u.dec, m.ra, m.dec) <= {1} / 3600.0) "
        + "SELECT near.id, near.oid FROM near JOIN (SELECT id, MIN(d) AS least FROM near GROUP BY id) AS best ON near.id = best.id AND near.d = best.least";

    [Theory]
    [InlineData("all", All, "1")]
    [InlineData("all", All, "30")]
    [InlineData("best1", Best, "30")]
    public async Task Upload_matches_the_catalogue_as_stilts_does(string find, string query, string arcseconds)
    {
        // The survey lies across RA 0.
        string[][] objects = await survey.AskAsync("SELECT coadd_object_id, ra, dec FROM dr1.main WHERE MOD(coadd_object_id, 100) < 2");
        Assert.True(objects.Length > 1500);
        using TemporaryFolder folder = new();
        Random random = new(1);
        string list = folder.Write("list.csv", Csv("id", objects.Select((cells, number) => ((long)number, Moved(Number(cells[1]), 1 / 3600.0, random), Moved(Number(cells[2]), 1 / 3600.0, random)))));
        string catalogue = folder["main.fits"];
        await Tool.RunAsync(
            "curl", "-sS", "--fail", "-o", catalogue, $"{survey.Tap}/sync", "--data-urlencode", "LANG=ADQL", "--data-urlencode", "RESPONSEFORMAT=fits", "--data-urlencode", "MAXREC=1000000",
            "--data-urlencode", "QUERY=SELECT coadd_object_id AS oid, ra, dec FROM dr1.main");
        await CompareAsync(find, query, "(SELECT coadd_object_id AS oid, ra, dec FROM dr1.main)", arcseconds, list, catalogue, "fits", []);
        if (find == "all")
        {
            await CompareAsync(find, query.Replace("m.oid", "m.coadd_object_id AS oid", StringComparison.Ordinal), "dr1.main", arcseconds, list, catalogue, "fits", []);
        }
    }

    [Theory]
    [InlineData("all", All, "0.000001")]
    [InlineData("all", All, "1")]
    [InlineData("all", All, "3600")]
    [InlineData("best1", Best, "3600")]
    public async Task Two_uploads_all_over_the_sky_match_as_in_stilts(string find, string query, string arcseconds)
    {
        using TemporaryFolder folder = new();
        Random random = new(2);
        List<(long Id, double Ra, double Dec)> first = [.. Enumerable.Range(0, 2000).Select(number => Place(number, random))];
        IEnumerable<(long, double, double)> second = first.SelectMany(place => Enumerable.Range(0, 3).Select(number =>
            (10_000 + (3 * place.Id) + number,
                number == 0 ? place.Ra : Moved(place.Ra, 1e-3 / 3600 * Math.Pow(10, 6 * random.NextDouble()), random),
                number == 0 ? place.Dec : Math.Clamp(Moved(place.Dec, 1e-3 / 3600 * Math.Pow(10, 6 * random.NextDouble()), random), -90, 90))));
        string list = folder.Write("list.csv", Csv("id", first));
        string catalogue = folder.Write("other.csv", Csv("oid", second));
        await CompareAsync(find, query, "tap_upload.other", arcseconds, list, catalogue, "csv", ["-F", $"other=@{catalogue};type=text/csv"]);
    }

    private async Task CompareAsync(string find, string query, string table, string arcseconds, string list, string catalogue, string format, string[] more)
    {
        string[] uploads = more.Length == 0 ? ["--form-string", "UPLOAD=list,param:list"] : ["--form-string", "UPLOAD=list,param:list;other,param:other"];
        string adql = string.Format(CultureInfo.InvariantCulture, query, table, arcseconds);
        string ours = await Tool.RunAsync(
            "curl", ["-sS", "--fail-with-body", $"{survey.Tap}/sync", "-F", "LANG=ADQL", "-F", "RESPONSEFORMAT=csv", "-F", "MAXREC=1000000", "--form-string", $"QUERY={adql}", .. uploads, "-F", $"list=@{list};type=text/csv", .. more]);
        string theirs = await Tool.RunAsync(
            "stilts", "tskymatch2", $"in1={list}", "ifmt1=csv", $"in2={catalogue}", $"ifmt2={format}", "ra1=ra", "dec1=dec", "ra2=ra", "dec2=dec", $"error={arcseconds}", $"find={find}", "join=1and2",
            "omode=out", "ofmt=csv", "tuning=" + (arcseconds.StartsWith("0.0", StringComparison.Ordinal) ? "18" : arcseconds == "3600" ? "5" : "14"));
        List<(long, long)> expected = Pairs(theirs);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Pairs(ours));
    }

    private static List<(long, long)> Pairs(string csv)
    {
        string[][] lines = [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(','))];
        (int id, int oid) = (Array.IndexOf(lines[0], "id"), Array.IndexOf(lines[0], "oid"));
        List<(long, long)> pairs = [.. lines.Skip(1).Select(cells => (long.Parse(cells[id], CultureInfo.InvariantCulture), long.Parse(cells[oid], CultureInfo.InvariantCulture)))];
        pairs.Sort();
        return pairs;
    }

    /// <summary>A place anywhere, a third of them at the poles, at RA 0 and on borders of HEALPix's base cells.</summary>
    private static (long Id, double Ra, double Dec) Place(int number, Random random)
    {
        double ra = 360 * random.NextDouble();
        double dec = double.RadiansToDegrees(Math.Asin((2 * random.NextDouble()) - 1));
        double near = Math.Pow(10, -5 + (5 * random.NextDouble()));
        return (number % 9) switch
        {
            0 => (number, ra, 90 - near),
            1 => (number, ra, -90 + near),
            2 => (number, near < 0.5 ? near : 360 - near, dec),
            3 => (number, 45 + near, 41.8103148957786 - (near / 2)),
            _ => (number, ra, dec),
        };
    }

    private static double Moved(double degrees, double most, Random random) => degrees + (most * ((2 * random.NextDouble()) - 1));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Csv(string id, IEnumerable<(long Id, double Ra, double Dec)> places)
    {
        StringBuilder text = new($"{id},ra,dec\n");
        foreach ((long number, double ra, double dec) in places)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number},{(ra + 360) % 360:R},{dec:R}\n");
        }

        return text.ToString();
    }
}
