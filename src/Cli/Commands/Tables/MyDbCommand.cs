using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hven.Cli.Commands.Jobs;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Tables;

/// <summary><c>hven mydb</c>: the user's own tables.</summary>
internal static class MyDbCommand
{
    public static Command Create(Terminal terminal) => new("mydb", "Keep tables of your own on the server: queries name them mydb.NAME.")
    {
        List(terminal), Describe(terminal), Put(terminal), Append(terminal), Change(terminal),
        Simple("drop", "Delete a table.", terminal, async (client, name, cancellationToken) => await client.DropMyTableAsync(name, cancellationToken)),
    };

    private static Command List(Terminal terminal)
    {
        Option<bool> json = Json();
        Option<string?> url = ServerAddress.Option();
        Command command = new("list", "List your tables, and the space that they take.") { json, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            MyTablesResponse tables = await client.ListMyTablesAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                await terminal.Output.WriteAsync(JsonSerializer.Serialize(tables, CliJson.Default.MyTablesResponse) + "\n", cancellationToken);
                return ExitCodes.Done;
            }

            TextTable table = new([new("table"), new("rows", IsNumber: true), new("size", IsNumber: true), new("groups"), new("description")], terminal.OutputWidth, new Style(terminal.OutputIsTerminal && terminal.HasStyle));
            await terminal.Output.WriteAsync(table.Format([.. tables.Tables.Select(one => new[]
            {
                ColumnTable.Cell(one.Name), new TextCell(Amount.Count(one.RowCount)), new TextCell(Amount.Bytes(one.Bytes)), ColumnTable.Cell(string.Join(' ', one.Groups)), ColumnTable.Cell(one.Description),
            })]), cancellationToken);
            await terminal.Error.WriteLineAsync($"{Amount.Bytes(tables.UsedBytes)} taken by tables and jobs{(tables.MaxBytes is { } most ? $", of {Amount.Bytes(most)}" : "")}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Describe(Terminal terminal)
    {
        Argument<string> name = Name();
        Option<bool> json = Json();
        Option<string?> url = ServerAddress.Option();
        Command command = new("describe", "List the columns of a table.") { name, json, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            MyTableDetail detail = await client.DescribeMyTableAsync(Plain(parsed.GetRequiredValue(name)), cancellationToken);
            await terminal.Output.WriteAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(detail, CliJson.Default.MyTableDetail) + "\n"
                : $"{TerminalText.Neutralize(detail.Table.Name)}: {Amount.Rows(detail.Table.RowCount)}{(detail.Table.HasPosition ? ", with positions" : "")}\n\n{ColumnTable.Format(detail.Columns, terminal)}", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Put(Terminal terminal)
    {
        Argument<string> name = Name();
        Argument<string> file = new("file") { Description = "CSV, VOTable, FITS, Parquet, Arrow, HDF5, ECSV, HTML or JSON, told by its content." };
        Option<bool> replace = new("--replace") { Description = "Take the place of a table of the name." };
        Option<string?> description = new("--description") { Description = "What it is.", HelpName = "TEXT" };
        Option<string?> columns = new("--columns") { Description = "Only these columns, with commas between; old=new renames one.", HelpName = "LIST" };
        Option<string?> types = new("--types") { Description = "Types of columns, as in id:BIGINT,flag:SMALLINT (SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, VARCHAR).", HelpName = "LIST" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("put", "Make a table of a file.") { name, file, replace, description, columns, types, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            (string, string?)[] given = [("replace", parsed.GetValue(replace) ? "true" : null), ("description", parsed.GetValue(description)), ("columns", parsed.GetValue(columns)), ("types", parsed.GetValue(types))];
            string table = Plain(parsed.GetRequiredValue(name));
            await using FileStream stream = Open(parsed.GetRequiredValue(file));
            MyUploadJob made = await client.UploadMyTableAsync(table, stream, given.Where(one => one.Item2 is not null).Select(one => KeyValuePair.Create(one.Item1, one.Item2!)), cancellationToken);
            JobDetail job = await JobScreen.FollowAsync(client, made.JobId, terminal, cancellationToken);
            int code = await JobScreen.TellFailureAsync(job, terminal);
            if (code == ExitCodes.Done)
            {
                await terminal.Output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"mydb.{table}: {Amount.Rows(job.Job.Rows ?? 0)}\n"), cancellationToken);
            }

            return code;
        }));
        return command;
    }

    private static Command Append(Terminal terminal)
    {
        Argument<string> name = Name();
        Argument<string> file = new("file") { Description = "A file whose columns are told by their names; those that it has not become null." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("append", "Make a table longer by the rows of a file, all of them or none.") { name, file, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            await using FileStream stream = Open(parsed.GetRequiredValue(file));
            MyTable table = await client.AppendToMyTableAsync(Plain(parsed.GetRequiredValue(name)), stream, cancellationToken);
            await terminal.Output.WriteAsync($"{TerminalText.Neutralize(table.Name)}: {Amount.Rows(table.RowCount)}\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Change(Terminal terminal)
    {
        Argument<string> name = Name();
        Option<string?> newName = new("--name") { Description = "Its new name.", HelpName = "NAME" };
        Option<string?> description = new("--description") { Description = "What it is; '' to take it away.", HelpName = "TEXT" };
        Option<string[]> columns = new("--column") { Description = "What a column is, as in ra='From the finder'.", HelpName = "C=TEXT", AllowMultipleArgumentsPerToken = true };
        Option<string[]> groups = new("--group") { Description = "A group of yours that may read it, all of them; --group '' for nobody.", HelpName = "G", AllowMultipleArgumentsPerToken = true };
        Option<string?> url = ServerAddress.Option();
        Command command = new("change", "Rename a table, say what it is, or share it with groups.") { name, newName, description, columns, groups, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            Dictionary<string, string>? told = parsed.GetResult(columns) is null ? null
                : (parsed.GetValue(columns) ?? []).Select(text => text.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : throw new UsageException($"--column '{pair[0]}' has no =TEXT."));
            string[]? shared = parsed.GetResult(groups) is null ? null : [.. (parsed.GetValue(groups) ?? []).Where(group => group.Length > 0)];
            MyTableDetail detail = await client.ChangeMyTableAsync(
                Plain(parsed.GetRequiredValue(name)), new(parsed.GetValue(newName) is { } wanted ? Plain(wanted) : null, parsed.GetValue(description), told, shared), cancellationToken);
            await terminal.Output.WriteAsync($"{TerminalText.Neutralize(detail.Table.Name)}{(detail.Table.Groups.Count > 0 ? $", shared with {TerminalText.Neutralize(string.Join(", ", detail.Table.Groups))}" : "")}\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Simple(string word, string description, Terminal terminal, Func<HvenClient, string, CancellationToken, Task> run)
    {
        Argument<string> name = Name();
        Option<string?> url = ServerAddress.Option();
        Command command = new(word, description) { name, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            await run(client, Plain(parsed.GetRequiredValue(name)), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "The table's name, with mydb. before it or without." };

    private static Option<bool> Json() => new("--json") { Description = "Answer in JSON, for programs." };

    private static string Plain(string name) => name.StartsWith("mydb.", StringComparison.OrdinalIgnoreCase) ? name[5..] : name;

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
}
