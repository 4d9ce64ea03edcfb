using System.Globalization;
using Hven.Conformance.Tests.Support;

namespace Hven.Conformance.Tests.Service;

/// <summary>Counts, sums and cones over real catalogues, against astropy and stilts on the same files.</summary>
[Collection(nameof(SurveyServer))]
public sealed class RealCatalogueTests(SurveyServer survey)
{
    private const string Des = "rmjarvis+Piff/tests/input/D00572501_z_c01_r3624p01_red-fullcat.fits";
    private const string Gaia = "legacysurvey+legacypipe/py/test/testcase12/gaia/chunk-04795.fits";
    private const string Clusters = "legacysurvey+legacypipe/py/legacypipe/data/NGC-star-clusters.fits";
    private const string GaiaVotable = "astropy+astropy/astropy/io/misc/tests/data/gaia_source_dr3_select_1_result.vot";

    // RA 0, the poles, borders of HEALPix base cells, the galactic plane, nothing at all, the whole sky.
    private static readonly (double Ra, double Dec, double Radius)[] s_skyCones =
    [
        (0, 0, 2), (359.99, 10, 0.5), (0.001, -45, 3), (17, 90, 1), (200, -90, 5), (45, 41.8103, 1.5), (90, 0, 0.75), (266.4, -29, 10), (123.4, 56.7, 0.01), (300, -60, 60), (0, 0, 180),
    ];

    [Fact]
    public async Task Tycho2_counts_sums_and_cones_equal_astropy_and_stilts()
    {
        Assert.SkipUnless(survey.TychoTable is not null, "The package astrometry-data-tycho2-07-littleendian is not installed.");
        await CompareAsync("real.tycho2", survey.TychoTable!, "fits", "-", "ra", "dec", "vt", s_skyCones);
        foreach ((double ra, double dec, double radius) in s_skyCones)
        {
            string select = string.Create(CultureInfo.InvariantCulture, $"select skyDistanceDegrees(ra,dec,{ra:R},{dec:R})<={radius:R}");
            string printed = await Tool.RunAsync("stilts", "-Xmx2g", "tpipe", $"in={survey.TychoTable}", $"cmd={select}", "omode=count");
            string rows = printed.Split("rows:", 2)[1].Trim().Split([' ', '\n', '\r'])[0];
            Assert.Equal(long.Parse(rows, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), await CountAsync("real.tycho2", "ra", "dec", (ra, dec, radius)));
        }
    }

    [Fact]
    public Task Des_star_catalogue_equals_astropy() =>
        CompareAsync("real.des", Tool.DataFile(Des), "fits", "2", "ALPHAWIN_J2000", "DELTAWIN_J2000", "MAG_AUTO", ConesAround(311.03, -52.77, 0.02));

    [Fact]
    public Task Gaia_chunk_equals_astropy() =>
        CompareAsync("real.gaia", Tool.DataFile(Gaia), "fits", "1", "ra", "dec", "phot_g_mean_mag", ConesAround(346.55, 12.75, 0.02));

    [Fact]
    public Task Star_clusters_equal_astropy() =>
        CompareAsync("real.clusters", Tool.DataFile(Clusters), "fits", "1", "ra", "dec", "radius", s_skyCones);

    [Fact]
    public Task Gaia_votable_equals_astropy() =>
        CompareAsync("real.gaiavot", Tool.DataFile(GaiaVotable), "votable", "-", "ra", "dec", "parallax", [(0, 0, 180), (0, 90, 45)]);

    [Fact]
    public async Task Hats_catalogue_opens_in_plain_duckdb()
    {
        string files = Path.Combine(survey.Data, "releases", "dr1", "tables", "main", "dataset", "**", "*.parquet");
        using DuckDB.NET.Data.DuckDBConnection connection = new("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*), SUM(\"MAG_AUTO_I\"), COUNT(DISTINCT \"COADD_OBJECT_ID\"), MIN(\"Norder\") FROM read_parquet('{files}', hive_partitioning=true)";
        using System.Data.Common.DbDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        string[] asked = (await survey.AskAsync("SELECT COUNT(*), SUM(mag_auto_i), COUNT(DISTINCT coadd_object_id) FROM dr1.main"))[0];
        Assert.Equal(asked[0], reader.GetInt64(0).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Number(asked[1]), reader.GetDouble(1), 1e-9 * Math.Abs(reader.GetDouble(1)));
        Assert.Equal(asked[2], reader.GetInt64(2).ToString(CultureInfo.InvariantCulture));
    }

    private async Task CompareAsync(string table, string file, string format, string hdu, string ra, string dec, string value, (double Ra, double Dec, double Radius)[] cones)
    {
        string[] expected = (await Tool.PythonAsync(
            "service_summary.py",
            [file, format, hdu, ra, dec, value, .. cones.Select(cone => string.Create(CultureInfo.InvariantCulture, $"{cone.Ra:R}:{cone.Dec:R}:{cone.Radius:R}"))])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] answer = (await survey.AskAsync($"SELECT COUNT(*), SUM({value}) FROM {table} WHERE {value} < 1e300 OR {value} IS NULL"))[0];
        Assert.Equal(expected[0], (await survey.AskAsync($"SELECT COUNT(*) FROM {table}"))[0][0]);

        // The order of additions differs, so the last digits of a sum may.
        Assert.Equal(Number(expected[1]), Number(answer[1]), Math.Abs(Number(expected[1])) * 1e-9);
        for (int index = 0; index < cones.Length; index++)
        {
            Assert.Equal(long.Parse(expected[index + 2], CultureInfo.InvariantCulture), await CountAsync(table, ra, dec, cones[index]));
        }
    }

    private async Task<long> CountAsync(string table, string ra, string dec, (double Ra, double Dec, double Radius) cone)
    {
        string query = string.Create(
            CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM {table} WHERE 1=CONTAINS(POINT({ra},{dec}),CIRCLE({cone.Ra:R},{cone.Dec:R},{cone.Radius:R}))");
        return long.Parse((await survey.AskAsync(query))[0][0], CultureInfo.InvariantCulture);
    }

    /// <summary>Cones in and around the one field that a catalogue covers.</summary>
    private static (double Ra, double Dec, double Radius)[] ConesAround(double ra, double dec, double radius) =>
        [(0, 0, 180), (0, 0, 90), (ra + 5, dec, 0.1), .. Enumerable.Range(1, 5).Select(step => (ra, dec, radius * step))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
