namespace Hven.Platform.Simulation;

/// <summary>
/// The objects of the simulated sky, tile by tile. A tile's objects depend on the seed, the number of objects and the tile alone. Populations follow
/// published shapes, not published objects: star counts rise towards the galactic plane, colours follow the stellar locus, galaxy counts rise as
/// 10^(0.4 m) and flatten, a part of the galaxies gathers in clusters with a red sequence, and M2 has a King-like profile and an old isochrone.
/// </summary>
internal sealed class SimulatedSky
{
    public const int BandCount = 5;

    private const double StarFraction = 0.22;
    private const double ClusterDistanceModulus = 15.5;

    private readonly long _seed;
    private readonly long _objects;
    private readonly double _totalWeight;

    public SimulatedSky(long seed, long objects, IReadOnlyList<SurveyTile> tiles)
    {
        _seed = seed;
        _objects = objects;
        Tiles = tiles;
        ClusterStars = tiles.Any(HoldsCluster) ? Math.Max(Math.Min(objects / 4, 600), objects / 2000) : 0;
        _totalWeight = tiles.Sum(Weight);
    }

    public IReadOnlyList<SurveyTile> Tiles { get; }

    /// <summary>Stars of the globular cluster.</summary>
    public long ClusterStars { get; }

    /// <summary>Objects of a tile; sums up to the objects asked for, exactly.</summary>
    public long Count(int tile) => Cumulative(tile + 1) - Cumulative(tile) + (HoldsCluster(Tiles[tile]) ? ClusterStars : 0);

    /// <summary>Makes the objects of a tile, one after another.</summary>
    /// <param name="tile">Index into <see cref="Tiles"/>.</param>
    public IEnumerable<SimulatedObject> Make(int tile)
    {
        SurveyTile place = Tiles[tile];
        SeededGenerator random = new(_seed, place.Index);
        GalaxyCluster[] clusters = [.. Enumerable.Range(0, 1 + random.Poisson(1.5)).Select(_ => GalaxyCluster.Make(ref random, place))];
        long field = Cumulative(tile + 1) - Cumulative(tile);
        double starFraction = StarFraction * StarDensity(place) / Weight(place) * place.Area;
        for (long number = 0; number < field; number++)
        {
            yield return random.Chance(starFraction) ? FieldStar(ref random, place) : Galaxy(ref random, place, clusters);
        }

        for (long number = 0; HoldsCluster(place) && number < ClusterStars; number++)
        {
            yield return ClusterStar(ref random, place);
        }
    }

    private static bool HoldsCluster(SurveyTile tile) =>
        Math.Abs(tile.Ra - SurveyFootprint.ClusterRa) <= tile.Width / 2 && Math.Abs(tile.Dec - SurveyFootprint.ClusterDec) <= tile.Height / 2;

    private long Cumulative(int tile)
    {
        _cumulative ??= MakeCumulative();
        return _cumulative[tile];
    }

    private long[]? _cumulative;

    private long[] MakeCumulative()
    {
        long[] sums = new long[Tiles.Count + 1];
        double weight = 0;
        for (int tile = 0; tile < Tiles.Count; tile++)
        {
            weight += Weight(Tiles[tile]);
            sums[tile + 1] = tile == Tiles.Count - 1 ? _objects - ClusterStars : (long)((_objects - ClusterStars) * (weight / _totalWeight));
        }

        return sums;
    }

    /// <summary>Relative number of objects of a tile.</summary>
    private static double Weight(SurveyTile tile) => tile.Area * (1 - StarFraction + (StarFraction * StarDensity(tile)));

    /// <summary>Star counts relative to the footprint's mean: they rise towards the galactic plane.</summary>
    private static double StarDensity(SurveyTile tile)
    {
        (_, double latitude) = GalacticCoordinates.From(tile.Ra, tile.Dec);
        return 0.6 + (2.5 * Math.Exp(-Math.Abs(latitude) / 16));
    }

