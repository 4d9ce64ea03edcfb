using System.Text.Json;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary><c>hven query --explain</c>: how a query would be answered.</summary>
internal static class QueryExplain
{
    public static async Task<int> RunAsync(HvenClient client, string query, bool asJson, Terminal terminal, CancellationToken cancellationToken)
    {
        ExplainQueryResponse response = await client.ExplainQueryAsync(query, cancellationToken);
        if (asJson)
        {
            await terminal.Output.WriteAsync(JsonSerializer.Serialize(response, CliJson.Default.ExplainQueryResponse) + "\n", cancellationToken);
            return response.Ok ? ExitCodes.Done : ExitCodes.Failed;
        }

        await DiagnosticPrinter.PrintAsync(terminal, response.Diagnostics, query);
        if (!response.Ok)
        {
            return ExitCodes.Failed;
        }

        if (response.Adql is { } adql)
        {
            await terminal.Error.WriteLineAsync($"Read as ADQL: {TerminalText.NeutralizeLines(adql)}");
        }

        foreach (string step in response.Steps)
        {
            await terminal.Output.WriteAsync($"{TerminalText.NeutralizeLines(step)}\n", cancellationToken);
        }

        if (response.Slow is { } slow)
        {
            await terminal.Output.WriteAsync($"Slow: {TerminalText.NeutralizeLines(slow)}\nHint: {TerminalText.NeutralizeLines(response.Hint ?? "")}\n", cancellationToken);
        }

        return ExitCodes.Done;
    }
}
