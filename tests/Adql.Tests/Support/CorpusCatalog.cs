using Hven.Adql.Binding;

namespace Hven.Adql.Tests.Support;

/// <summary>The tables of the ADQL corpus as a catalogue knows them.</summary>
internal sealed class CorpusCatalog : IAdqlCatalog
{
    private static readonly AdqlTable[] s_tables =
    [
        new(
            "t",
            "objects",
            [
                new AdqlColumn("_healpix_29", AdqlType.BigInt) { Hidden = true }, new("id", AdqlType.BigInt), Number("ra", "deg"), Number("dec", "deg"), Number("mag_g", "mag"), Number("mag_r", "mag"),
                new("mag_i", AdqlType.Real), Number("flux", "mJy"), new("n", AdqlType.Integer), new("flags", AdqlType.SmallInt), Text("name"), Text("tile"), Number("pmra", "mas.yr-1"), Number("pmdec", "mas.yr-1"),
                Number("parallax", "mas"), Number("rv", "km.s-1"), new("obs", AdqlType.Varchar) { Xtype = "timestamp" }, Text("words"), Shape("pos", "2", "point"),
            ],
            new SkyIndex("ra", "dec", "_healpix_29")),
        new(
            "t",
            "fields",
            [
                new AdqlColumn("_healpix_29", AdqlType.BigInt) { Hidden = true }, new("field", AdqlType.Integer), Number("ra", "deg"), Number("dec", "deg"), Number("radius", "deg"), Text("label"), Text("tile"), Number("depth", "mag"),
                Shape("area_c", "3", "circle"), Shape("footprint", "*", "polygon"),
            ],
            new SkyIndex("ra", "dec", "_healpix_29")),
    ];

    public IEnumerable<AdqlTable> Tables => s_tables;

    public AdqlTable? Find(string? schema, string name) => Array.Find(
        s_tables, table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && (schema is null || schema.Equals("t", StringComparison.OrdinalIgnoreCase)));

    private static AdqlColumn Number(string name, string unit) => new(name, AdqlType.Double) { Unit = unit };

    private static AdqlColumn Text(string name) => new(name, AdqlType.Varchar);

    private static AdqlColumn Shape(string name, string size, string xtype) => new(name, AdqlType.Double) { ArraySize = size, Xtype = xtype, Unit = "deg" };
}