    private static SimulatedObject FieldStar(ref SeededGenerator random, SurveyTile tile)
    {
        SimulatedObject star = Place(ref random, tile);
        star.Magnitude[2] = MagnitudeBetween(ref random, 14.5, 24.2, 0.16);
        // Blue turn-off stars of the halo and red dwarfs of the disc: the two humps of every star count in g-i.
        double gi = random.Chance(0.42) ? 0.55 + (0.17 * random.Normal()) : 2.15 + (0.48 * random.Normal());
        StellarLocus(ref star.Magnitude, Math.Clamp(gi, -0.4, 3.6), ref random);
        return star;
    }

    private static SimulatedObject ClusterStar(ref SeededGenerator random, SurveyTile tile)
    {
        SimulatedObject star = Place(ref random, tile);
        // Half of the stars within 1.06 arcminutes of the centre, none outside 12.5 (Harris 1996, 2010 edition).
        double radius;
        do
        {
            double part = random.Uniform();
            radius = 1.06 / 60 * Math.Sqrt(part / (1 - part));
        }
        while (radius > 12.5 / 60);

        double angle = random.Uniform(0, 2 * Math.PI);
        star.Dec = SurveyFootprint.ClusterDec + (radius * Math.Sin(angle));
        star.Ra = SurveyFootprint.ClusterRa + (radius * Math.Cos(angle) / Math.Cos(double.DegreesToRadians(star.Dec)));
        double absolute = MagnitudeBetween(ref random, -2.2, 7.5, 0.22);
        double gi;
        if (absolute < 1.2 && random.Chance(0.3))
        {
            absolute = 0.5 + (0.12 * random.Normal());
            gi = random.Uniform(-0.5, 0.3);
        }
        else if (absolute < 3.2)
        {
            gi = 1.35 - (0.235 * (absolute + 2.2));
        }
        else if (absolute < 4.2)
        {
            gi = 0.32 + (0.08 * (4.2 - absolute) * (4.2 - absolute));
        }
        else
        {
            gi = 0.32 + (0.145 * Math.Pow(absolute - 4.2, 1.6));
        }

        star.Magnitude[2] = absolute + ClusterDistanceModulus;
        StellarLocus(ref star.Magnitude, gi, ref random);
        return star;
    }

    private static SimulatedObject Galaxy(ref SeededGenerator random, SurveyTile tile, GalaxyCluster[] clusters)
    {
        SimulatedObject galaxy = Place(ref random, tile);
        bool member = random.Chance(0.18);
        galaxy.Magnitude[2] = MagnitudeBetween(ref random, 15.5, 24.4, 0.34);
        double brightness = galaxy.Magnitude[2];
        galaxy.Redshift = Math.Clamp((0.045 * Math.Pow(Math.Max(brightness - 14, 0.3), 1.25)) * Math.Exp(0.42 * random.Normal()), 0.003, 2.5);
        if (member)
        {
            GalaxyCluster cluster = clusters[(int)(random.Uniform() * clusters.Length)];
            galaxy.Ra = cluster.Ra + (cluster.Spread * random.Normal() / Math.Cos(double.DegreesToRadians(cluster.Dec)));
            galaxy.Dec = cluster.Dec + (cluster.Spread * random.Normal());
            galaxy.Redshift = cluster.Redshift + (0.004 * random.Normal());
        }

        double kind = random.Uniform();
        galaxy.Kind = kind < (member ? 0.62 : 0.22) ? ObjectKind.Elliptical : kind < (member ? 0.9 : 0.76) ? ObjectKind.Spiral : ObjectKind.Irregular;
        GalaxyColours(ref galaxy, ref random);
        double size = galaxy.Kind == ObjectKind.Elliptical ? 0.75 : galaxy.Kind == ObjectKind.Spiral ? 0.95 : 0.6;
        galaxy.Radius = Math.Clamp(size * Math.Pow(10, -0.13 * (brightness - 20.5)) * Math.Exp(0.3 * random.Normal()), 0.12, 30);
        double thin = galaxy.Kind == ObjectKind.Elliptical ? 0.45 : 0.15;
        galaxy.AxisRatio = thin + ((1 - thin) * Math.Sqrt(random.Uniform()));
        galaxy.PositionAngle = random.Uniform(-90, 90);
        return galaxy;
    }

