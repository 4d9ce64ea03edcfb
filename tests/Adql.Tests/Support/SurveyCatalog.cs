using Hven.Adql.Binding;

namespace Hven.Adql.Tests.Support;

/// <summary>A catalogue with the columns the Dark Energy Survey's queries use, and two schemas.</summary>
internal sealed class SurveyCatalog : IAdqlCatalog
{
    public static AdqlTable Main { get; } = new(
        "dr1",
        "main",
        [
            new AdqlColumn("_healpix_29", AdqlType.BigInt) { Hidden = true, Ucd = "pos.healpix" },
            new AdqlColumn("coadd_object_id", AdqlType.BigInt) { Ucd = "meta.id;meta.main", Description = "Identifier" },
            new AdqlColumn("ra", AdqlType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main", Utype = "stc:ra", Description = "Right ascension" },
            new AdqlColumn("dec", AdqlType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
            new AdqlColumn("mag_auto_g", AdqlType.Real) { Unit = "mag", Ucd = "phot.mag;em.opt.B" },
            new AdqlColumn("mag_auto_r", AdqlType.Real) { Unit = "mag", Ucd = "phot.mag;em.opt.R" },
            new AdqlColumn("flags_g", AdqlType.SmallInt) { Ucd = "meta.code" },
            new AdqlColumn("nepochs", AdqlType.Integer),
            new AdqlColumn("tilename", AdqlType.Varchar),
            new AdqlColumn("is_star", AdqlType.Boolean),
        ],
        new SkyIndex("ra", "dec", "_healpix_29"));

    public static AdqlTable Extras { get; } = new(
        "dr1",
        "extras",
        [
            new AdqlColumn("coadd_object_id", AdqlType.BigInt),
            new AdqlColumn("redshift", AdqlType.Double),
            new AdqlColumn("note", AdqlType.Varchar),
            new AdqlColumn("Odd \"Name\"", AdqlType.Integer),
            new AdqlColumn("größe", AdqlType.Integer),
            new AdqlColumn("flux_all", AdqlType.Real) { ArraySize = "5" },
            new AdqlColumn("s_region", AdqlType.Polygon) { Xtype = "polygon" },
            new AdqlColumn("obs_time", AdqlType.Timestamp) { Xtype = "timestamp" },
        ],
        null);

    /// <summary>Has the same name as another table in another schema.</summary>
    public static AdqlTable OldMain { get; } = new(
        "sva1",
        "main",
        [new AdqlColumn("coadd_object_id", AdqlType.BigInt), new AdqlColumn("ra", AdqlType.Double), new AdqlColumn("dec", AdqlType.Double)],
        null);

    public static AdqlTable Tiles { get; } = new(
        "dr1", "tiles", [new AdqlColumn("tilename", AdqlType.Varchar), new AdqlColumn("depth", AdqlType.Double) { Unit = "arcsec" }], null);

    public IEnumerable<AdqlTable> Tables => [Main, Extras, OldMain, Tiles];

    public AdqlTable? Find(string? schema, string name)
    {
        AdqlTable[] found =
        [
            .. Tables.Where(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && (schema is null || t.Schema.Equals(schema, StringComparison.OrdinalIgnoreCase))),
        ];
        return found.Length == 1 ? found[0] : null;
    }

    public static string Source(AdqlTable table) => $"\"{table.Schema}_{table.Name}\"";
}
