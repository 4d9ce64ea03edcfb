using System.Globalization;
using DuckDB.NET.Native;
using Hven.Adql.Binding;
using Hven.Adql.Translation.DuckDb;
using Hven.Backends.Local.ColumnStore;
using Hven.Backends.Local.DuckDb;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Backends.Local.Matching;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Platform.Storage;
using Hven.Query;
using Hven.Query.Uploads;
using Hven.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Backends.Local;

/// <summary>
/// Answers queries on this machine: small lookups by position or identifier from mapped columns, everything else with DuckDB in this process.
/// User text never reaches DuckDB, and every function that can is bounded or can be interrupted; docs/decisions/0002 says why it is not a process of its own.
/// </summary>
internal sealed partial class LocalQueryEngine : IQueryEngine, IDisposable
{
    // Up to here the engine is told the limit, so that it can stop early. Above it, its LIMIT gathers all rows before it gives the first, and up to a
    // million it even joins the table with itself (late materialisation); the reader stops it then.
    private const long EngineLimit = 2048;

    private readonly CatalogWatcher _watcher;
    private readonly DataDirectory _data;
    private readonly LocalAccelerator _accelerator;
    private readonly LocalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LocalQueryEngine> _logger;
    private readonly SemaphoreSlim _gate;
    private readonly Lock _lock = new();
    private EngineSnapshot? _snapshot;
    private int _open;

    public string Name => DuckDbDatabase.Version;

    public LocalQueryEngine(CatalogWatcher watcher, DataDirectory data, LocalAccelerator accelerator, IOptions<LocalOptions> options, TimeProvider time, ILogger<LocalQueryEngine> logger)
    {
        _watcher = watcher;
        _data = data;
        _accelerator = accelerator;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _gate = new(_options.Working > 0 ? _options.Working : Math.Max(2, Environment.ProcessorCount * 2));
    }

    /// <inheritdoc/>
    public async ValueTask<ITableReader> OpenAsync(BoundQuery query, IReadOnlyList<UploadedTable> uploads, long rowLimit, CancellationToken cancellationToken)
    {
        EngineSnapshot snapshot = Acquire();
        if (LookupReader.TryOpen(query, snapshot, rowLimit) is { } lookup)
        {
            return lookup;
        }

        if (Interlocked.Increment(ref _open) > _options.Open)
        {
            Close(snapshot);
            throw new ServiceException("busy", 503, $"{_options.Open} queries are open on this server. Try again in a few seconds.") { RetryAfter = TimeSpan.FromSeconds(5) };
        }

        string sql;
        List<UploadedTable> used = [];
        QueryMatches matches = new(table => uploads.Any(upload => ReferenceEquals(upload.Description, table)) ? null : snapshot.Store(table));
        try
        {
            query = NearestRows.TryNarrow(query, snapshot, rowLimit, cancellationToken) ?? query;
            (query, rowLimit) = LeaveTopToReader(query, rowLimit);
            sql = DuckDbTranslator.Translate(
                query, table => Source(table, uploads, used) ?? snapshot.Source(table), new DuckDbOptions { Limit = rowLimit <= EngineLimit ? rowLimit : null, Matching = matches.Matching });
        }
        catch
        {
            End();
            throw;
        }

        try
        {
            ITableReader stream = await DuckDbStream.OpenAsync(
                snapshot.Database, used.Count == 0 ? null : (connection, token) => LoadAsync(connection, used, token), matches.Prepare, sql,
                (index, element, isList) => Describe(query.Columns[index], element, isList), _gate, _time, matches.Stop, End, cancellationToken);
            return new EngineReader(stream, rowLimit, matches, exception => Explain(exception, sql));
        }
        catch (DuckDbException exception)
        {
            throw Explain(exception, sql);
        }

        void End()
        {
            matches.Dispose();
            Close(snapshot);
        }
    }

    /// <inheritdoc/>
    public QueryPlan Explain(BoundQuery query, IReadOnlyList<UploadedTable> uploads, long rowLimit)
    {
        EngineSnapshot snapshot = Acquire();
        try
        {
            // A reader that is not read takes no hold over.
            LocalPlan plan = new(snapshot, table => Source(table, uploads, []) ?? snapshot.Source(table), _watcher.Current, _data);
            if (LookupReader.TryOpen(query, snapshot, rowLimit) is { } lookup)
            {
                return plan.Of(lookup);
            }

            BoundQuery? nearest = NearestRows.TryNarrow(query, snapshot, rowLimit, CancellationToken.None);
            return plan.Of(nearest ?? query, nearest is not null);
        }
        finally
        {
            snapshot.Release();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _snapshot?.Dispose();
            _snapshot = null;
        }

        _gate.Dispose();
    }

    /// <summary>Any rows will do for a TOP without an order, so that a large one is the reader's to count, as the limit of rows is.</summary>
    private static (BoundQuery Query, long RowLimit) LeaveTopToReader(BoundQuery query, long rowLimit) =>
        query is { Body: BoundSelect { Top: > EngineLimit and long top } select, OrderBy: [], Offset: null }
            ? (query with { Body = select with { Top = null } }, Math.Min(rowLimit, top))
            : (query, rowLimit);

    /// <summary>What stands in FROM for an uploaded table, which is noted as used; null for a table of the catalogue.</summary>
    private static string? Source(AdqlTable table, IReadOnlyList<UploadedTable> uploads, List<UploadedTable> used)
    {
        // By identity: an upload may go by the name that a table of the catalogue has elsewhere. What a user keeps has a schema of its own, and may be described anew.
        if (uploads.FirstOrDefault(upload => ReferenceEquals(upload.Description, table) || (upload.ParquetFile is not null && upload.Description.Schema == table.Schema && upload.Description.Name == table.Name)) is not { } found)
        {
            return null;
        }

        if (found.ParquetFile is { } file)
        {
            return $"read_parquet({EngineSnapshot.Literal(file)},hive_partitioning=false)";
        }

        if (!used.Contains(found))
        {
            used.Add(found);
        }

        return UploadLoader.Source(used.IndexOf(found));
    }

