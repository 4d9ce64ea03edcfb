using DuckDB.NET.Native;
using Hven.Adql.Binding;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Query;
using Hven.Query.Uploads;
using Hven.Sky;
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
        Pixels? pixels = upload.Description.SkyIndex is { } index ? Pixels.Of(index, upload.Description) : null;
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

    /// <summary>The HEALPix column of an upload with a position: null where there is none.</summary>
    private sealed class Pixels(int ra, int dec)
    {
        private readonly PrimitiveVector<long> _pixels = new();
        private double[] _ra = [];
        private double[] _dec = [];

        public static Pixels Of(SkyIndex index, AdqlTable table) => new(IndexOf(table, index.RaColumn), IndexOf(table, index.DecColumn));

        public PrimitiveVector<long> Fill(RecordBatch batch)
        {
            _pixels.Clear();
            ReadOnlySpan<double> raDeg = Degrees(batch.Columns[ra], ref _ra);
            ReadOnlySpan<double> decDeg = Degrees(batch.Columns[dec], ref _dec);
            Span<long> pixels = _pixels.Extend(batch.RowCount);
            Healpix.ToPixels(Healpix.MaxOrder, raDeg, decDeg, pixels);
            for (int row = 0; row < pixels.Length; row++)
            {
                if (pixels[row] == Healpix.NoPixel || batch.Columns[ra].IsNull(row) || batch.Columns[dec].IsNull(row))
                {
                    _pixels.SetNull(row);
                }
            }

            return _pixels;
        }

        private static int IndexOf(AdqlTable table, string name) => table.Columns.ToList().FindIndex(column => column.Name == name);

        private static ReadOnlySpan<double> Degrees(ColumnVector column, ref double[] buffer)
        {
            if (column is PrimitiveVector<double> doubles)
            {
                return doubles.Values;
            }

            ReadOnlySpan<float> singles = ((PrimitiveVector<float>)column).Values;
            if (buffer.Length < singles.Length)
            {
                buffer = new double[singles.Length];
            }

            for (int row = 0; row < singles.Length; row++)
            {
                buffer[row] = singles[row];
            }

            return buffer.AsSpan(0, singles.Length);
        }
    }
}
