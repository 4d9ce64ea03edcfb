using System.CommandLine;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;

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
            }
            catch (InvalidDataException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return ExitCodes.Failed;
            }

            return faults == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