    private static async Task LoadAsync(DuckDBNativeConnection connection, List<UploadedTable> uploads, CancellationToken cancellationToken)
    {
        for (int number = 0; number < uploads.Count; number++)
        {
            await UploadLoader.LoadAsync(connection, uploads[number], number, cancellationToken);
        }
    }

    private static Column Describe(AdqlColumn column, ElementType element, bool isList)
    {
        // A complex number is an array of its two parts to the engine.
        bool isComplex = column.Type == AdqlType.Blob && isList && element is ElementType.Float32 or ElementType.Float64;
        isList = isComplex ? column.ArraySize is not null : isList;
        element = isComplex ? (element == ElementType.Float32 ? ElementType.Complex64 : ElementType.Complex128) : element;
        bool isTexts = isList && element == ElementType.String;
        return new(column.Name, element)
        {
            Unit = column.Unit,
            Ucd = column.Ucd,
            Utype = column.Utype,
            Xtype = column.Xtype,
            Description = column.Description,
            Shape = isList ? (column.ArraySize is { } size ? ArrayShape.TryParse(isTexts ? size[(size.IndexOf('x', StringComparison.Ordinal) + 1)..] : size) : null) ?? ArrayShape.Variable : null,
            TextWidth = isTexts && int.TryParse(column.ArraySize?.Split('x')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width) ? width : null,
            IsUnicode = column.IsUnicode,
        };
    }

    private EngineSnapshot Acquire()
    {
        SurveyCatalog survey = _watcher.Current;
        string stamp = _accelerator.Stamp(survey);
        lock (_lock)
        {
            if (_snapshot is null || _snapshot.Stamp != stamp)
            {
                EngineSnapshot next = EngineSnapshot.Open(new QueryCatalog(survey), stamp, _data, _accelerator, _options);
                _snapshot?.Release();
                _snapshot = next;
            }

            _snapshot.TryAcquire();
            return _snapshot;
        }
    }

    private void Close(EngineSnapshot snapshot)
    {
        Interlocked.Decrement(ref _open);
        snapshot.Release();
    }

    /// <summary>What the user is told when the engine fails; what only we can mend is logged with its SQL.</summary>
    private ServiceException Explain(DuckDbException exception, string sql)
    {
        string message = exception.Message;
        if (message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase) || message.Contains("max_temp_directory_size", StringComparison.OrdinalIgnoreCase))
        {
            return new("memory", 503, "The query needs more memory than this server gives to queries. Ask for less at a time: fewer columns to sort or group by, a smaller region, or a TOP.", exception);
        }

        if (message.Contains("More than one row returned by a subquery", StringComparison.OrdinalIgnoreCase))
        {
            return new("subquery-rows", 400, "A subquery used as a value gave more than one row. Take one of them with an aggregate such as MIN, or with TOP 1; or compare with IN, which takes many.", exception);
        }

        if (message.Contains("non-inner join on subquery", StringComparison.OrdinalIgnoreCase))
        {
            return new("unsupported", 400, "The ON of a LEFT, RIGHT or FULL JOIN cannot hold a subquery that depends on both of its tables. Join with the subquery's tables in FROM, or put the condition into WHERE.", exception);
        }

        if (message.Contains("Could not convert string", StringComparison.OrdinalIgnoreCase))
        {
            return new("arithmetic", 400, $"A text cannot be read as a value of another type: {FirstLine(message)}. Exclude such rows in WHERE or by CASE.", exception);
        }

        if (message.Contains("Out of Range", StringComparison.OrdinalIgnoreCase) || message.Contains("Conversion Error", StringComparison.OrdinalIgnoreCase)
            || message.Contains("Overflow", StringComparison.OrdinalIgnoreCase))
        {
            return new("arithmetic", 400, $"A value of the query is out of range: {FirstLine(message)} Exclude such rows in WHERE, or CAST to DOUBLE.", exception);
        }

        LogFailed(exception, sql);
        return new("engine", 500, "The engine could not run this query. The failure is logged; give the request id when you report it.", exception);
    }

    private static string FirstLine(string message) => message.Split('\n')[0];

    [LoggerMessage(3001, LogLevel.Error, "The engine failed on translated SQL: {Sql}")]
    private partial void LogFailed(Exception exception, string sql);

    /// <summary>Passes rows on up to the limit and says in the user's words why they end.</summary>
    private sealed class EngineReader(ITableReader inner, long rowLimit, QueryMatches matches, Func<DuckDbException, ServiceException> explain) : ITableReader, IEstimatedReader
    {
        private long _rows;

        public long? EstimatedRows => matches.EstimatedPairs;

        public long RowsLookedAt => matches.Pairs;

        public TableSchema Schema => inner.Schema;

        public long? RowCount => inner.RowCount;

        public (long Read, long? Total) BytePosition => inner.BytePosition;

        public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            if (_rows >= rowLimit)
            {
                batch.Clear();
                return false;
            }

            try
            {
                await inner.ReadAsync(batch, cancellationToken);
            }
            catch (DuckDbException exception)
            {
                throw explain(exception);
            }

            if (batch.RowCount > rowLimit - _rows)
            {
                batch.Truncate((int)(rowLimit - _rows));
            }

            _rows += batch.RowCount;
            return batch.RowCount > 0;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
