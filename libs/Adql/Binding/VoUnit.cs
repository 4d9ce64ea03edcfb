using System.Collections.Frozen;
using System.Globalization;

namespace Hven.Adql.Binding;

/// <summary>A unit as its size in SI units and the powers of their dimensions; angles, counts and magnitudes count as dimensions of their own.</summary>
internal sealed class VoUnit
{
    private const double AstronomicalUnit = 149_597_870_700;
    private const double Degree = Math.PI / 180;
    private const double Year = 365.25 * 86400;

    // Dimensions by their letter: metre l, kilogram m, second t, ampere i, kelvin k, mole n, candela c, radian a, magnitude g, and what is counted #.
    private const string Dimensions = "lmtikncag#";

    // (size, powers of the dimensions, whether SI prefixes apply)
    private static readonly FrozenDictionary<string, (double Size, string Powers, bool TakesPrefix)> s_units = new Dictionary<string, (double, string, bool)>
    {
        ["m"] = (1, "l", true), ["Angstrom"] = (1e-10, "l", false), ["angstrom"] = (1e-10, "l", false), ["AU"] = (AstronomicalUnit, "l", false),
        ["au"] = (AstronomicalUnit, "l", false), ["pc"] = (AstronomicalUnit * 648000 / Math.PI, "l", true), ["lyr"] = (299_792_458 * Year, "l", true),
        ["solRad"] = (6.957e8, "l", false), ["g"] = (1e-3, "m", true), ["solMass"] = (1.988409870698051e30, "m", false), ["u"] = (1.66053906660e-27, "m", true),
        ["s"] = (1, "t", true), ["min"] = (60, "t", false), ["h"] = (3600, "t", false), ["d"] = (86400, "t", false), ["a"] = (Year, "t", true), ["yr"] = (Year, "t", true),
        ["A"] = (1, "i", true), ["K"] = (1, "k", true), ["mol"] = (1, "n", true), ["cd"] = (1, "c", true), ["Hz"] = (1, "t-", true),
        ["rad"] = (1, "a", true), ["deg"] = (Degree, "a", false), ["arcmin"] = (Degree / 60, "a", false), ["arcsec"] = (Degree / 3600, "a", true),
        ["mas"] = (Degree / 3.6e6, "a", false), ["uas"] = (Degree / 3.6e9, "a", false), ["sr"] = (1, "aa", true),
        ["mag"] = (1, "g", true), ["J"] = (1, "mllt-t-", true), ["erg"] = (1e-7, "mllt-t-", false), ["eV"] = (1.602176634e-19, "mllt-t-", true),
        ["Ry"] = (2.1798723611035e-18, "mllt-t-", true), ["W"] = (1, "mllt-t-t-", true), ["solLum"] = (3.828e26, "mllt-t-t-", false), ["N"] = (1, "mlt-t-", true),
        ["Pa"] = (1, "ml-t-t-", true), ["Jy"] = (1e-26, "mt-t-", true), ["V"] = (1, "mllt-t-t-i-", true), ["C"] = (1, "ti", true), ["T"] = (1, "mt-t-i-", true),
        ["G"] = (1e-4, "mt-t-i-", true), ["barn"] = (1e-28, "ll", true), ["ct"] = (1, "#", true), ["count"] = (1, "#", true), ["ph"] = (1, "#", true),
        ["photon"] = (1, "#", true), ["adu"] = (1, "#", true), ["electron"] = (1, "#", true), ["pix"] = (1, "#", true), ["pixel"] = (1, "#", true),
        ["%"] = (0.01, "", false),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, double> s_prefixes = new Dictionary<string, double>
    {
        ["da"] = 1e1, ["h"] = 1e2, ["k"] = 1e3, ["M"] = 1e6, ["G"] = 1e9, ["T"] = 1e12, ["P"] = 1e15, ["E"] = 1e18, ["Z"] = 1e21, ["Y"] = 1e24,
        ["d"] = 1e-1, ["c"] = 1e-2, ["m"] = 1e-3, ["u"] = 1e-6, ["n"] = 1e-9, ["p"] = 1e-12, ["f"] = 1e-15, ["a"] = 1e-18, ["z"] = 1e-21, ["y"] = 1e-24,
    }.ToFrozenDictionary();

    private readonly double[] _powers = new double[Dimensions.Length];

    private VoUnit()
    {
    }

    public double Size { get; private set; } = 1;

    public bool IsOfOneKindAs(VoUnit other) => _powers.AsSpan().SequenceEqual(other._powers);

    /// <summary>Reads a product of units with powers, such as <c>km.s**-1</c>, <c>mas/yr</c> or <c>10**-3 Jy</c>; null when it is none.</summary>
    public static VoUnit? TryParse(string text)
    {
        var unit = new VoUnit();
        int at = 0;
        double sign = 1;
        string trimmed = text.Trim();
        if (trimmed.Length is 0 or > 100)
        {
            return null;
        }

        while (at < trimmed.Length)
        {
            int start = at;
            while (at < trimmed.Length && trimmed[at] is not ('.' or '*' or '/' or ' ' or '^') && !(at > start && char.IsAsciiLetter(trimmed[start]) && (char.IsAsciiDigit(trimmed[at]) || trimmed[at] is '-' or '+')))
            {
                at++;
            }

            string name = trimmed[start..at];
            if (TakePower(trimmed, ref at) is not { } power || !unit.Multiply(name, sign * power))
            {
                return null;
            }

            if (at < trimmed.Length)
            {
                sign = trimmed[at] == '/' ? -1 : 1;
                at++;
                if (at == trimmed.Length)
                {
                    return null;
                }
            }
        }

        return unit;
    }

    /// <summary>The power behind a unit, 1 if there is none; null when it is no number.</summary>
    private static double? TakePower(string text, ref int at)
    {
        bool isMarked = true;
        if (at + 1 < text.Length && text[at] == '*' && text[at + 1] == '*')
        {
            at += 2;
        }
        else if (at < text.Length && text[at] == '^')
        {
            at++;
        }
        else
        {
            isMarked = false;
        }

        bool isBracketed = isMarked && at < text.Length && text[at] == '(';
        int start = isBracketed ? ++at : at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (at == start && text[at] is '-' or '+')))
        {
            at++;
        }

