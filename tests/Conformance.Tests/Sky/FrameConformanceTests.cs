using System.Globalization;
using Hven.Conformance.Tests.Support;
using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Frames against astropy: 100,000 positions and more, equinoxes and epochs from 1900 to 2100; and against the Starlink AST library's answers.</summary>
public sealed class FrameConformanceTests
{
    private const int Points = 10_000;

    // A tenth of a milliarcsecond is what is promised; what is met is a thousandth of that, in arcseconds, but for FK4.
    private const double Promised = 1e-4;
    private const double Met = 1e-7;

    // Murray's printed matrix is no rotation by some microarcseconds, and astropy leaves out the square of the E-terms.
    private const double MetInFk4 = 5e-6;

    // Newcomb's polynomials from 1900 to 1950 are not quite the inverse of those from 1950 to 1900; here they are.
    private const double MetFrom1900 = 3e-5;

    private static readonly (string Way, double Arcseconds)[] s_ways =
    [
        ("icrs>fk5/2000", Met), ("icrs>fk5/1900", Met), ("fk5/2100>icrs", Met), ("fk5/1950>fk5/2075.25", Met),
        ("icrs>galactic", Met), ("galactic>icrs", Met), ("fk5/1975>galactic", Met),
        ("galactic>supergalactic", Met), ("supergalactic>icrs", Met),
        ("icrs>ecliptic/2000", Met), ("icrs>ecliptic/1900", Met), ("ecliptic/2100>icrs", Met), ("ecliptic/2050>galactic", Met),
        ("fk4/1950/1950>icrs", MetInFk4), ("icrs>fk4/1950/1950", MetInFk4), ("fk4/1900/1900>icrs", MetFrom1900), ("icrs>fk4/1975/2100", MetInFk4),
        ("fk4noe/1950/1987.5>fk5/2000", MetInFk4), ("fk5/2015.5>fk4noe/1925/1901", MetInFk4),
        ("fk4/1950/1970>fk4noe/1900/1970", MetInFk4), ("fk4noe/1950/1970>fk4/1950/1970", MetInFk4),
    ];

    [Fact]
    public async Task Transform_equals_astropy()
    {
        double[] largest = await LargestDifferencesAsync([.. s_ways.Select(way => way.Way)]);
        Assert.All(s_ways.Zip(largest), way => Assert.True(
            way.Second <= Math.Min(way.First.Arcseconds, Promised), $"{way.First.Way}: {way.Second} arcseconds."));
    }

    /// <summary>
    /// astropy goes from FK4 to galactic coordinates without regard to the epoch of observation; here all ways lead through the ICRS. At
    /// B1950 the two agree, else they differ by the turn of FK4, 0.53 arcseconds a century; and through the ICRS astropy says what Hven does.
    /// </summary>
    [Fact]
    public async Task Transform_of_fk4_to_galactic_differs_from_astropys_short_way_by_the_turn_of_fk4()
    {
        double[] largest = await LargestDifferencesAsync(
            "fk4/1950/1950>galactic", "fk4/1950/2000>galactic", "fk4/1950/1900>galactic", "fk4/1950/2000>icrs>galactic", "fk4/1950/1900>icrs>galactic");
        Assert.InRange(largest[0], 0, Promised);
        Assert.InRange(largest[1], 0.2, 0.27);
        Assert.InRange(largest[2], 0.2, 0.27);
        Assert.InRange(largest[3], 0, MetInFk4);
        Assert.InRange(largest[4], 0, MetInFk4);
    }

    [Fact]
    public async Task Proper_motion_equals_astropy()
    {
        string[] ways = ["icrs>galactic", "galactic>supergalactic", "icrs>fk5/1975", "icrs>ecliptic/2000", "ecliptic/2050>supergalactic"];
        var sky = new SkySample(11);
        double[] rows = [.. Enumerable.Range(0, Points).Select(_ => sky.Anywhere())
            .SelectMany(p => new[] { p.RaDegrees, p.DecDegrees, sky.Uniform(-1e4, 1e4), sky.Uniform(-1e4, 1e4) })];
        double[] expected = await SkyReference.AskAsync<double, double>("sky_frames.py", rows, ["motion", .. ways]);
        for (int i = 0; i < expected.Length; i += 4)
        {
            FrameTransform transform = Parse(ways[i / rows.Length]);
            Span<double> row = rows.AsSpan(i % rows.Length, 4);
            (FramePosition place, ProperMotion motion) = transform.Apply(
                new FramePosition(transform.From, row[0], row[1]), new ProperMotion(row[2], row[3]));

            // Near a pole the direction of north is known no better than the longitude.
            double tolerance = 1e-9 / Math.Max(1e-3, Math.Cos(place.LatDegrees * Math.PI / 180));
            Assert.Equal(expected[i + 2], motion.East, tolerance);
            Assert.Equal(expected[i + 3], motion.North, tolerance);
        }
    }

