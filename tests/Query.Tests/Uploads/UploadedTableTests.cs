using Hven.Adql.Binding;
using Hven.Query.Uploads;
using Hven.Tables;

namespace Hven.Query.Tests.Uploads;

/// <summary>How an upload is described to the query language.</summary>
public sealed class UploadedTableTests
{
    [Fact]
    public void Describe_makes_names_differ_by_more_than_case()
    {
        AdqlTable table = UploadedTable.Describe("t", new([new("x", ElementType.Int32), new("X", ElementType.Int32), new("", ElementType.Int32), new("x_2", ElementType.Int32), new("a\0b", ElementType.Int32)]));
        Assert.Equal(["x", "X_2", "col3", "x_2_2", "ab"], table.Columns.Select(column => column.Name));
        Assert.Equal(("TAP_UPLOAD", "t", null), (table.Schema, table.Name, table.SkyIndex));
    }

    public static TheoryData<string, string?, string?, string, string?, string?, bool> Positions => new()
    {
        { "ra", null, null, "dec", null, null, true },
        { "RAJ2000", null, "deg", "DEJ2000", null, "deg", true },
        { "a", "pos.eq.ra;meta.main", "deg", "b", "pos.eq.dec;meta.main", "deg", true },
        { "a", "pos.eq.ra", null, "b", "pos.eq.dec", null, true },
        { "a", "POS_EQ_RA_MAIN", null, "b", "POS_EQ_DEC_MAIN", null, true },
        { "ra", null, "rad", "dec", null, "rad", false },
        { "ra", null, "h", "dec", null, "deg", false },
        { "ra", null, null, "name", null, null, false },
        { "x", null, null, "y", null, null, false },
    };

    [Theory]
    [MemberData(nameof(Positions))]
    public void Describe_gives_a_position_in_degrees_a_sky_index(string ra, string? raUcd, string? raUnit, string dec, string? decUcd, string? decUnit, bool hasIndex)
    {
        foreach (ElementType type in new[] { ElementType.Float64, ElementType.Float32 })
        {
            AdqlTable table = UploadedTable.Describe("t", new([new("n", ElementType.Int32), new(ra, type) { Ucd = raUcd, Unit = raUnit }, new(dec, type) { Ucd = decUcd, Unit = decUnit }]));
            Assert.Equal(hasIndex ? new SkyIndex(ra, dec, "_healpix_29") : null, table.SkyIndex);
            Assert.Equal(hasIndex ? 4 : 3, table.Columns.Count);
            Assert.Equal(hasIndex, table.Columns[^1].Hidden);
        }
    }

    [Fact]
    public void Describe_gives_text_or_whole_numbers_no_sky_index()
    {
        Assert.Null(UploadedTable.Describe("t", new([new("ra", ElementType.String), new("dec", ElementType.String)])).SkyIndex);
        Assert.Null(UploadedTable.Describe("t", new([new("ra", ElementType.Int32), new("dec", ElementType.Int32)])).SkyIndex);
        Assert.Null(UploadedTable.Describe("t", new([new("ra", ElementType.Float64) { Shape = ArrayShape.Fixed(2) }, new("dec", ElementType.Float64)])).SkyIndex);
    }

    [Fact]
    public void Describe_leaves_a_column_of_the_hidden_name_alone()
    {
        AdqlTable table = UploadedTable.Describe("t", new([new("_healpix_29", ElementType.Int64), new("ra", ElementType.Float64), new("dec", ElementType.Float64)]));
        Assert.Equal("_healpix_29_2", table.SkyIndex!.HpxColumn);
        Assert.False(table.Columns[0].Hidden);
    }

    [Fact]
    public void Describe_keeps_what_is_said_of_a_column()
    {
        Column column = new("a b", ElementType.Float32) { Unit = "mag", Ucd = "phot.mag", Utype = "u:t", Xtype = "x", Description = "Äh", Shape = ArrayShape.Variable };
        AdqlColumn described = UploadedTable.Describe("t", new([column])).Columns.Single();
        Assert.Equal(("a b", AdqlType.Real, "mag", "phot.mag", "u:t", "x", "Äh", "*"), (described.Name, described.Type, described.Unit, described.Ucd, described.Utype, described.Xtype, described.Description, described.ArraySize));
    }
}