        ReadOnlySpan<char> digits = text.AsSpan(start, at - start);
        if (digits.IsEmpty)
        {
            return isMarked ? null : 1;
        }

        if (isBracketed && (at == text.Length || text[at++] != ')'))
        {
            return null;
        }

        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int power) && Math.Abs(power) <= 100 ? power : null;
    }

    private bool Multiply(string name, double power)
    {
        if (name == "10")
        {
            Size *= Math.Pow(10, power);
            return true;
        }

        if (Find(name) is not { } found)
        {
            return false;
        }

        Size *= power == 1 ? found.Size : Math.Pow(found.Size, power);
        for (int i = 0; i < found.Powers.Length; i++)
        {
            bool isInverse = i + 1 < found.Powers.Length && found.Powers[i + 1] == '-';
            _powers[Dimensions.IndexOf(found.Powers[i], StringComparison.Ordinal)] += isInverse ? -power : power;
            i += isInverse ? 1 : 0;
        }

        return true;
    }

    private static (double Size, string Powers)? Find(string unit)
    {
        if (s_units.TryGetValue(unit, out (double Size, string Powers, bool TakesPrefix) found))
        {
            return (found.Size, found.Powers);
        }

        foreach ((string prefix, double factor) in s_prefixes)
        {
            if (unit.StartsWith(prefix, StringComparison.Ordinal) && s_units.TryGetValue(unit[prefix.Length..], out found) && found.TakesPrefix)
            {
                return (found.Size * factor, found.Powers);
            }
        }

        return null;
    }
}