    private static SimulatedObject Place(ref SeededGenerator random, SurveyTile tile)
    {
        double low = Math.Sin(double.DegreesToRadians(tile.Dec - (tile.Height / 2)));
        double high = Math.Sin(double.DegreesToRadians(tile.Dec + (tile.Height / 2)));
        return new()
        {
            Ra = tile.Ra + random.Uniform(-tile.Width / 2, tile.Width / 2),
            Dec = double.RadiansToDegrees(Math.Asin(random.Uniform(low, high))),
            AxisRatio = 1,
        };
    }

    /// <summary>A magnitude whose counts rise as 10^(slope m).</summary>
    private static double MagnitudeBetween(ref SeededGenerator random, double bright, double faint, double slope)
    {
        double first = Math.Pow(10, slope * bright);
        double last = Math.Pow(10, slope * faint);
        return Math.Log10(first + (random.Uniform() * (last - first))) / slope;
    }

    /// <summary>Fills the other bands of a star from i and g-i along the locus of main-sequence stars.</summary>
    private static void StellarLocus(ref Magnitudes magnitude, double gi, ref SeededGenerator random)
    {
        double ri = gi < 1.65 ? 0.06 + (0.21 * (gi - 0.3)) : 0.345 + (0.82 * (gi - 1.65));
        double iz = 0.5 * ri;
        double zy = 0.02 + (0.22 * ri);
        double i = magnitude[2];
        magnitude[0] = i + gi + (0.02 * random.Normal());
        magnitude[1] = i + ri + (0.02 * random.Normal());
        magnitude[3] = i - iz + (0.02 * random.Normal());
        magnitude[4] = i - iz - zy + (0.02 * random.Normal());
    }

    /// <summary>Fills the other bands of a galaxy: the 4000 Angstrom break moves through g and r with redshift.</summary>
    private static void GalaxyColours(ref SimulatedObject galaxy, ref SeededGenerator random)
    {
        double z = galaxy.Redshift;
        double red = galaxy.Kind switch { ObjectKind.Elliptical => 1, ObjectKind.Spiral => 0.55, _ => 0.22 };
        double scatter = galaxy.Kind == ObjectKind.Elliptical ? 0.04 : 0.12;
        double gr = red * (0.75 + (2.3 * Math.Min(z, 0.38)) - (0.5 * Math.Max(0, z - 0.5)));
        double ri = red * (0.36 + (0.3 * Math.Min(z, 0.35)) + (1.7 * Math.Clamp(z - 0.35, 0, 0.35)));
        double iz = red * (0.28 + (0.12 * z) + (0.9 * Math.Clamp(z - 0.7, 0, 0.4)));
        double zy = red * 0.12;
        double i = galaxy.Magnitude[2];
        galaxy.Magnitude[1] = i + ri + (scatter * random.Normal());
        galaxy.Magnitude[0] = galaxy.Magnitude[1] + gr + (scatter * random.Normal());
        galaxy.Magnitude[3] = i - iz + (scatter * random.Normal());
        galaxy.Magnitude[4] = galaxy.Magnitude[3] - zy + (scatter * random.Normal());
    }

    /// <summary>A cluster of galaxies.</summary>
    /// <param name="Ra">Centre, degrees.</param>
    /// <param name="Dec">Centre, degrees.</param>
    /// <param name="Redshift">Of all its members.</param>
    /// <param name="Spread">Deviation of the members' positions, degrees.</param>
    private readonly record struct GalaxyCluster(double Ra, double Dec, double Redshift, double Spread)
    {
        public static GalaxyCluster Make(ref SeededGenerator random, SurveyTile tile)
        {
            SimulatedObject centre = Place(ref random, tile);
            double redshift = random.Uniform(0.08, 0.75);
            return new(centre.Ra, centre.Dec, redshift, random.Uniform(0.006, 0.012) / redshift);
        }
    }
}
