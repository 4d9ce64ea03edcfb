using Hven.Adql.Binding;
using Hven.Adql.Tests.Support;
using Hven.Sky;

namespace Hven.Adql.Tests;

public sealed class LookupPlanTests
{
    private static LookupPlan? Plan(string adql)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(adql, new SurveyCatalog());
        Assert.True(compilation.Query is not null, string.Join("\n", compilation.Diagnostics));
        return compilation.Query.AsLookup();
    }

    [Fact]
    public void AsLookup_cone_with_cuts_is_described_whole()
    {
        LookupPlan plan = Plan("""
            SELECT TOP 7 coadd_object_id AS id, m.ra FROM dr1.main AS m
            WHERE DISTANCE(POINT(ra, dec), POINT(10, -5)) < 6/60.0 AND mag_auto_g < 21.5 AND 0 = flags_g
              AND nepochs BETWEEN 2 + 1 AND 9 AND tilename IN ('a', 'b') AND mag_auto_r IS NOT NULL AND 3 <= mag_auto_r AND is_star IS NULL
            """)!;
        Assert.Same(SurveyCatalog.Main, plan.Table);
        Assert.Equal([("id", "coadd_object_id"), ("ra", "ra")], plan.Outputs.Select(o => (o.Name, o.Source!.Name)));
        Assert.Equal(new Circle(new SkyCoord(10, -5), Angle.FromDegrees(0.1)), plan.Region);
        Assert.True(plan.IsStrict);
        Assert.Equal(7, plan.Top);
        Assert.False(plan.IsCount);
        string[] predicates = [.. plan.Predicates.Select(p => $"{p.Column.Name} {p.Operator} {string.Join(',', p.Values.Select(v => v.Value))}")];
        Assert.Equal(
            ["mag_auto_g Less 21.5", "flags_g Equal 0", "nepochs Between 3,9", "tilename In a,b", "mag_auto_r IsNotNull ", "mag_auto_r GreaterOrEqual 3", "is_star IsNull "],
            predicates);
    }

    [Theory]
    [InlineData("SELECT ra FROM dr1.main", false)]
    [InlineData("SELECT COUNT(*) FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), BOX(1, 2, 3, 4))", true)]
    [InlineData("SELECT * FROM dr1.main WHERE ra BETWEEN 323.36-0.12 AND 323.36+0.12", false)]
    public void AsLookup_simple_query_has_a_plan(string adql, bool isCount) => Assert.Equal(isCount, Plan(adql)!.IsCount);

    [Theory]
    [InlineData("SELECT redshift FROM dr1.extras")]
    [InlineData("SELECT ra + 1 FROM dr1.main")]
    [InlineData("SELECT DISTINCT ra FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main ORDER BY ra")]
    [InlineData("SELECT ra FROM dr1.main OFFSET 5")]
    [InlineData("SELECT ra FROM dr1.main GROUP BY ra")]
    [InlineData("SELECT COUNT(ra) FROM dr1.main")]
    [InlineData("SELECT MAX(ra) FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra > dec")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra = NULL")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra > 1 OR dec > 1")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra NOT IN (1, 2)")]
    [InlineData("SELECT ra FROM dr1.main WHERE 0 = CONTAINS(POINT(ra, dec), BOX(1, 2, 3, 4))")]
    [InlineData("SELECT ra FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), BOX(1, 2, 3, 4)) AND 1 = CONTAINS(POINT(ra, dec), BOX(1, 2, 3, 5))")]
    [InlineData("SELECT m.ra FROM dr1.main m, dr1.tiles t")]
    [InlineData("SELECT ra FROM (SELECT ra FROM dr1.main) AS t")]
    [InlineData("SELECT ra FROM dr1.main UNION SELECT dec FROM dr1.main")]
    public void AsLookup_other_query_has_none(string adql) => Assert.Null(Plan(adql));
}
