using DuckDB.NET.Native;
using Hven.Adql.Binding;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Query;
using Hven.Query.Uploads;
using Hven.Tables;

namespace Hven.Backends.Local.DuckDb;

/// <summary>Loads a table that came with a query into a temporary table of that query's own connection.</summary>
internal static class UploadLoader
{
    // What is not flushed lies outside of the memory that the engine counts and can put on the disk.
    private const long FlushBytes = 16 << 20;

    /// <summary>What stands in FROM for an upload.</summary>
    /// <param name="number">Its number among those of the query.</param>
    public static string Source(int number) => $"temp.main.{Table(number)}";

    /// <summary>Reads an upload to its end.</summary>
    /// <param name="connection">The query's connection.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="number">Its number among those of the query.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task LoadAsync(DuckDBNativeConnection connection, UploadedTable upload, int number, CancellationToken cancellationToken)
    {
        await using ITableReader reader = await upload.OpenAsync(cancellationToken);
        IReadOnlyList<AdqlColumn> described = upload.Description.Columns;
        IEnumerable<string> columns = described.Select((column, index) =>
            $"{EngineSnapshot.Name(column.Name)} {(index < reader.Schema.Columns.Count ? DuckDbAppender.TypeName(reader.Schema.Columns[index]) : "BIGINT")}");
        DuckDbDatabase.Execute(connection, $"CREATE TEMP TABLE {Table(number)}({string.Join(',', columns)})", cancellationToken);
        using DuckDbAppender appender = new(connection, Table(number), described.Count);
        UploadPixels? pixels = UploadPixels.Of(upload.Description);
        RecordBatch batch = new(reader.Schema);
        long bytes = 0;
        while (await reader.ReadAsync(batch, cancellationToken))
        {
            appender.Append(pixels is null ? batch.Columns : [.. batch.Columns, pixels.Fill(batch)]);
            bytes += RowWidth.BytesOf(batch);
            if (bytes > FlushBytes)
            {
                appender.Flush();
                bytes = 0;
            }
        }

        appender.Flush();
    }

    private static string Table(int number) => $"upload{number}";
}
