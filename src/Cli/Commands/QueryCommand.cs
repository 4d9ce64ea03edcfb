using System.CommandLine;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary><c>hven query</c>: runs or checks a query.</summary>
internal static class QueryCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> query = new("query") { Description = "ADQL text; - reads it from standard input, @FILE from a file." };
        Option<string?> output = new("--output", "-o") { Description = "Write the result to FILE; its extension tells the format.", HelpName = "FILE" };
        Option<long?> maxRows = new("--max-rows", "-n")
        {
            Description = $"Rows at most. Default: {QueryOutput.ScreenRows} on the screen, else as many as the server sends.",
            HelpName = "N",
        };
        Option<string?> format = new("--format", "-f") { Description = "csv, tsv, vot, fits, parquet, arrow, feather, h5, ecsv, html or json. Default: a table on the screen, csv in a pipe.", HelpName = "F" };
        Option<long?> nullValue = new("--null-value") { Description = "Write N where there is no value, for instance -9999, as easyaccess did. Default: nulls.", HelpName = "N" };
        Option<bool> desTypes = new("--des-types") { Description = "Give columns the types that the Dark Energy Survey gives them by their names (FLAGS_G 16 bits, MAG_AUTO_G binary32...)." };
        Option<bool> job = new("--job") { Description = "Run it as a job, which goes on without you: prints its id, or waits and writes the result when there is -o." };
        Option<string?> name = new("--name") { Description = "With --job: your name for it.", HelpName = "NAME" };
        Option<bool> check = new("--check") { Description = "Only check the query, and list the columns that it would give." };
        Option<bool> explain = new("--explain") { Description = "Only tell how the query would be answered, what it would read, and what would be slow." };
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("query", "Run a query, and show its rows or write them to a file.") { query, output, maxRows, format, nullValue, desTypes, job, name, check, explain, json, url };
        command.SetAction((parsed, cancellationToken) =>
        {
            QueryArguments arguments = new(
                parsed.GetRequiredValue(query), parsed.GetValue(output), parsed.GetValue(maxRows), parsed.GetValue(format), parsed.GetValue(nullValue), parsed.GetValue(desTypes),
                parsed.GetValue(check), parsed.GetValue(explain), parsed.GetValue(json), parsed.GetValue(url)) { Job = parsed.GetValue(job), Name = parsed.GetValue(name) };
            return RunAsync(arguments, terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(QueryArguments arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string text = "";
        return await Failures.RunAsync(terminal, async () =>
        {
            arguments.Validate(terminal);
            Uri address = ServerAddress.Resolve(arguments.Url, terminal);
            text = await QueryText.ReadAsync(arguments.Query, terminal, cancellationToken);
            using HttpClient http = ServerAddress.Connect(address, terminal, out HvenClient client);
            return arguments.Explain ? await QueryExplain.RunAsync(client, text, arguments.Json, terminal, cancellationToken)
                : arguments.Check
                ? await QueryCheck.RunAsync(client, text, arguments.Json, terminal, cancellationToken)
                : arguments.Job ? await QueryAsJob.RunAsync(client, text, arguments, terminal, cancellationToken)
                : await new QueryOutput(client, terminal, arguments).RunAsync(text, cancellationToken);
        }, () => text);
    }
}
