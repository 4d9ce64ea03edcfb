using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Hven.Cli.Commands.Jobs;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Admin;

/// <summary><c>hven admin</c>: what administrators see and change from anywhere; it takes a token with the scope admin.</summary>
internal static class AdminCommand
{
    private static readonly (string Word, string Path, string? Member, string Description)[] s_lists =
    [
        ("users", "users", "users", "List users."), ("roles", "roles", null, "List roles with what they may do."), ("groups", "groups", null, "List groups with their members."), ("jobs", "jobs?limit=100", "jobs", "List the newest jobs of all."),
        ("usage", "usage", null, "See who did how much on which day."), ("audit", "audit", null, "See who changed what, newest first."), ("notices", "notices", null, "List notices."), ("releases", "releases", null, "See whom releases are open to."),
        ("server", "server", null, "See how the server is."),
    ];

    public static Command Create(Terminal terminal)
    {
        Command command = new("admin", "See and steer the server: users, jobs of all, use, notices, maintenance. Takes hven login --scope admin.");
        foreach ((string word, string path, string? member, string description) in s_lists)
        {
            command.Add(List(word, path, member, description, terminal));
        }

        command.Add(User(terminal));
        command.Add(Open(terminal));
        command.Add(Notice(terminal));
        command.Add(Maintenance(terminal));
        return command;
    }

