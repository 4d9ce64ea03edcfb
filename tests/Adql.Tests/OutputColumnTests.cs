using Hven.Adql.Binding;
using Hven.Adql.Tests.Support;

namespace Hven.Adql.Tests;

public sealed class OutputColumnTests : IDisposable
{
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    private static IReadOnlyList<AdqlColumn> Columns(string adql)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(adql, new SurveyCatalog());
        Assert.True(compilation.Query is not null, string.Join("\n", compilation.Diagnostics));
        return compilation.Query.Columns;
    }

    [Fact]
    public void Columns_plain_reference_keeps_everything_but_the_name()
    {
        AdqlColumn column = Assert.Single(Columns("SELECT alpha FROM (SELECT m.ra AS alpha FROM dr1.main m) AS t"));
        Assert.Equal(SurveyCatalog.Main.Columns[2] with { Name = "alpha" }, column);
    }

    [Fact]
    public void Columns_star_leaves_hidden_columns_out_but_they_can_be_named()
    {
        Assert.DoesNotContain(Columns("SELECT * FROM dr1.main"), c => c.Name == "_healpix_29");
        Assert.DoesNotContain(Columns("SELECT m.* FROM dr1.main AS m"), c => c.Name == "_healpix_29");
        Assert.False(Assert.Single(Columns("SELECT _healpix_29 FROM dr1.main")).Hidden);
    }

    [Fact]
    public void Columns_are_named_as_the_catalogue_spells_them() =>
        Assert.Equal(["ra", "dec"], Columns("SELECT RA, m.Dec FROM dr1.main m").Select(c => c.Name));

    [Fact]
    public void Columns_names_differ_in_more_than_case()
    {
        string[] names = [.. Columns("SELECT ra, m.RA, dec AS \"Ra\", COUNT(*), COUNT(ra), 1, 'x' AS \"a\"\"b\" FROM dr1.main m GROUP BY ra, dec").Select(c => c.Name)];
        Assert.Equal(["ra", "ra_2", "Ra_3", "count", "count_2", "column6", "a\"b"], names);
    }

    [Theory]
    [InlineData("COUNT(*)", AdqlType.BigInt, null, "meta.number")]
    [InlineData("MIN(mag_auto_g)", AdqlType.Real, "mag", "phot.mag;em.opt.B;stat.min")]
    [InlineData("MAX(ra)", AdqlType.Double, "deg", "pos.eq.ra;meta.main;stat.max")]
    [InlineData("AVG(mag_auto_g)", AdqlType.Double, "mag", "phot.mag;em.opt.B;stat.mean")]
    [InlineData("SUM(nepochs)", AdqlType.BigInt, null, null)]
    [InlineData("SUM(mag_auto_g)", AdqlType.Double, "mag", null)]
    public void Columns_aggregate_describes_itself(string expression, AdqlType type, string? unit, string? ucd) =>
        AssertColumn(expression, type, unit, ucd);

    [Theory]
    [InlineData("mag_auto_g - mag_auto_r", AdqlType.Real, "mag", null)]
    [InlineData("mag_auto_g * 2", AdqlType.Double, null, null)]
    [InlineData("mag_auto_g + ra", AdqlType.Double, null, null)]
    [InlineData("-flags_g", AdqlType.BigInt, null, null)]
    [InlineData("flags_g + nepochs", AdqlType.BigInt, null, null)]
    [InlineData("RADIANS(ra)", AdqlType.Double, "rad", null)]
    [InlineData("IN_UNIT(ra, 'arcsec')", AdqlType.Double, "arcsec", "pos.eq.ra;meta.main")]
    [InlineData("DISTANCE(ra, dec, 1, 2)", AdqlType.Double, "deg", "pos.angDistance")]
    [InlineData("POINT(ra, dec)", AdqlType.Point, "deg", "pos.eq")]
    [InlineData("CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))", AdqlType.Integer, null, null)]
    [InlineData("CASE WHEN ra > 1 THEN 1 ELSE 2.5 END", AdqlType.Double, null, null)]
    [InlineData("COALESCE(mag_auto_g, nepochs)", AdqlType.Double, null, null)]
    [InlineData("CAST(ra AS REAL)", AdqlType.Real, "deg", null)]
    [InlineData("CAST(ra AS VARCHAR)", AdqlType.Varchar, null, null)]
    [InlineData("ROUND(mag_auto_g, 1)", AdqlType.Double, "mag", null)]
    [InlineData("SIGN(nepochs)", AdqlType.Double, null, null)]
    [InlineData("ABS(flags_g)", AdqlType.BigInt, null, null)]
    [InlineData("MOD(flags_g, 2)", AdqlType.BigInt, null, null)]
    [InlineData("nepochs / 2", AdqlType.BigInt, null, null)]
    [InlineData("NULL", AdqlType.Varchar, null, null)]
    [InlineData("ra > 5", AdqlType.Boolean, null, null)]
    [InlineData("5", AdqlType.Integer, null, null)]
    [InlineData("5000000000", AdqlType.BigInt, null, null)]
    public void Columns_expression_has_type_and_unit_where_clear(string expression, AdqlType type, string? unit, string? ucd) =>
        AssertColumn(expression, type, unit, ucd);

    [Fact]
    public void Columns_of_a_union_hold_what_both_sides_agree_on()
    {
        IReadOnlyList<AdqlColumn> columns = Columns("SELECT ra, mag_auto_g, nepochs FROM dr1.main UNION SELECT dec, mag_auto_r, 2.5 FROM dr1.main");
        Assert.Equal(("deg", null), (columns[0].Unit, columns[0].Ucd));
        Assert.Equal(("mag", null), (columns[1].Unit, columns[1].Ucd));
        Assert.Equal(AdqlType.Double, columns[2].Type);
        string[] types = [.. _engine.Describe("SELECT nepochs, mag_auto_g FROM dr1.main UNION (SELECT mag_auto_g, flags_g FROM dr1.main)").Select(c => c.Type)];
        Assert.Equal(["DOUBLE", "DOUBLE"], types);
    }

    private void AssertColumn(string expression, AdqlType type, string? unit, string? ucd)
    {
        string adql = $"SELECT {expression} AS x FROM dr1.main";
        AdqlColumn column = Assert.Single(Columns(adql));
        Assert.Equal((type, unit, ucd), (column.Type, column.Unit, column.Ucd));
        string engineType = Assert.Single(_engine.Describe(adql)).Type;
        Assert.Equal(engineType, type switch
        {
            AdqlType.Real => "FLOAT",
            AdqlType.Point => "DOUBLE[]",
            _ => type.ToString().ToUpperInvariant(),
        });
    }
}
