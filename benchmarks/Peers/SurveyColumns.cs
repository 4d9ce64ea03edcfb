namespace Hven.Benchmarks.Peers;

/// <summary>A column that all contenders hold.</summary>
/// <param name="Name">As in the demo survey.</param>
/// <param name="PostgresType">Its type in PostgreSQL.</param>
internal sealed record SurveyColumn(string Name, string PostgresType);

/// <summary>The thirty columns of the demo survey that stand for a catalogue of usual width.</summary>
internal static class SurveyColumns
{
    private static readonly string[] s_bands = ["G", "R", "I", "Z", "Y"];

    public static IReadOnlyList<SurveyColumn> All { get; } =
    [
        new("_healpix_29", "bigint"), new("COADD_OBJECT_ID", "bigint"), new("RA", "double precision"), new("DEC", "double precision"),
        new("L", "double precision"), new("B", "double precision"), new("A_IMAGE", "real"), new("B_IMAGE", "real"), new("THETA_J2000", "real"), new("EBV_SFD98", "real"),
        .. s_bands.Select(band => new SurveyColumn($"MAG_AUTO_{band}", "real")),
        .. s_bands.Select(band => new SurveyColumn($"MAGERR_AUTO_{band}", "real")),
        new("SPREAD_MODEL_G", "real"), new("SPREAD_MODEL_R", "real"), new("SPREAD_MODEL_I", "real"), new("CLASS_STAR_G", "real"), new("CLASS_STAR_R", "real"),
        new("FLAGS_G", "smallint"), new("FLAGS_R", "smallint"), new("FLAGS_I", "smallint"), new("NEPOCHS_R", "smallint"), new("TRUE_KIND", "smallint"),
    ];

    /// <summary>All of them, for a SELECT.</summary>
    public static string AllNames { get; } = string.Join(", ", All.Select(column => column.Name));

    /// <summary>The ten that a person looking at a few objects asks for.</summary>
    public static string TenNames { get; } = "COADD_OBJECT_ID, RA, DEC, MAG_AUTO_G, MAG_AUTO_R, MAG_AUTO_I, MAG_AUTO_Z, MAG_AUTO_Y, SPREAD_MODEL_I, FLAGS_I";
}
