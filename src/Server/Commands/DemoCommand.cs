using System.CommandLine;
using System.Globalization;
using Hven.Platform.Catalog;
using Hven.Platform.Simulation;
using Hven.Platform.Storage;
using Hven.Query.Ingest;
using Hven.Tables;

namespace Hven.Server.Commands;

/// <summary><c>hvend demo</c>: makes the simulated survey, <c>dr1.main</c>.</summary>
internal static class DemoCommand
{
    private const string Release = "dr1";

    public static Command Create()
    {
        Option<string> data = CommandOptions.Data();
        Option<int> tiles = CommandOptions.Number("--tiles", "Tiles to fill, those around M2 and RA 0 first; the whole footprint when not given.", 1, int.MaxValue);
        Option<long> objects = CommandOptions.Number<long>("--objects", "Objects in all.", 1, 2_000_000_000, 200_000);
        Option<long> seed = CommandOptions.Number<long>("--seed", "Decides every value.", long.MinValue, long.MaxValue, 1);
        Option<bool> replace = new("--replace") { Description = "Replace the demo survey when it exists." };
        Option<bool> noAccelerate = new("--no-accelerate") { Description = "Leave the accelerators to the server's next start." };
        Command command = new("demo", "Make a simulated survey: the same for the same seed, objects and tiles.") { data, tiles, objects, seed, replace, noAccelerate };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DataDirectory directory = new(parsed.GetValue(data)!);
            IngestRequest request = new()
            {
                Data = directory,
                Release = Release,
                Table = "main",
                Sources = [new SimulatedSource(parsed.GetValue(objects), parsed.GetValue(tiles) is var count and > 0 ? count : null, parsed.GetValue(seed))],
                Replace = parsed.GetValue(replace),
            };
            string releaseFile = Path.Combine(directory.Release(Release), "release.json");
            if (!File.Exists(releaseFile))
            {
                ReleaseDescription description = new()
                {
                    Title = "Demo survey",
                    Description = "A simulated survey of the southern sky in g, r, i, z and Y. Made by hvend demo; no object is real.",
                };
                await AtomicFile.WriteJsonAsync(releaseFile, description, cancellationToken);
            }

            return await IngestRun.RunAsync(request, !parsed.GetValue(noAccelerate), cancellationToken);
        });
        return command;
    }

    private sealed class SimulatedSource(long objects, int? tiles, long seed) : ICatalogSource
    {
        public string Name => "the simulated survey";

        public string Identity => string.Create(CultureInfo.InvariantCulture, $"simulation 1: {objects} objects, {tiles?.ToString(CultureInfo.InvariantCulture) ?? "all"} tiles, seed {seed}");

        public ValueTask<SourceDescription> DescribeAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new SourceDescription(SimulatedCatalogReader.Columns, objects));

        public ValueTask<ITableReader> OpenAsync(TableSchema schema, Action<RowReject> onReject, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ITableReader>(new SimulatedCatalogReader(objects, SurveyFootprint.Tiles(tiles), seed));
    }
}
