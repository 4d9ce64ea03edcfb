using Hven.Adql.Tests.Support;

namespace Hven.Adql.Tests;

/// <summary>Queries astronomers run on the Dark Energy Survey, from text to rows.</summary>
public sealed class SurveyQueryTests : IDisposable
{
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Query_globular_cluster_box_finds_the_rows_between_the_limits()
    {
        _engine.Run("""
            INSERT INTO dr1_main BY NAME
            SELECT i AS coadd_object_id, 323.0 + i / 1000.0 AS ra, -0.82 AS "dec", 20 AS mag_auto_g FROM range(1000) t(i)
            """);
        List<string> rows = _engine.Query("""
            SELECT ra, dec, mag_auto_g FROM dr1.main
            WHERE ra BETWEEN 323.36-0.12 AND 323.36+0.12 AND dec BETWEEN -0.82-0.12 AND -0.82+0.12
            """);
        Assert.InRange(rows.Count, 239, 241);
        Assert.Contains("323.36|-0.82|20", rows);
    }

    [Fact]
    public void Query_bright_galaxies_samples_by_colour_and_flags()
    {
        _engine.Run("""
            INSERT INTO dr1_main BY NAME
            SELECT i AS coadd_object_id, 10 AS ra, -30 AS "dec", 18 + i % 6 AS mag_auto_g, 17 + i % 5 AS mag_auto_r,
                   CAST(i % 4 AS SMALLINT) AS flags_g, i % 2 = 0 AS is_star FROM range(600) t(i)
            """);
        List<string> rows = _engine.Query("""
            SELECT TOP 5 coadd_object_id, mag_auto_g - mag_auto_r AS "g-r" FROM dr1.main -- galaxies only
            WHERE mag_auto_g < 20 AND flags_g < 2 AND is_star = FALSE AND mag_auto_g - mag_auto_r BETWEEN -1 AND 2.5
            ORDER BY coadd_object_id DESC
            """);
        Assert.Equal(5, rows.Count);
        Assert.All(rows, row => Assert.Equal(1, int.Parse(row.Split('|')[0]) % 4));
    }
}
