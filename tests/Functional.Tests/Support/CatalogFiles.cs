using Hven.Tables;
using Hven.Tables.Csv;
using Hven.Tables.FitsTable;
using Hven.Tables.Json;
using Hven.Tables.Parquet;
using Hven.Tables.Votable;
using Hven.Testing;

namespace Hven.Functional.Tests.Support;

/// <summary>The sample catalogue as files of each format that can be ingested.</summary>
internal static class CatalogFiles
{
    public static string[] Formats { get; } = ["csv", "fits", "parquet", "vot", "json"];

    /// <summary>Writes rows of the sample catalogue.</summary>
    /// <param name="path">The file; its extension is one of <see cref="Formats"/>.</param>
    /// <param name="skip">Rows to leave out at the start.</param>
    /// <param name="take">Rows to write at most.</param>
    public static async Task<string> WriteAsync(string path, int skip = 0, int take = int.MaxValue)
    {
        string[] lines = SampleCatalog.Csv().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        byte[] csv = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines[..1].Concat(lines.Skip(1 + skip).Take(take))) + "\n");
        if (path.EndsWith(".csv", StringComparison.Ordinal))
        {
            await File.WriteAllBytesAsync(path, csv);
            return path;
        }

        CsvScan scan = await CsvScan.ScanAsync(new MemoryStream(csv), null, default);
        await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(csv), new CsvOptions { Columns = scan.Schema.Columns });
        await using FileStream stream = File.Create(path);
        await using TableWriter writer = Path.GetExtension(path) switch
        {
            ".fits" => new FitsTableWriter(stream, reader.Schema),
            ".parquet" => new ParquetTableWriter(stream, reader.Schema),
            ".json" => new JsonTableWriter(stream, reader.Schema),
            ".vot" => new VotableWriter(stream, reader.Schema),
            _ => throw new ArgumentOutOfRangeException(nameof(path), path, "No writer."),
        };
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, default))
        {
            await writer.WriteAsync(batch, default);
        }

        await writer.EndAsync(default, default);
        return path;
    }
}
