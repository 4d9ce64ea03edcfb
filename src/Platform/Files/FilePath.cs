using System.Globalization;
using System.Text;
using Hven.Platform.Http;

namespace Hven.Platform.Files;

/// <summary>What may name a file: folders and a name with / between them, in Unicode's composed form.</summary>
public static class FilePath
{
    /// <summary>Characters of a path.</summary>
    public const int Most = 500;

    private const int MostDepth = 20;
    private const int MostName = 200;

    /// <summary>A path as it is kept.</summary>
    /// <exception cref="ServiceException">It can name no file.</exception>
    public static string Of(string? text)
    {
        string given = text ?? "";
        if (given.Length > Most)
        {
            throw Bad($"it has {given.Length} characters, and 1 to {Most} are allowed");
        }

        if (given.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar))
        {
            throw Bad("it is no Unicode text");
        }

        string path = ComposedText.Of(given);
        string[] names = path.Split('/');
        return path.Length is 0 or > Most ? throw Bad($"it has {path.Length} characters, and 1 to {Most} are allowed")
            : names.Length > MostDepth ? throw Bad($"it has more than {MostDepth} folders")
            : names.FirstOrDefault(name => name.Length is 0 or > MostName || name[0] is '.' or ' ' || name[^1] is '.' or ' ') is { } bad ? throw Bad($"'{bad}' is no name: it has 1 to {MostName} characters, and neither begins with a dot or a blank nor ends with one")
            : names.FirstOrDefault(IsDevice) is { } device ? throw Bad($"'{device}' is a device on some systems, and no file")
            : path.FirstOrDefault(letter => letter is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) is not '\0' and var odd
            ? throw Bad(FormattableString.Invariant($"it holds the character U+{(int)odd:X4}, which some systems cannot have in names"))
            : path.Contains('\0', StringComparison.Ordinal) ? throw Bad("it holds the character U+0000") : path;
    }

    /// <summary>What Windows takes for a device, whatever the extension.</summary>
    private static bool IsDevice(string name)
    {
        string stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³'));
    }

    /// <summary>What a file is, as far as its name tells; programs take everything else for bytes.</summary>
    public static string MediaType(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => "text/csv",
        ".tsv" or ".txt" or ".log" or ".md" => "text/plain",
        ".json" => "application/json",
        ".fits" or ".fit" or ".fz" => "application/fits",
        ".vot" or ".xml" => "application/x-votable+xml",
        ".parquet" => "application/vnd.apache.parquet",
        ".h5" or ".hdf5" => "application/x-hdf5",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".pdf" => "application/pdf",
        ".zip" => "application/zip",
        ".gz" => "application/gzip",
        ".tar" => "application/x-tar",
        _ => "application/octet-stream",
    };

    private static ServiceException Bad(string why, Exception? cause = null) => new("file-name", 400, $"This cannot name a file: {why}.", cause);
}
