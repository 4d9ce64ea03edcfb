using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hven.Sky;

/// <summary>Positions as people write them: decimal degrees, sexagesimal, and the names that the IAU makes of positions.</summary>
public static class SkyCoordText
{
    /// <summary>Most digits after the point of seconds: finer than a double's last digit.</summary>
    public const int MaxSecondsDigits = 9;

    /// <summary>
    /// Reads a position. Two numbers are degrees (<c>10.5 -20.25</c>, <c>10.5d, -20.25d</c>); hours or degrees, minutes and seconds
    /// may stand with colons, blanks or units (<c>00:42:44.3 +41:16:09</c>, <c>0h42m44.3s +41d16m09s</c>), and then right
    /// ascension is in hours unless its unit is <c>d</c>; a name carries a J before the digits (<c>DES J004244.33-411607.5</c>).
    /// A minus before zero degrees counts. Right ascension is -360 to 360 degrees or 0 to 24 hours.
    /// </summary>
    /// <param name="text">The text; blanks around it do not matter.</param>
    /// <param name="position">The position, or (0, 0).</param>
    /// <param name="error">What is wrong, or null.</param>
    /// <returns>Whether the text is a position.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SkyCoord position, [NotNullWhen(false)] out SkyCoordTextError? error)
    {
        error = new SkyCoordParser(text ?? "").Parse(out position);
        return error is null;
    }

    /// <summary>Reads a position as <see cref="TryParse"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SkyFormatException">The text is not a position.</exception>
    public static SkyCoord Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out SkyCoord position, out SkyCoordTextError? error) ? position : throw new SkyFormatException(error);
    }

    /// <summary>Degrees with a number of digits after the point, rounded: <c>10.68471 +41.26875</c>.</summary>
    /// <param name="position">The position.</param>
    /// <param name="digits">0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of digits is not within 0 and 15.</exception>
    public static string ToDecimal(SkyCoord position, int digits = 6)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 15);
        string format = "F" + digits.ToString(CultureInfo.InvariantCulture);
        string ra = position.RaDegrees.ToString(format, CultureInfo.InvariantCulture);
        string wholeTurn = 360.0.ToString(format, CultureInfo.InvariantCulture);
        string dec = Math.Abs(position.DecDegrees).ToString(format, CultureInfo.InvariantCulture);
        bool isZero = dec.AsSpan().IndexOfAnyInRange('1', '9') < 0;
        char sign = position.DecDegrees < 0 && !isZero ? '-' : '+';
        return $"{(ra == wholeTurn ? 0.0.ToString(format, CultureInfo.InvariantCulture) : ra)} {sign}{dec}";
    }

    /// <summary>
    /// Hours and degrees, rounded: <c>00:42:44.330 +41:16:07.50</c>. Right ascension has one digit more than declination, since a
    /// second of time is 15 seconds of arc.
    /// </summary>
    /// <param name="position">The position.</param>
    /// <param name="digits">Digits after the point of the seconds of declination, 0 to 8.</param>
    /// <param name="style">What stands between the numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of digits is not within 0 and 8.</exception>
    public static string ToSexagesimal(SkyCoord position, int digits = 2, SexagesimalStyle style = SexagesimalStyle.Colons)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(digits, MaxSecondsDigits);
        Sexagesimal ra = Sexagesimal.Rounded(position.RaDegrees, Sexagesimal.SecondsOfTimePerDegree, digits + 1).WrappedAtDay();
        Sexagesimal dec = Sexagesimal.Rounded(position.DecDegrees, Sexagesimal.SecondsOfArcPerDegree, digits);
        return $"{ra.ToString(style, 'h')} {dec.Sign}{dec.ToString(style, 'd')}";
    }

    /// <summary>
    /// The name of a source at a position by the IAU's rule: digits are cut off, never rounded, so that a source's name does not
    /// move into another field (<c>J004244.33+411607.5</c>). A number within two roundings of the next digit counts as that digit, so
    /// that a name read by <see cref="TryParse"/> gives itself.
    /// </summary>
    /// <param name="position">The position.</param>
    /// <param name="prefix">What stands before the J, blanks included; for example <c>"DES "</c>.</param>
    /// <param name="raDigits">Digits after the point of the seconds of right ascension, 0 to 9.</param>
    /// <param name="decDigits">Digits after the point of the seconds of declination, 0 to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of digits is not within 0 and 9.</exception>
    public static string ToIauName(SkyCoord position, string prefix = "", int raDigits = 2, int decDigits = 1)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(raDigits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(raDigits, MaxSecondsDigits);
        ArgumentOutOfRangeException.ThrowIfNegative(decDigits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decDigits, MaxSecondsDigits);
        Sexagesimal ra = Sexagesimal.Truncated(position.RaDegrees, Sexagesimal.SecondsOfTimePerDegree, raDigits).HeldBelowDay();
        Sexagesimal dec = Sexagesimal.Truncated(position.DecDegrees, Sexagesimal.SecondsOfArcPerDegree, decDigits);
        return $"{prefix}J{ra.ToString(SexagesimalStyle.Compact, 'h')}{dec.Sign}{dec.ToString(SexagesimalStyle.Compact, 'd')}";
    }
}
