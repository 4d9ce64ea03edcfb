using System.Text.Json;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary><c>hven query --check</c>: what is wrong with a query, or what it would give.</summary>
internal static class QueryCheck
{
    public static async Task<int> RunAsync(HvenClient client, string query, bool asJson, Terminal terminal, CancellationToken cancellationToken)
    {
        CheckQueryResponse response = await client.CheckQueryAsync(query, cancellationToken);
        if (asJson)
        {
            await terminal.Output.WriteAsync(JsonSerializer.Serialize(response, CliJson.Default.CheckQueryResponse) + "\n", cancellationToken);
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

        await terminal.Output.WriteAsync(ColumnTable.Format(response.Columns, terminal), cancellationToken);
        await terminal.Error.WriteLineAsync($"The query is correct; it gives {(response.Columns.Count == 1 ? "1 column" : $"{response.Columns.Count} columns")}.");
        if (response.Estimate is { } estimate)
        {
            await terminal.Error.WriteLineAsync($"It would look at about {Amount.Rows(estimate.Rows)} ({Amount.Bytes(estimate.Bytes)}). --explain says how.");
        }

        return ExitCodes.Done;
    }
}
