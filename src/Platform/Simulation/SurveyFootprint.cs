using System.Globalization;

namespace Hven.Platform.Simulation;

/// <summary>One tile of the simulated survey: a patch of sky between two circles of declination and two meridians.</summary>
/// <param name="Index">Number of the tile in the whole tiling; stays the same when fewer tiles are made.</param>
/// <param name="Name">Name from the centre, as the Dark Energy Survey names its tiles: DEShhmm+ddmm, truncated.</param>
/// <param name="Ra">Centre, degrees, 0 to 360.</param>
/// <param name="Dec">Centre, degrees.</param>
/// <param name="Width">Extent in right ascension, degrees of right ascension.</param>
/// <param name="Height">Extent in declination, degrees.</param>
public sealed record SurveyTile(int Index, string Name, double Ra, double Dec, double Width, double Height)
{
    /// <summary>Area in square degrees.</summary>
    public double Area => Width * (Math.Sin(double.DegreesToRadians(Dec + (Height / 2))) - Math.Sin(double.DegreesToRadians(Dec - (Height / 2)))) * (180 / Math.PI);
}

/// <summary>
/// The sky of the simulated survey: about 5000 square degrees in the south, made of a wide field, an arm along the equator that holds the
/// globular cluster M2, and a field that joins them; it crosses RA 0.
/// </summary>
public static class SurveyFootprint
{
    /// <summary>Extent of a tile in degrees.</summary>
    public const double TileSize = 0.72;

    /// <summary>Right ascension of the globular cluster M2 (NGC 7089) in degrees.</summary>
    public const double ClusterRa = 323.3626;

    /// <summary>Declination of the globular cluster M2 in degrees.</summary>
    public const double ClusterDec = -0.8233;

    /// <summary>The tiles, in order of declination and right ascension.</summary>
    /// <param name="count">How many: those nearest to M2 and to RA 0 on the equator first; <see langword="null"/> for all.</param>
    public static IReadOnlyList<SurveyTile> Tiles(int? count = null)
    {
        var tiles = new List<SurveyTile>();
        int index = 0;
        for (int ring = (int)(-66 / TileSize); ring * TileSize < 6; ring++)
        {
            double dec = ring * TileSize;
            int tilesInRing = (int)Math.Ceiling(360 * Math.Cos(double.DegreesToRadians(dec)) / TileSize);
            double width = 360.0 / tilesInRing;
            for (int column = 0; column < tilesInRing; column++, index++)
            {
                double ra = column * width;
                if (Covers(ra > 180 ? ra - 360 : ra, dec))
                {
                    tiles.Add(new(index, Name(ra, dec), ra, dec, width, TileSize));
                }
            }
        }

        return count is not { } wanted
            ? tiles
            : [.. tiles
                .OrderBy(tile => Math.Min(Distance(tile, ClusterRa, ClusterDec), Distance(tile, 0, 0)))
                .Take(wanted)
                .OrderBy(tile => tile.Index)];
    }

    /// <summary>Whether a position is in the footprint's outline. The edges wave as those of a real survey do.</summary>
    /// <param name="ra">Right ascension in degrees, -180 to 180.</param>
    /// <param name="dec">Declination in degrees.</param>
    private static bool Covers(double ra, double dec)
    {
        double wave = 1.1 * Math.Sin(ra * 0.31) + (0.7 * Math.Sin(ra * 0.83 + 1));
        bool equator = ra is > -43 and < 46 && dec > -2.2 + (0.2 * wave) && dec < 2.3 + (0.3 * wave);
        bool south = ra > -57 + (0.12 * (dec + 50) * (dec + 50)) && ra < 92 - (0.05 * (dec + 50) * (dec + 50)) && dec > -64 + wave && dec < -39 + wave;
        bool joint = ra > -6 + (0.25 * wave) + (0.1 * (dec + 20)) && ra < 58 + wave && dec >= -42 && dec <= 4 + (0.5 * wave);
        return equator || south || joint;
    }

    private static double Distance(SurveyTile tile, double ra, double dec)
    {
        double across = Math.Abs(tile.Ra - ra);
        return double.Hypot(Math.Min(across, 360 - across), tile.Dec - dec);
    }

    private static string Name(double ra, double dec)
    {
        int raMinutes = (int)(ra * 4);
        int decMinutes = (int)Math.Abs(dec * 60);
        return string.Create(CultureInfo.InvariantCulture, $"DES{raMinutes / 60:00}{raMinutes % 60:00}{(dec < 0 ? '-' : '+')}{decMinutes / 60:00}{decMinutes % 60:00}");
    }
}
