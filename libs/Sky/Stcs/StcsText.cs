using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Hven.Sky;

/// <summary>
/// Regions in the subset of STC-S that TAP uses (TAP 1.0, section 6; STC-S 1.33):
/// <c>Position</c>, <c>Circle</c>, <c>Ellipse</c>, <c>Box</c>, <c>Polygon</c>, and <c>Union</c>, <c>Intersection</c> and <c>Not</c> of those in
/// parentheses. Behind the word may stand frame (with equinox, as in <c>FK4 B1950</c>), reference position and flavor, in this order; all numbers are
/// degrees. Words have no case; commas count as blanks.
/// </summary>
/// <remarks>
/// <c>Ellipse</c> has longitude, latitude, longer semi-axis, shorter semi-axis and the position angle of the longer axis, from north through east.
/// <c>Box</c> has longitude, latitude, and the whole extents in both coordinates, as <see cref="Box"/> has them.
/// </remarks>
public static class StcsText
{
    /// <summary>How deep compounds may stand in each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Reads a region.</summary>
    /// <param name="text">The text.</param>
    /// <param name="region">The region, or null.</param>
    /// <param name="diagnostics">All that is wrong, in the order of the text; none if it is a region.</param>
    /// <returns>Whether the text is a region.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out StcsRegion? region, out IReadOnlyList<StcsDiagnostic> diagnostics)
    {
        var parser = new StcsParser(text ?? "");
        region = parser.Parse();
        diagnostics = parser.Diagnostics;
        return region is not null;
    }

    /// <summary>Reads a region as <see cref="TryParse"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="StcsFormatException">The text is not a region.</exception>
    public static StcsRegion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out StcsRegion? region, out IReadOnlyList<StcsDiagnostic> diagnostics) ? region : throw new StcsFormatException(diagnostics);
    }

    /// <summary>Writes a region; read again, it is equal to the last digit.</summary>
    /// <param name="region">The region.</param>
    public static string Format(StcsRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        StringBuilder text = new();
        Write(region, text);
        return text.ToString();
    }

    private static void Write(StcsRegion region, StringBuilder text)
    {
        if (region is StcsCompound compound)
        {
            text.Append(compound.Operation);
            WriteSystem(region.System, text);
            text.Append(" (");
            foreach (StcsRegion part in compound.Parts)
            {
                text.Append(' ');
                Write(part, text);
            }

            text.Append(" )");
            return;
        }

        (string word, double[] numbers) = Describe(((StcsShape)region).Shape);
        text.Append(word);
        WriteSystem(region.System, text);
        foreach (double number in numbers)
        {
            text.Append(' ').Append(number.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteSystem(StcsSystem system, StringBuilder text)
    {
        if (system.Frame != StcsFrame.NotGiven)
        {
            text.Append(' ').Append(system.Frame.ToString().ToUpperInvariant());
        }

        if (system.Equinox is { } equinox)
        {
            bool isBesselian = system.Frame == StcsFrame.Fk4;
            double year = isBesselian ? equinox.BesselianYear : equinox.JulianYear;

            // Ten decimals of a year are three milliseconds; more would show the rounding of the year.
            text.Append(isBesselian ? " B" : " J").Append(year.ToString("0.0#########", CultureInfo.InvariantCulture));
        }

        if (system.ReferencePosition != StcsReferencePosition.NotGiven)
        {
            text.Append(' ').Append(system.ReferencePosition.ToString().ToUpperInvariant());
        }

        if (system.Flavor != StcsFlavor.NotGiven)
        {
            text.Append(' ').Append(system.Flavor.ToString().ToUpperInvariant());
        }
    }

    private static (string Word, double[] Numbers) Describe(Region shape) => shape switch
    {
        SkyPoint point => ("Position", [point.Position.RaDegrees, point.Position.DecDegrees]),
        Circle circle => ("Circle", [circle.Center.RaDegrees, circle.Center.DecDegrees, circle.Radius.Degrees]),
        Ellipse ellipse => (
            "Ellipse",
            [ellipse.Center.RaDegrees, ellipse.Center.DecDegrees, ellipse.SemiMajor.Degrees, ellipse.SemiMinor.Degrees, ellipse.PositionAngle.Degrees]),
        Box box => ("Box", [box.Center.RaDegrees, box.Center.DecDegrees, box.Width.Degrees, box.Height.Degrees]),
        Polygon polygon => ("Polygon", [.. polygon.Vertices.SelectMany(vertex => new[] { vertex.RaDegrees, vertex.DecDegrees })]),
        _ => throw new ArgumentException($"STC-S has no shape {shape.GetType().Name}.", nameof(shape)),
    };
}
