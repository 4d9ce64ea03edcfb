using System.CommandLine;
using Hven.Platform.Storage;
using Hven.Query.Ingest;

namespace Hven.Server.Commands;

/// <summary><c>hvend ingest catalog FILE... --release R --table T</c>.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("FILE") { Description = "FITS, VOTable, Parquet, Arrow, HDF5, JSON, HTML, CSV, TSV or ECSV files with the same columns.", Arity = ArgumentArity.OneOrMore };
        Option<string> data = CommandOptions.Data();
        Option<string> release = CommandOptions.Name("--release", "Release to put the table into, for instance dr1.");
        Option<string> table = CommandOptions.Name("--table", "Name of the table, for instance objects.");
        Option<string?> metadata = new("--metadata") { Description = "YAML or JSON file with description, ra, dec, id and columns (unit, ucd, description)." };
        Option<string?> ra = new("--ra") { Description = "Column with right ascension in degrees; found by UCD or name when not given." };
        Option<string?> dec = new("--dec") { Description = "Column with declination in degrees; found by UCD or name when not given." };
        Option<string?> id = new("--id") { Description = "Column that identifies a row; found by UCD or name when not given." };
        Option<string?> hdu = new("--hdu") { Description = "Name (EXTNAME) or number, from 0, of the table in FITS files, its path in HDF5 files, or its id or number, from 1, in HTML; the first when not given, or the objects of an LDAC file." };
        Option<bool> replace = new("--replace") { Description = "Replace the table when it exists." };
        Option<bool> noAccelerate = new("--no-accelerate") { Description = "Leave the accelerators to the server's next start." };
        Option<int> partition = CommandOptions.Number("--partition-rows", "Most rows of one Parquet file.", 1000, int.MaxValue, 500_000);
        Command catalog = new("catalog", "Make a table of catalogue files.") { files, data, release, table, metadata, ra, dec, id, hdu, replace, noAccelerate, partition };
        catalog.SetAction(async (parsed, cancellationToken) =>
        {
            TableMetadata said;
            try
            {
                said = parsed.GetValue(metadata) is { } path ? TableMetadata.Read(path) : new();
            }
            catch (IngestException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return ExitCodes.Failed;
            }

            IngestRequest request = new()
            {
                Data = new DataDirectory(parsed.GetValue(data)!),
                Release = parsed.GetValue(release)!,
                Table = parsed.GetValue(table)!,
                Sources = [.. parsed.GetValue(files)!.Select(file => new FileCatalogSource(file, parsed.GetValue(hdu)))],
                Metadata = said with { Ra = parsed.GetValue(ra) ?? said.Ra, Dec = parsed.GetValue(dec) ?? said.Dec, Id = parsed.GetValue(id) ?? said.Id },
                Replace = parsed.GetValue(replace),
                MaxRowsPerPartition = parsed.GetValue(partition),
            };
            return await IngestRun.RunAsync(request, !parsed.GetValue(noAccelerate), cancellationToken);
        });
        return new("ingest", "Take data into the data directory.") { catalog };
    }
}
