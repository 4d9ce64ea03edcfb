using System.CommandLine;
using Hven.Server.Commands;

RootCommand root = new("hvend: the Hven data-access centre")
{
    ServeCommand.Create(),
    DemoCommand.Create(),
    IngestCommand.Create(),
    CheckCommand.Create(),
    RunJobCommand.Create(),
    UserCommand.Create(),
    BackupCommand.Create(),
    BackupCommand.CreateRestore(),
};

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message);
    }

    await Console.Error.WriteLineAsync($"See: hvend {string.Join(' ', parsed.CommandResult.Command == root ? [] : new[] { parsed.CommandResult.Command.Name })} --help");
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync();