    /// <summary>The answers of another library, which astropy's own tests compare with; the tolerances are those of these tests.</summary>
    [Theory]
    [InlineData("icrs_fk5.csv", 0.03)]
    [InlineData("fk4_no_e_fk4.csv", 1e-5)]
    [InlineData("fk4_no_e_fk5.csv", 0.03)]
    [InlineData("galactic_fk4.csv", 0.03)]
    public void Transform_equals_the_starlink_library(string file, double arcseconds)
    {
        string path = Tool.DataFile("astropy+astropy/astropy/coordinates/tests/accuracy/data/" + file);
        string[][] lines = [.. File.ReadLines(path).Where(line => !line.StartsWith('#')).Select(line => line.Split(','))];
        double largest = 0;
        foreach (string[] cells in lines[1..])
        {
            foreach ((FramePosition given, Frame to, double lon, double lat) in Cases(file, lines[0], cells))
            {
                FramePosition there = given.To(to);
                largest = Math.Max(largest, new SkyCoord(there.LonDegrees, there.LatDegrees).SeparationTo(new SkyCoord(lon, lat)).Arcseconds);
            }
        }

        Assert.True(lines.Length > 150);
        Assert.InRange(largest, 0, arcseconds);
    }

    private static IEnumerable<(FramePosition Given, Frame To, double Lon, double Lat)> Cases(string file, string[] names, string[] cells)
    {
        double Number(string name) => double.Parse(cells[Array.IndexOf(names, name)], CultureInfo.InvariantCulture);
        Instant Epoch(string name) => InstantText.Parse(cells[Array.IndexOf(names, name)], TimeScale.Tt);
        Instant observed = Epoch("obstime");
        Frame fk4;
        (Frame One, Frame Other, string ToOne, string ToOther) pair;
        switch (file)
        {
            case "icrs_fk5.csv":
                pair = (Frame.Icrs, Frame.Fk5(Epoch("equinox_fk5")), "icrs", "fk5");
                break;
            case "fk4_no_e_fk4.csv":
                pair = (Frame.Fk4(Instant.B1950, observed), Frame.Fk4NoETerms(Instant.B1950, observed), "fk4", "fk4ne");
                break;
            case "fk4_no_e_fk5.csv":
                pair = (Frame.Fk4NoETerms(Epoch("equinox_fk4"), observed), Frame.Fk5(Epoch("equinox_fk5")), "fk4", "fk5");
                break;
            default:
                fk4 = Frame.Fk4(Epoch("equinox_fk4"), observed);
                pair = (Frame.Galactic, fk4, "gal", "fk4");
                yield return (new FramePosition(Frame.Galactic, Number("lon_in"), Number("lat_in")), fk4, Number("ra_fk4"), Number("dec_fk4"));
                yield return (new FramePosition(fk4, Number("lon_in"), Number("lat_in")), Frame.Galactic, Number("lon_gal"), Number("lat_gal"));
                yield break;
        }

        yield return (new FramePosition(pair.One, Number("ra_in"), Number("dec_in")), pair.Other, Number("ra_" + pair.ToOther), Number("dec_" + pair.ToOther));
        yield return (new FramePosition(pair.Other, Number("ra_in"), Number("dec_in")), pair.One, Number("ra_" + pair.ToOne), Number("dec_" + pair.ToOne));
    }

    /// <summary>In arcseconds, one a way.</summary>
    private static async Task<double[]> LargestDifferencesAsync(params string[] ways)
    {
        double[] rows = new SkySample(10).Rows(Points);
        double[] expected = await SkyReference.AskAsync<double, double>("sky_frames.py", rows, ["transform", .. ways]);
        double[] largest = new double[ways.Length];
        for (int way = 0; way < ways.Length; way++)
        {
            (double[] lon, double[] lat) = SkySample.Columns(rows);
            Parse(ways[way]).ApplyMany(lon, lat, lon, lat);
            for (int i = 0; i < Points; i++)
            {
                int at = 2 * ((way * Points) + i);
                SkyCoord there = new(expected[at], expected[at + 1]);
                largest[way] = Math.Max(largest[way], new SkyCoord(lon[i], lat[i]).SeparationTo(there).Arcseconds);
            }
        }

        return largest;
    }

    /// <summary>The transform from the first frame of a way to its last.</summary>
    private static FrameTransform Parse(string way) => new(ParseFrame(way.Split('>')[0]), ParseFrame(way.Split('>')[^1]));

    private static Frame ParseFrame(string text)
    {
        string[] parts = text.Split('/');
        double[] years = [.. parts[1..].Select(year => double.Parse(year, CultureInfo.InvariantCulture))];
        return parts[0] switch
        {
            "icrs" => Frame.Icrs,
            "galactic" => Frame.Galactic,
            "supergalactic" => Frame.Supergalactic,
            "fk5" => Frame.Fk5(Instant.FromJulianYear(years[0])),
            "ecliptic" => Frame.Ecliptic(Instant.FromJulianYear(years[0])),
            "fk4" => Frame.Fk4(Instant.FromBesselianYear(years[0]), Instant.FromJulianYear(years[1])),
            _ => Frame.Fk4NoETerms(Instant.FromBesselianYear(years[0]), Instant.FromJulianYear(years[1])),
        };
    }
}
