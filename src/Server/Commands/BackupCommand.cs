using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Hven.Platform.Backup;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace Hven.Server.Commands;

/// <summary><c>hvend backup</c> and <c>hvend restore</c>: everything that cannot be made again.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        Option<string> data = CommandOptions.Data();
        Option<string> to = new("--to") { Description = "Folder of the backup: an empty one, or that of a former backup, of which only what changed is written.", Required = true };
        Command command = new("backup", "Copy the data directory and the state, while the server runs.") { data, to };
        command.SetAction((parsed, cancellationToken) => RunAsync(async () =>
        {
            DataDirectory directory = new(parsed.GetValue(data)!);
            if (!Directory.Exists(directory.Root))
            {
                throw new InvalidDataException($"There is no data directory {directory.Root}.");
            }

            await using ServiceProvider services = HvenServer.BuildState(directory);
            await services.GetRequiredService<StateStart>().StartAsync(cancellationToken);
            await using HvenState state = await services.GetRequiredService<IDbContextFactory<HvenState>>().CreateDbContextAsync(cancellationToken);
            BackupOutcome outcome = await new BackupFolder(parsed.GetValue(to)!).WriteAsync(directory, services.GetRequiredService<IStateDatabase>(), state, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Files:N0} files of {outcome.Bytes:N0} bytes, {outcome.Copied:N0} of them copied now; {outcome.Rows:N0} rows of state."));
        }));
        return command;
    }

    public static Command CreateRestore()
    {
        Option<string> data = CommandOptions.Data();
        Option<string> from = new("--from") { Description = "Folder of the backup.", Required = true };
        Command command = new("restore", "Make a data directory of a backup; the state goes to the database that its hven.json names.") { from, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(async () =>
        {
            BackupOutcome outcome = await new BackupFolder(parsed.GetValue(from)!).ReadAsync(
                new(parsed.GetValue(data)!),
                async (directory, stream) =>
                {
                    await using ServiceProvider services = HvenServer.BuildState(directory);
                    await services.GetRequiredService<StateStart>().StartAsync(cancellationToken);
                    await using HvenState state = await services.GetRequiredService<IDbContextFactory<HvenState>>().CreateDbContextAsync(cancellationToken);
                    return await StateFile.ReadAsync(services.GetRequiredService<IStateDatabase>(), state, stream, cancellationToken);
                },
                cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Restored {outcome.Files:N0} files of {outcome.Bytes:N0} bytes and {outcome.Rows:N0} rows of state; all as they were backed up."));
        }));
        return command;
    }

    private static async Task<int> RunAsync(Func<Task> work)
    {
        try
        {
            await work();
            return ExitCodes.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or DbException or DbUpdateException)
        {
            await Console.Error.WriteLineAsync(exception.InnerException is DbException cause ? cause.Message : exception.Message);
            return ExitCodes.Failed;
        }
    }
}