    private static Command List(string word, string path, string? member, string description, Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new(word, description) { json, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            JsonElement answer = await client.GetAdminAsync(path, cancellationToken);
            JsonElement shown = member is null ? answer : answer.GetProperty(member);
            await terminal.Output.WriteAsync(parsed.GetValue(json) ? TerminalText.NeutralizeLines(answer.GetRawText()) + "\n" : shown.ValueKind == JsonValueKind.Array ? Table(shown, terminal) : Members(shown, ""), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command User(Terminal terminal)
    {
        Argument<string> name = new("name") { Description = "The user." };
        Option<string[]> roles = new("--role") { Description = "All roles of the user.", HelpName = "R", AllowMultipleArgumentsPerToken = true };
        Option<string[]> groups = new("--group") { Description = "All groups of the user; '' for none.", HelpName = "G", AllowMultipleArgumentsPerToken = true };
        Option<string?> status = new("--status") { Description = "active or disabled.", HelpName = "S" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("user", "See a user, or change roles, groups and state.") { name, roles, groups, status, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            string path = $"users/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}";
            string change = Json(writer =>
            {
                Strings(writer, "roles", parsed.GetResult(roles) is null ? null : parsed.GetValue(roles));
                Strings(writer, "groups", parsed.GetResult(groups) is null ? null : parsed.GetValue(groups));
                if (parsed.GetValue(status) is { } state)
                {
                    writer.WriteString("status", state);
                }
            });
            if (change != "{}")
            {
                await client.SendAdminAsync(HttpMethod.Patch, path, change, cancellationToken);
            }

            await terminal.Output.WriteAsync(Members(await client.GetAdminAsync(path, cancellationToken), ""), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Open(Terminal terminal)
    {
        Argument<string> release = new("release") { Description = "The release." };
        Option<string[]> groups = new("--group") { Description = "A group that it is open to, all of them.", HelpName = "G", AllowMultipleArgumentsPerToken = true };
        Option<bool> everybody = new("--everybody") { Description = "Open it to everybody." };
        Option<string?> table = new("--table") { Description = "Only this table, for groups that may see the release besides.", HelpName = "T" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("open", "Open a release, or one of its tables, to groups or to everybody.") { release, groups, everybody, table, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            string name = parsed.GetRequiredValue(release);
            string[]? named = parsed.GetResult(groups) is null ? null : parsed.GetValue(groups);
            if (named is null != parsed.GetValue(everybody))
            {
                throw new UsageException("Give --group or --everybody.");
            }

            JsonElement[] known = [.. (await client.GetAdminAsync("releases", cancellationToken)).EnumerateArray().Where(one => one.GetProperty("name").GetString() == name)];
            if (known.Length == 0)
            {
                throw new UsageException($"There is no release '{name}'.");
            }

            Dictionary<string, string[]> tables = known[0].GetProperty("tableGroups").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.EnumerateArray().Select(one => one.GetString()!).ToArray());
            string[]? release1 = known[0].GetProperty("groups") is { ValueKind: JsonValueKind.Array } old ? [.. old.EnumerateArray().Select(one => one.GetString()!)] : null;
            if (parsed.GetValue(table) is { } one)
            {
                tables.Remove(one);
                if (named is not null)
                {
                    tables[one] = named;
                }
            }
            else
            {
                release1 = named;
            }

            JsonElement answer = await client.SendAdminAsync(HttpMethod.Put, $"releases/{Uri.EscapeDataString(name)}/access", Json(writer =>
            {
                Strings(writer, "groups", release1);
                writer.WriteStartObject("tableGroups");
                foreach ((string key, string[] value) in tables)
                {
                    Strings(writer, key, value);
                }

                writer.WriteEndObject();
            }), cancellationToken);
            await terminal.Output.WriteAsync(Members(answer, ""), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Notice(Terminal terminal)
    {
        Argument<string> title = new("title") { Description = "In a few words." };
        Argument<string> body = new("text") { Description = "All of it." };
        Option<string[]> roles = new("--role") { Description = "Roles that it is for. Default: everybody.", HelpName = "R", AllowMultipleArgumentsPerToken = true };
        Option<string?> until = new("--until") { Description = "Shown until then, for instance 2027-01-31T12:00:00Z.", HelpName = "TIME" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("notice", "Tell users something.") { title, body, roles, until, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            await client.SendAdminAsync(HttpMethod.Post, "notices", Json(writer =>
            {
                writer.WriteString("title", parsed.GetRequiredValue(title));
                writer.WriteString("body", parsed.GetRequiredValue(body));
                Strings(writer, "roles", parsed.GetResult(roles) is null ? null : parsed.GetValue(roles));
                if (parsed.GetValue(until) is { } time)
                {
                    writer.WriteString("until", time);
                }
            }), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Maintenance(Terminal terminal)
    {
        Argument<string?> message = new("message") { Description = "What users are told; without one the maintenance ends.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> url = ServerAddress.Option();
        Command command = new("maintenance", "Let what runs finish and nothing new begin; without a message, end that.") { message, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            await client.SendAdminAsync(HttpMethod.Put, "maintenance", Json(writer => writer.WriteString("message", parsed.GetValue(message))), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Strings(Utf8JsonWriter writer, string name, string[]? values)
    {
        if (values is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string value in values.Where(value => value.Length > 0))
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Objects as rows; what a cell cannot hold is left to --json.</summary>
    private static string Table(JsonElement rows, Terminal terminal)
    {
        string[] names = [.. rows.EnumerateArray().SelectMany(row => row.EnumerateObject()).Where(member => member.Value.ValueKind != JsonValueKind.Object).Select(member => member.Name).Distinct(StringComparer.Ordinal)];
        bool IsNumber(string name) => rows.EnumerateArray().All(row => !row.TryGetProperty(name, out JsonElement value) || value.ValueKind is JsonValueKind.Number or JsonValueKind.Null);
        TextTable table = new([.. names.Select(name => new TextColumn(name, IsNumber: IsNumber(name)))], terminal.OutputWidth, new Style(terminal.OutputIsTerminal && terminal.HasStyle));
        return names.Length == 0 ? "" : table.Format([.. rows.EnumerateArray().Select(row => names.Select(name => ColumnTable.Cell(row.TryGetProperty(name, out JsonElement value) ? Text(value) : "")).ToArray())]);
    }

    private static string Members(JsonElement value, string indent)
    {
        StringBuilder text = new();
        foreach (JsonProperty member in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            bool isNested = member.Value.ValueKind == JsonValueKind.Object || (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.Object));
            text.Append(CultureInfo.InvariantCulture, $"{indent}{TerminalText.Neutralize(member.Name).PadRight(18)}{(isNested ? "" : TerminalText.Neutralize(Text(member.Value)))}\n");
            if (isNested)
            {
                foreach (JsonElement one in member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().ToArray() : [member.Value])
                {
                    text.Append(Members(one, indent + "  "));
                }
            }
        }

        return text.ToString();
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(Text)),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.GetRawText(),
    };
}
