using Hven.Tables.Arrow;
using Hven.Tables.Csv;
using Hven.Tables.Ecsv;
using Hven.Tables.FitsTable;
using Hven.Tables.Hdf5;
using Hven.Tables.Html;
using Hven.Tables.Json;
using Hven.Tables.Parquet;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Matrix;

/// <summary>A format that is written and read back.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Write">Makes its writer.</param>
/// <param name="Read">Opens what was written; takes the schema for formats that do not tell types.</param>
/// <param name="HasMeaning">Whether unit, UCD, utype and description of columns, and the table's name, are kept.</param>
/// <param name="IsAscii">Whether descriptions are ASCII, with a question mark for anything else.</param>
/// <param name="HasName">Whether a format that keeps meaning keeps the table's name, too.</param>
internal sealed record MatrixFormat(
    string Name, Func<Stream, TableSchema, TableWriter> Write, Func<Stream, TableSchema, ValueTask<ITableReader>> Read, bool HasMeaning = true, bool IsAscii = false, bool HasName = true)
{
    /// <summary>All formats; one more is one line more.</summary>
    public static IReadOnlyList<MatrixFormat> All { get; } =
    [
        new("arrow", (stream, schema) => new ArrowTableWriter(stream, schema), async (stream, _) => await ArrowTableReader.OpenAsync(stream)),
        new("feather", (stream, schema) => new ArrowTableWriter(stream, schema, ArrowForm.File), async (stream, _) => await ArrowTableReader.OpenAsync(stream)),
        new("hdf5", (stream, schema) => new Hdf5TableWriter(stream, schema), async (stream, _) => await Hdf5TableReader.OpenAsync(stream)),
        new("parquet", (stream, schema) => new ParquetTableWriter(stream, schema), async (stream, _) => await ParquetTableReader.OpenAsync(stream)),
        new("ecsv", (stream, schema) => new EcsvTableWriter(stream, schema), async (stream, _) => await CsvReader.OpenAsync(stream, new CsvOptions { OnReject = Throw })),
        new("csv", (stream, schema) => new CsvWriter(stream, schema), async (stream, schema) => await CsvReader.OpenAsync(stream, new CsvOptions { Columns = schema.Columns, OnReject = Throw }), HasMeaning: false),
        new("json", (stream, schema) => new JsonTableWriter(stream, schema), async (stream, _) => await JsonTableReader.OpenAsync(stream), HasName: false),
        new("html", (stream, schema) => new HtmlTableWriter(stream, schema), async (stream, _) => await HtmlTableReader.OpenAsync(stream)),
        new("fits", (stream, schema) => new FitsTableWriter(stream, schema), async (stream, _) => await FitsTableReader.OpenAsync(stream, null, CancellationToken.None), IsAscii: true),
        new("vot TABLEDATA", Votable(VotableSerialization.Tabledata), async (stream, _) => await VotableReader.OpenAsync(stream, null, CancellationToken.None)),
        new("vot BINARY", Votable(VotableSerialization.Binary), async (stream, _) => await VotableReader.OpenAsync(stream, null, CancellationToken.None)),
        new("vot BINARY2", Votable(VotableSerialization.Binary2), async (stream, _) => await VotableReader.OpenAsync(stream, null, CancellationToken.None)),
    ];

    /// <summary>What becomes of a description.</summary>
    public string Text(string text) => IsAscii ? string.Concat(text.Select(character => char.IsAscii(character) ? character : '?')) : text;

    /// <summary>Writes a table and reads it back.</summary>
    public async Task<(TableSchema Schema, RecordBatch Batch)> RoundTripAsync(RecordBatch batch)
    {
        using var stream = new MemoryStream();
        await using (TableWriter writer = Write(stream, batch.Schema))
        {
            await writer.WriteAsync(batch, CancellationToken.None);
            await writer.EndAsync(default, CancellationToken.None);
        }

        stream.Position = 0;
        await using ITableReader reader = await Read(stream, batch.Schema);
        var all = new RecordBatch(reader.Schema);
        var part = new RecordBatch(reader.Schema);
        while (await reader.ReadAsync(part, CancellationToken.None))
        {
            for (int column = 0; column < all.Columns.Count; column++)
            {
                for (int row = 0; row < part.RowCount; row++)
                {
                    all.Columns[column].AppendFrom(part.Columns[column], row);
                }
            }
        }

        return (reader.Schema, all);
    }

    private static Func<Stream, TableSchema, TableWriter> Votable(VotableSerialization serialization) =>
        (stream, schema) => new VotableWriter(stream, schema, new VotableWriterOptions { Serialization = serialization });

    private static void Throw(RowReject reject) => throw new TableFormatException("ROW-REJECT", reject.Reason);
}
