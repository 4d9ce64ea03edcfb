namespace Hven.Cli;

/// <summary>A form in which a result can be had.</summary>
/// <param name="Name">The server's name for it.</param>
/// <param name="Aliases">File extensions and other names under which people ask for it.</param>
/// <param name="IsText">Whether a screen can show it.</param>
internal sealed record OutputFormat(string Name, IReadOnlyList<string> Aliases, bool IsText)
{
    public static OutputFormat Csv { get; } = new("csv", ["csv"], IsText: true);

    public static OutputFormat Json { get; } = new("json", ["json"], IsText: true);

    private static OutputFormat[] All { get; } =
    [
        Csv,
        new("tsv", ["tsv", "tab"], IsText: true),
        new("vot", ["vot", "votable", "xml"], IsText: true),
        new("fits", ["fits", "fit"], IsText: false),
        new("parquet", ["parquet"], IsText: false),
        new("arrow", ["arrow", "arrows"], IsText: false),
        new("feather", ["feather"], IsText: false),
        new("h5", ["h5", "hdf5", "hdf"], IsText: false),
        new("ecsv", ["ecsv"], IsText: true),
        new("html", ["html", "htm"], IsText: true),
        Json,
    ];

    private static string Names => string.Join(", ", All.Select(format => format.Name));

    /// <exception cref="UsageException">There is none of that name.</exception>
    public static OutputFormat Find(string name) =>
        Match(name) ?? throw new UsageException($"There is no format '{name}'. There are: {Names}.");

    /// <exception cref="UsageException">The extension tells none.</exception>
    public static OutputFormat FindByExtension(string file) =>
        Match(Path.GetExtension(file).TrimStart('.'))
            ?? throw new UsageException($"The extension of '{file}' names no format. Use one of {Names}, or say which with --format.");

    private static OutputFormat? Match(string name) =>
        All.FirstOrDefault(format => format.Aliases.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase));
}
