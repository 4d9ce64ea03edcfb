using System.Globalization;
using Hven.Platform.Http;

namespace Hven.Query.Cone;

/// <summary>What a cone search asks for (Simple Cone Search 1.03, section 2.1).</summary>
/// <param name="Ra">Right ascension of the centre in degrees, 0 to 360.</param>
/// <param name="Dec">Declination of the centre in degrees, -90 to 90.</param>
/// <param name="Radius">Radius in degrees, 0 to 180; 0 asks for the columns alone.</param>
/// <param name="Verbosity">1 for identifier and position, 2 and 3 for all columns.</param>
/// <param name="MaxRows">Rows at most, or null for the setting.</param>
/// <param name="Format">The form of the answer.</param>
internal sealed record ConeParameters(double Ra, double Dec, double Radius, int Verbosity, long? MaxRows, ResultFormat Format)
{
    /// <summary>Reads a request's parameters.</summary>
    /// <exception cref="ServiceException">One is missing or wrong.</exception>
    public static ConeParameters From(DaliParameters parameters)
    {
        double radius = Number(parameters, "SR", 0, 180);
        string? format = parameters["RESPONSEFORMAT"] ?? parameters["FORMAT"];
        return new(
            Number(parameters, "RA", 0, 360),
            Number(parameters, "DEC", -90, 90),
            radius,
            parameters["VERB"] is { } verb ? Whole("VERB", verb, 1, 3) : 2,
            radius == 0 ? 0 : parameters["MAXREC"] is { } most ? Whole("MAXREC", most, 0, int.MaxValue) : null,
            format is null ? ResultFormat.VotableTableData : ResultFormat.Find(format) ?? throw Wrong($"RESPONSEFORMAT is '{format}'; there is no such format here."));
    }

    private static double Number(DaliParameters parameters, string name, double least, double most)
    {
        string text = parameters[name] ?? throw Wrong($"The parameter {name} is missing. A search needs RA, DEC and SR, in degrees.");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : throw Wrong($"{name} is '{text}'; it must be a number of degrees from {least} to {most}.");
    }

    private static int Whole(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw Wrong($"{name} is '{text}'; it must be a whole number from {least} to {most}.");

    private static ServiceException Wrong(string message) => new("usage", 400, message);
}
