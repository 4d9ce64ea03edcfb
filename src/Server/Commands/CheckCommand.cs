using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Hven.Platform.Catalog;
using Hven.Platform.Files;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace Hven.Server.Commands;

/// <summary><c>hvend check</c>: compares what is on disk with the manifests.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> data = CommandOptions.Data();
        Command command = new("check", "Verify what is on disk against its manifests.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DataDirectory directory = new(parsed.GetValue(data)!);
            int faults = 0;
            try
            {
                foreach (CatalogTable table in SurveyCatalog.Load(directory).Releases.SelectMany(release => release.Tables))
                {
                    IReadOnlyList<string> found = await Manifest.VerifyAsync(directory.Table(table.Release, table.Name), cancellationToken);
                    Console.WriteLine($"{table.FullName}: {(found.Count == 0 ? "as it was ingested" : $"{found.Count} faults")}");
                    foreach (string fault in found)
                    {
                        await Console.Error.WriteLineAsync(fault);
                    }

                    faults += found.Count;
                }

                faults += await CheckFilesAsync(directory, cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or DbException)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return ExitCodes.Failed;
            }

            return faults == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<int> CheckFilesAsync(DataDirectory directory, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = HvenServer.BuildState(directory);
        IStateDatabase database = services.GetRequiredService<IStateDatabase>();
        if (!database.IsShared && !File.Exists(directory.State))
        {
            return 0;
        }

        await using HvenState state = await services.GetRequiredService<IDbContextFactory<HvenState>>().CreateDbContextAsync(cancellationToken);
        if ((await state.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            throw new InvalidDataException($"The state in {database.Name} is of an earlier version, so that users' files cannot be checked. Start the server once, which brings it to this one.");
        }

        int faults = 0;
        FileCheck check = new(directory, state);
        await foreach (string fault in check.FaultsAsync(cancellationToken))
        {
            await Console.Error.WriteLineAsync(fault);
            faults++;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{check.Files:N0} files of users: {(faults == 0 ? "as they came" : $"{faults} faults")}"));
        return faults;
    }
}
