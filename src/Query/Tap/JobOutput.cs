using System.Globalization;
using System.Text.RegularExpressions;
using Hven.Platform.Http;

namespace Hven.Query.Tap;

/// <summary>In which files a job of a query leaves its rows.</summary>
/// <param name="Formats">The formats, each once; the first is TAP's result.</param>
/// <param name="Base">Name of the files before the extension.</param>
/// <param name="Compresses">Whether files become <c>.gz</c>.</param>
/// <param name="SplitBytes">Bytes after which a file is closed and the next begun; null for one file whatever its size.</param>
internal sealed partial record JobOutput(IReadOnlyList<ResultFormat> Formats, string Base, bool Compresses, long? SplitBytes)
{
    private const string DefaultBase = "result";
    private const int MostSplitMiB = 1 << 20;

    /// <exception cref="ServiceException">A parameter is wrong.</exception>
    public static JobOutput From(DaliParameters parameters)
    {
        string[] names = [.. (parameters["RESPONSEFORMAT"] ?? parameters["FORMAT"] ?? "vot").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        ResultFormat[] formats = [.. parameters.All("FORMAT").Count() > 1
            ? parameters.All("FORMAT").SelectMany(one => one.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(TapQuery.FindFormat)
            : names.Select(TapQuery.FindFormat)];
        long? nullValue = parameters["NULLVALUE"] is { } text
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw new ServiceException("usage", 400, $"NULLVALUE is '{text}'; it must be a whole number, for instance -9999.")
            : null;
        bool desTypes = Flag(parameters, "DESTYPES");
        string name = parameters["BASENAME"] ?? DefaultBase;
        return formats.DistinctBy(format => format.Name).Count() < formats.Length
            ? throw new ServiceException("usage", 400, "FORMAT names two formats whose files have one name; ask for each once.")
            : !BasePattern().IsMatch(name)
            ? throw new ServiceException("usage", 400, $"BASENAME is '{name}'; it must be 1 to 100 letters, digits and . _ -, and begin with a letter or digit.")
            : new([.. formats.Select(format => format.Changed(nullValue, desTypes))], name, Compress(parameters["COMPRESS"]), Split(parameters["SPLITMIB"]));
    }

    private static bool Compress(string? text) => text?.ToUpperInvariant() switch
    {
        null or "" or "NONE" or "FALSE" or "0" => false,
        "GZIP" or "TRUE" or "1" => true,
        _ => throw new ServiceException("usage", 400, $"COMPRESS is '{text}'; it must be gzip or none."),
    };

    private static bool Flag(DaliParameters parameters, string name) => parameters[name]?.ToUpperInvariant() switch
    {
        null or "" or "FALSE" or "0" => false,
        "TRUE" or "1" => true,
        _ => throw new ServiceException("usage", 400, $"{name} is '{parameters[name]}'; it must be true or false."),
    };

    private static long? Split(string? text) => text is null or "" ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double mib) && mib is >= 0.1 and <= MostSplitMiB
            ? (long)(mib * (1 << 20))
            : throw new ServiceException("usage", 400, $"SPLITMIB is '{text}'; it must be a number of MiB from 0.1 to {MostSplitMiB}.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex BasePattern();
}
