using System.CommandLine;
using System.Net;
using System.Text.Json;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary><c>hven tables</c>: lists the tables, or the columns of one.</summary>
internal static class TablesCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> name = new("name") { Description = "A release, or a table such as dr1.main; all tables when absent.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("tables", "List the tables, or the columns of one.") { name, json, url };
        command.SetAction((parsed, cancellationToken) => Failures.RunAsync(terminal, async () =>
        {
            Uri address = ServerAddress.Resolve(parsed.GetValue(url), terminal);
            using HttpClient http = ServerAddress.Connect(address, terminal, out HvenClient client);
            string answer = await AnswerAsync(client, parsed.GetValue(name), parsed.GetValue(json), terminal, cancellationToken);
            await terminal.Output.WriteAsync(answer, cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task<string> AnswerAsync(HvenClient client, string? name, bool asJson, Terminal terminal, CancellationToken cancellationToken)
    {
        if (name is not null && name.Contains('.', StringComparison.Ordinal))
        {
            TableDescription table = await DescribeAsync(client, name, cancellationToken);
            return asJson ? JsonSerializer.Serialize(table, CliJson.Default.TableDescription) + "\n" : Format(table, terminal);
        }

        TablesResponse tables = await client.ListTablesAsync(cancellationToken);
        if (name is not null)
        {
            ReleaseDescription[] releases = [.. tables.Releases.Where(release => release.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
            tables = releases.Length > 0
                ? new TablesResponse(releases)
                : throw new HvenApiException(HttpStatusCode.NotFound, "release-unknown", $"There is no release '{name}'. There are: {string.Join(", ", tables.Releases.Select(release => release.Name))}. A table is named with its release, as in dr1.main.");
        }

        return asJson ? JsonSerializer.Serialize(tables, CliJson.Default.TablesResponse) + "\n" : Format(tables, terminal);
    }

    private static async Task<TableDescription> DescribeAsync(HvenClient client, string name, CancellationToken cancellationToken)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        (string release, string table) = (name[..dot], name[(dot + 1)..]);
        return release.Length > 0 && table.Trim('.').Length > 0
            ? await client.DescribeTableAsync(release, table, cancellationToken)
            : throw new UsageException($"'{name}' is no table's name; it must be one such as dr1.main.");
    }

    private static string Format(TablesResponse tables, Terminal terminal)
    {
        TextTable table = new(
            [new("table"), new("rows", IsNumber: true), new("columns", IsNumber: true), new("description")],
            terminal.OutputWidth,
            new Style(terminal.OutputIsTerminal && terminal.HasStyle),
            wrapsLast: true);
        return table.Format([.. tables.Releases.SelectMany(release => release.Tables).Select(row => new[]
        {
            ColumnTable.Cell(row.Name),
            new TextCell(Amount.Count(row.RowCount)),
            new TextCell(Amount.Count(row.ColumnCount)),
            ColumnTable.Cell(row.Description),
        })]);
    }

    private static string Format(TableDescription table, Terminal terminal)
    {
        string head = $"{TerminalText.Neutralize(table.Name)}: {Amount.Rows(table.RowCount)}, {Amount.Count(table.Columns.Count)} columns\n";
        string description = table.Description is { Length: > 0 } text ? string.Join('\n', TextWrap.Wrap(TerminalText.Neutralize(text), terminal.OutputWidth)) + "\n" : "";
        string note = table.Columns.Any(column => column.Indexed) ? "* a search by this column is fast\n" : "";
        return $"{head}{description}\n{ColumnTable.Format(table.Columns, terminal)}{note}";
    }
}
