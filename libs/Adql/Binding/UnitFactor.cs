using System.Collections.Frozen;

namespace Hven.Adql.Binding;

/// <summary>Factors between single VOUnits of one dimension, with SI prefixes; products of units are not taken apart.</summary>
internal static class UnitFactor
{
    private const double AstronomicalUnit = 149_597_870_700;

    // (dimension, size in the SI unit of it, whether prefixes apply)
    private static readonly FrozenDictionary<string, (char Dimension, double Size, bool TakesPrefix)> Units =
        new Dictionary<string, (char, double, bool)>
        {
            ["rad"] = ('a', 1, true),
            ["deg"] = ('a', Math.PI / 180, false),
            ["arcmin"] = ('a', Math.PI / 180 / 60, false),
            ["arcsec"] = ('a', Math.PI / 180 / 3600, true),
            ["mas"] = ('a', Math.PI / 180 / 3600 / 1000, false),
            ["uas"] = ('a', Math.PI / 180 / 3600 / 1e6, false),
            ["s"] = ('t', 1, true),
            ["min"] = ('t', 60, false),
            ["h"] = ('t', 3600, false),
            ["d"] = ('t', 86400, false),
            ["a"] = ('t', 365.25 * 86400, true),
            ["yr"] = ('t', 365.25 * 86400, true),
            ["m"] = ('l', 1, true),
            ["Angstrom"] = ('l', 1e-10, false),
            ["AU"] = ('l', AstronomicalUnit, false),
            ["pc"] = ('l', AstronomicalUnit * 648000 / Math.PI, true),
            ["g"] = ('m', 1e-3, true),
            ["Jy"] = ('f', 1, true),
            ["Hz"] = ('n', 1, true),
            ["J"] = ('e', 1, true),
            ["erg"] = ('e', 1e-7, false),
            ["eV"] = ('e', 1.602176634e-19, true),
            ["K"] = ('k', 1, true),
            ["mag"] = ('b', 1, true),
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, double> Prefixes = new Dictionary<string, double>
    {
        ["da"] = 1e1, ["h"] = 1e2, ["k"] = 1e3, ["M"] = 1e6, ["G"] = 1e9, ["T"] = 1e12, ["P"] = 1e15,
        ["d"] = 1e-1, ["c"] = 1e-2, ["m"] = 1e-3, ["u"] = 1e-6, ["n"] = 1e-9, ["p"] = 1e-12, ["f"] = 1e-15,
    }.ToFrozenDictionary();

    /// <summary>What a number in one unit is multiplied by to be in the other; null when they differ in kind or one is unknown.</summary>
    public static double? Between(string from, string to)
    {
        if (from == to)
        {
            return 1;
        }

        return Find(from) is { } a && Find(to) is { } b && a.Dimension == b.Dimension ? a.Size / b.Size : null;
    }

    private static (char Dimension, double Size)? Find(string unit)
    {
        if (Units.TryGetValue(unit, out (char Dimension, double Size, bool TakesPrefix) found))
        {
            return (found.Dimension, found.Size);
        }

        foreach ((string prefix, double factor) in Prefixes)
        {
            if (unit.StartsWith(prefix, StringComparison.Ordinal)
                && Units.TryGetValue(unit[prefix.Length..], out found) && found.TakesPrefix)
            {
                return (found.Dimension, found.Size * factor);
            }
        }

        return null;
    }
}
