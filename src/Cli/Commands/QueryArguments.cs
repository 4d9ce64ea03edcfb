namespace Hven.Cli.Commands;

/// <summary>What <c>hven query</c> was told.</summary>
internal sealed record QueryArguments(string Query, string? Output, long? MaxRows, string? FormatName, long? NullValue, bool DesTypes, bool Check, bool Explain, bool Json, string? Url)
{
    /// <summary>Whether it is to run as a job.</summary>
    public bool Job { get; init; }

    /// <summary>Name of the job.</summary>
    public string? Name { get; init; }

    /// <summary>The format that was named, by <c>--format</c>, <c>--json</c> or the file's extension.</summary>
    public OutputFormat? Format =>
        FormatName is not null ? OutputFormat.Find(FormatName)
        : Json ? OutputFormat.Json
        : Output is not null ? OutputFormat.FindByExtension(Output)
        : null;

    /// <exception cref="UsageException">Some of it cannot be meant.</exception>
    public void Validate(Terminal terminal)
    {
        if (MaxRows < 0)
        {
            throw new UsageException($"--max-rows is {MaxRows}; it must be 0 or more.");
        }

        if (Check && Explain)
        {
            throw new UsageException("Give --check or --explain, not both: --explain checks as well.");
        }

        if ((Check || Explain) && (Output is not null || FormatName is not null || MaxRows is not null || NullValue is not null || DesTypes))
        {
            throw new UsageException($"{(Check ? "--check" : "--explain")} runs nothing, so that --output, --format, --max-rows, --null-value and --des-types have no meaning with it.");
        }

        if (Name is not null && !Job)
        {
            throw new UsageException("--name is a job's: give --job as well.");
        }

        if (Job && (Check || Explain || (Json && Output is not null)))
        {
            throw new UsageException("--job runs the query: it does not go with --check or --explain, nor with --json beside -o FILE.");
        }

        if (Json && FormatName is not null && !Job)
        {
            throw new UsageException("Give --json or --format, not both.");
        }

        if (!Check && !Explain && !Job && Output is null && terminal.OutputIsTerminal && Format is { IsText: false } binary)
        {
            throw new UsageException($"{binary.Name} cannot be shown on a screen. Write it to a file with -o FILE.");
        }

        _ = Format;
    }
}
