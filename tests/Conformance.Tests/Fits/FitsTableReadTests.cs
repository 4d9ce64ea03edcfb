using Hven.Conformance.Tests.Support;

namespace Hven.Conformance.Tests.Fits;

/// <summary>Every table of every FITS file of the real data, of Debian's eso-midas-testdata and of astropy's tests, cell by cell against astropy and fitsio.</summary>
public sealed class FitsTableReadTests
{
    private const string ImpliedPoint = "astropy does not apply the implied decimal point of a number without a point (FITS 4.0, section 7.2.5)";
    private const string ScaledSingle = "fitsio computes TSCAL and TZERO of binary32 in binary32, we and astropy in binary64";
    private const string Decimals = "the last bit of some numbers: cfitsio's own conversion of decimals does not round to the nearest, ours and astropy's do";

    /// <summary>Where a peer reads something else than we do, and why: peer, end of the path, HDU, column (* for the whole table).</summary>
    private static readonly (string Peer, string File, int Hdu, string Column, string Reason)[] s_differences =
    [
        ("astropy", "fits/tst0009.mt", 1, "Mag", ImpliedPoint),
        ("astropy", "fits/tst0009.mt", 1, "Channel", ImpliedPoint),
        ("astropy", "fits/tst0009.mt", 1, "Dist", ImpliedPoint),
        ("astropy", "fits/tst0009.mt", 1, "Mass", ImpliedPoint),
        ("fitsio", "fits/tst0009.mt", 1, "*", "fitsio ends with a segmentation fault"),
        ("astropy", "fits/tst0011.mt", 2, "Mag", ImpliedPoint),
        ("astropy", "fits/tst0011.mt", 2, "Channel", ImpliedPoint),
        ("astropy", "fits/tst0011.mt", 2, "Dist", ImpliedPoint),
        ("astropy", "fits/tst0011.mt", 2, "Mass", ImpliedPoint),
        ("fitsio", "fits/tst0011.mt", 2, "*", "fitsio ends with a segmentation fault"),
        ("astropy", "fits/tst0012.mt", 4, "Mag", ImpliedPoint),
        ("astropy", "fits/tst0012.mt", 4, "Channel", ImpliedPoint),
        ("astropy", "fits/tst0012.mt", 4, "Dist", ImpliedPoint),
        ("astropy", "fits/tst0012.mt", 4, "Mass", ImpliedPoint),
        ("fitsio", "fits/tst0012.mt", 4, "*", "fitsio ends with a segmentation fault"),
        ("astropy", "fits/tst0010.mt", 1, "COUNTS", "astropy does not apply TNULL to integers under TSCAL"),
        ("fitsio", "fits/tst0010.mt", 1, "COUNTS", "fitsio reads bytes under TSCAL as binary32 of other values, and knows no TNULL there"),
        ("astropy", "fits/tst0012.mt", 1, "COUNTS", "astropy does not apply TNULL to integers under TSCAL"),
        ("fitsio", "fits/tst0012.mt", 1, "COUNTS", "fitsio reads bytes under TSCAL as binary32 of other values, and knows no TNULL there"),
        ("astropy", "vla_logical_pre_fix.fits", 1, "flag", "written by an old astropy with the bytes 0 and 1, which are neither T nor F: null to us"),
        ("fitsio", "prim/order.tfits", 1, "*", "fitsio fails on a header card"),
        ("fitsio", "tests/data/ascii.fits", 1, "a", "fitsio gives a number where TNULL stands"),
        ("fitsio", "tests/data/ascii.fits", 1, "b", "fitsio gives a number where TNULL stands"),
        ("fitsio", "ascii_i4-i20.fits", 1, "col3", "fitsio reads an I field of 20 characters through binary64"),
        ("fitsio", "tests/data/tb.fits", 1, "c3", ScaledSingle),
        ("fitsio", "zerowidth.fits", 5, "UU---SIN", ScaledSingle),
        ("fitsio", "zerowidth.fits", 5, "VV---SIN", ScaledSingle),
        ("fitsio", "zerowidth.fits", 5, "WW---SIN", ScaledSingle),
        ("fitsio", "zerowidth.fits", 5, "DATE", ScaledSingle),
        ("fitsio", "testdata/file001.fits", 1, "RA", Decimals),
        ("fitsio", "testdata/file001.fits", 1, "DEC", Decimals),
        ("fitsio", "testdata/file001.fits", 1, "D25", Decimals),
        ("fitsio", "testdata/file001.fits", 1, "INCL.", Decimals),
        ("fitsio", "testdata/file001.fits", 1, "RV", Decimals),
        ("fitsio", "HorseHead.fits", 1, "XI_CORR", Decimals),
        ("fitsio", "HorseHead.fits", 1, "ETA_CORR", Decimals),
        ("fitsio", "tycho2.kd.fits", 4, "*", "texts outside ASCII, which fitsio refuses"),
        ("fitsio", "tycho2.kd.fits", 5, "*", "texts outside ASCII, which fitsio refuses"),
        ("fitsio", "tycho2.kd.fits", 6, "*", "texts outside ASCII, which fitsio refuses"),
    ];

    [Theory]
    [InlineData("astropy")]
    [InlineData("fitsio")]
    public async Task Read_every_table_equals_the_peer(string peer)
    {
        List<TablePlace> places = await TableFiles.AllAsync();
        Assert.SkipWhen(places.Count == 0, "There are no FITS files: set HVEN_TEST_DATA, or install eso-midas-testdata.");
        List<string> unknown = [];
        HashSet<(string, string, int, string, string)> met = [];
        foreach (PeerTable theirs in await TableFiles.PeerAsync(peer, places))
        {
            foreach ((string column, string difference) in await DifferencesAsync(theirs))
            {
                var known = Array.Find(s_differences, entry => entry.Peer == peer && theirs.File.EndsWith(entry.File, StringComparison.Ordinal) && entry.Hdu == theirs.Hdu && entry.Column == column);
                if (known.Peer is null)
                {
                    unknown.Add($"{theirs.File} HDU {theirs.Hdu} column {column}: {difference}");
                }
                else
                {
                    met.Add(known);
                }
            }
        }

        Assert.True(unknown.Count == 0, string.Join('\n', unknown));

        // An entry that is no longer true must go.
        Assert.DoesNotContain(s_differences, entry => entry.Peer == peer && !met.Contains(entry) && places.Any(place => place.Path.EndsWith(entry.File, StringComparison.Ordinal)));
    }

    private static async Task<List<(string Column, string Difference)>> DifferencesAsync(PeerTable theirs)
    {
        if (theirs.Columns is null)
        {
            return [("*", theirs.Error ?? "nothing")];
        }

        List<CellForm.Digest> ours = await TableFiles.OursAsync(new TablePlace(theirs.File, theirs.Hdu));
        Assert.Equal(theirs.Columns.Count, ours.Count);
        return
        [
            .. theirs.Columns.Zip(ours).Where(pair => pair.First.Rows != pair.Second.Rows || pair.First.Sha256 != pair.Second.Sha256)
                .Select(pair => (pair.Second.Name, $"{pair.First.Rows} rows {string.Join(" | ", pair.First.First)} but ours {pair.Second.Rows} rows {string.Join(" | ", pair.Second.First)}")),
        ];
    }
}
