using Hven.Tables;

namespace Hven.Platform.Simulation;

/// <summary>The columns of the simulated catalogue: names, units and meaning in the manner of the Dark Energy Survey's DR1 main table.</summary>
internal static class SimulatedCatalogSchema
{
    public static IReadOnlyList<string> Bands { get; } = ["G", "R", "I", "Z", "Y"];

    /// <summary>UCD of each band (UCD1+ has no word for z and Y; their wavelengths fall into em.opt.I and em.IR.J).</summary>
    private static readonly string[] s_bandUcd = ["em.opt.B", "em.opt.R", "em.opt.I", "em.opt.I", "em.IR.J"];

    public static TableSchema Schema { get; } = new([.. Columns()])
    {
        Name = "main",
        Description = "Objects of the simulated survey: positions, photometry in g, r, i, z and Y, shapes, flags and the simulation's own truth. "
            + "No object is real; M2 is where the globular cluster is.",
    };

    private static IEnumerable<Column> Columns()
    {
        yield return Make("COADD_OBJECT_ID", ElementType.Int64, null, "meta.id;meta.main", "Unique identifier of the coadded object");
        yield return Make("TILENAME", ElementType.String, null, "meta.id.part", "Name of the tile that holds the object") with { TextWidth = 12 };
        yield return Make("HPIX_32", ElementType.Int32, null, "pos.healpix", "HEALPix NESTED index at Nside 32");
        yield return Make("HPIX_1024", ElementType.Int32, null, "pos.healpix", "HEALPix NESTED index at Nside 1024");
        yield return Make("HPIX_4096", ElementType.Int32, null, "pos.healpix", "HEALPix NESTED index at Nside 4096");
        yield return Make("RA", ElementType.Float64, "deg", "pos.eq.ra;meta.main", "Right ascension (ICRS)");
        yield return Make("DEC", ElementType.Float64, "deg", "pos.eq.dec;meta.main", "Declination (ICRS)");
        yield return Make("L", ElementType.Float64, "deg", "pos.galactic.lon", "Galactic longitude");
        yield return Make("B", ElementType.Float64, "deg", "pos.galactic.lat", "Galactic latitude");
        yield return Make("A_IMAGE", ElementType.Float32, "pixel", "phys.angSize.smajAxis", "Major axis from the windowed second moments");
        yield return Make("B_IMAGE", ElementType.Float32, "pixel", "phys.angSize.sminAxis", "Minor axis from the windowed second moments");
        yield return Make("THETA_J2000", ElementType.Float32, "deg", "pos.posAng", "Position angle of the major axis, east of north");
        yield return Make("EBV_SFD98", ElementType.Float32, "mag", "phot.color.excess", "Reddening E(B-V) in the direction of the object");
        for (int band = 0; band < Bands.Count; band++)
        {
            foreach (Column column in BandColumns(Bands[band], s_bandUcd[band]))
            {
                yield return column;
            }
        }

        yield return Make("TRUE_KIND", ElementType.Int16, null, "src.class", "What the simulation put there: 0 star, 1 elliptical, 2 spiral, 3 irregular galaxy");
        yield return Make("TRUE_REDSHIFT", ElementType.Float32, null, "src.redshift", "Redshift that the simulation put there; null for stars");
    }

    private static IEnumerable<Column> BandColumns(string band, string ucd)
    {
        string name = band == "Y" ? band : band.ToLowerInvariant();
        yield return Make($"MAG_AUTO_{band}", ElementType.Float32, "mag", $"phot.mag;{ucd}", $"Magnitude in an elliptical aperture shaped by the Kron radius, {name} band (AB); 99 when not detected");
        yield return Make($"MAGERR_AUTO_{band}", ElementType.Float32, "mag", $"stat.error;phot.mag;{ucd}", $"Uncertainty of MAG_AUTO_{band}; 99 when not detected");
        yield return Make($"WAVG_MAG_PSF_{band}", ElementType.Float32, "mag", $"phot.mag;{ucd}", $"Weighted mean of the PSF magnitudes of the single exposures, {name} band (AB); -99 when there is none");
        yield return Make($"WAVG_MAGERR_PSF_{band}", ElementType.Float32, "mag", $"stat.error;phot.mag;{ucd}", $"Uncertainty of WAVG_MAG_PSF_{band}; -99 when there is none");
        yield return Make($"SPREAD_MODEL_{band}", ElementType.Float32, null, $"src.morph.param;{ucd}", $"Morphology from the comparison of a PSF with a blurred disc, {name} band: 0 for a point source");
        yield return Make($"SPREADERR_MODEL_{band}", ElementType.Float32, null, $"stat.error;src.morph.param;{ucd}", $"Uncertainty of SPREAD_MODEL_{band}");
        yield return Make($"WAVG_SPREAD_MODEL_{band}", ElementType.Float32, null, $"src.morph.param;{ucd}", $"Weighted mean of SPREAD_MODEL of the single exposures, {name} band; -99 when there is none");
        yield return Make($"WAVG_SPREADERR_MODEL_{band}", ElementType.Float32, null, $"stat.error;src.morph.param;{ucd}", $"Uncertainty of WAVG_SPREAD_MODEL_{band}; -99 when there is none");
        yield return Make($"CLASS_STAR_{band}", ElementType.Float32, null, $"src.class.starGalaxy;{ucd}", $"Star or galaxy, {name} band: 0 for a galaxy, 1 for a star");
        yield return Make($"FLUX_RADIUS_{band}", ElementType.Float32, "pixel", $"phys.angSize;{ucd}", $"Radius that holds half of the light, {name} band");
        yield return Make($"FLAGS_{band}", ElementType.Int16, null, $"meta.code.qual;{ucd}", $"Quality of the detection, {name} band: sum of 1 (neighbours), 2 (deblended), 4 (saturated); below 4 is well behaved");
        yield return Make($"IMAFLAGS_ISO_{band}", ElementType.Int16, null, $"meta.code.qual;{ucd}", $"Flags of the image under the object, {name} band: 0 when no pixel is bad");
        yield return Make($"NEPOCHS_{band}", ElementType.Int16, null, $"meta.number;obs;{ucd}", $"Exposures in which the object was measured, {name} band");
    }

    private static Column Make(string name, ElementType type, string? unit, string ucd, string description) =>
        new(name, type) { Unit = unit, Ucd = ucd, Description = description };
}
