using System.Collections.Immutable;
using System.Diagnostics;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Platform.Operations;
using Hven.Platform.Storage;
using Hven.Query.UserTables;
using Hven.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Query;

/// <summary>The way of a quick query: text, checked and bound; engine; batches; writer; client. Nothing is held but one batch.</summary>
public sealed partial class QueryRunner(
    CatalogWatcher watcher, IQueryEngine engine, RunningQueries running, DataDirectory data, IOptions<QueryOptions> options, UserTableStore userTables, Maintenance maintenance, UsageLog usage, TimeProvider time, ILogger<QueryRunner> logger)
{
    private readonly SpoolSpace _spoolSpace = new(options.Value.SpoolMiB);
    private const int MostViews = 1000;

    private QueryCatalog? _whole;
    private ImmutableDictionary<string, QueryCatalog> _views = ImmutableDictionary<string, QueryCatalog>.Empty;

    /// <summary>All tables, also those that are not open to everybody.</summary>
    public QueryCatalog Whole
    {
        get
        {
            SurveyCatalog survey = watcher.Current;
            QueryCatalog? known = _whole;
            if (known?.Survey == survey)
            {
                return known;
            }

            _views = ImmutableDictionary<string, QueryCatalog>.Empty;
            return _whole = new QueryCatalog(survey);
        }
    }

    /// <summary>The tables that somebody's queries can name now; others do not exist to them.</summary>
    public QueryCatalog CatalogFor(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        QueryCatalog whole = Whole;
        SurveyCatalog open = caller.May(Capability.Admin) ? whole.Survey : whole.Survey.OpenTo(caller.Groups);
        IReadOnlyList<UserTable> own = userTables.List(caller);
        IReadOnlyList<(string Schema, UserTable Table)> shared = userTables.SharedWith(caller);
        if (open == whole.Survey && own.Count == 0 && shared.Count == 0)
        {
            return whole;
        }

        if (_views.Count > MostViews)
        {
            _views = ImmutableDictionary<string, QueryCatalog>.Empty;
        }

        // Files have names of their own for each version of a table.
        return ImmutableInterlocked.GetOrAdd(ref _views, $"{open.Stamp}\n{string.Join(' ', own.Select(Key))}\n{string.Join(' ', shared.Select(one => $"{one.Schema} {Key(one.Table)}"))}", _ => QueryCatalog.Of(open, own, shared));

        static string Key(UserTable table) => $"{table.Table.Name} {table.File} {table.Created.Ticks} {table.Table.Description} {string.Join(' ', table.Table.Columns.Select(column => column.Description + column.Unit + column.Ucd))}";
    }

    /// <summary>How a query would be answered, without running it.</summary>
    public QueryPlan Explain(BoundQuery query, QueryTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return engine.Explain(query, tables.Brought, options.Value.DefaultRows + 1);
    }

    /// <summary>Checks a text of the server's own that is to be run.</summary>
    /// <exception cref="ServiceException">The text has errors; its details hold them with their places.</exception>
    public BoundQuery CompileToRun(string text) => CompileToRun(text, new(Whole, []), AdqlDialect.Adql).Query!;

    /// <summary>Checks a text that is to be run over tables of the survey and uploaded ones.</summary>
    /// <returns>The compilation, which has a query.</returns>
    /// <exception cref="ServiceException">The text has errors; its details hold them with their places.</exception>
    public static AdqlCompilation CompileToRun(string text, QueryTables tables, AdqlDialect dialect)
    {
        AdqlCompilation compilation = Compile(text, tables, dialect);
        Diagnostic[] errors = [.. compilation.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (compilation.Query is not null && errors.Length == 0)
        {
            return compilation;
        }

        string message = string.Join("\n", errors.Take(10).Select(error => $"Line {error.Span.Line}, column {error.Span.Column}: {error.Message}"));
        throw new ServiceException("query", 400, message)
        {
            Details = new Dictionary<string, object?> { ["diagnostics"] = compilation.Diagnostics.Select(diagnostic => QueryDiagnostic.From(diagnostic, text)).ToArray() },
        };
    }

    /// <summary>Checks a text and binds it to tables.</summary>
    public static AdqlCompilation Compile(string text, QueryTables tables, AdqlDialect dialect) =>
        AdqlCompiler.Compile(text, (tables ?? throw new ArgumentNullException(nameof(tables))).Names, AdqlOptions.Default with { Dialect = dialect });

    /// <summary>Runs a query and sends its rows as the answer to a request.</summary>
    /// <param name="context">The request; its end stops the engine.</param>
    /// <param name="query">What to run.</param>
    /// <param name="format">The form of the answer.</param>
    /// <param name="maxRows">Rows at most, or <see langword="null"/> for the setting.</param>
    /// <param name="tables">The tables that it was bound to.</param>
    public async Task SendAsync(HttpContext context, BoundQuery query, ResultFormat format, long? maxRows, QueryTables tables)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(tables);
        Caller caller = context.Caller();
        await maintenance.RequireOpenAsync(caller, context.RequestAborted);
        long limit = Limit(maxRows, caller.Quota);
        RunningQuery state = running.Start(caller, options.Value.PerClient);
        QueryTelemetry.Started();
        using Activity? activity = QueryTelemetry.Source.StartActivity("query");
        activity?.SetTag("hven.query.id", state.Id);

        // At the start of the answer, so that an error that replaces it carries the id as well.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["Hven-Query-Id"] = state.Id;
            return Task.CompletedTask;
        });
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, state.Cancelled);
            using EngineClock clock = new(TimeSpan.FromSeconds(options.Value.QuickSeconds), time, stop.Token);
            await using ITableReader reader = await clock.RunAsync(token => engine.OpenAsync(query, tables.Brought, limit + 1, token));
            string? error = await SendRowsAsync(context, reader, format, limit, state, clock, stop.Token);
            running.End(state, error is null ? QueryPhase.Completed : QueryPhase.Error, error);
            CompareEstimate(reader, state);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || state.Cancelled.IsCancellationRequested)
        {
            running.End(state, QueryPhase.Aborted);
            if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                throw new ServiceException("aborted", 409, "The query was cancelled.");
            }

            context.Abort();
        }
        catch (Exception exception)
        {
            running.End(state, QueryPhase.Error, exception.Message);
            if (!context.Response.HasStarted)
            {
                throw;
            }

            // Part of the answer is out in a form that cannot say so; the client must see that it is cut off.
            LogCutOff(exception, state.Id, state.Rows);
            context.Abort();
        }
        finally
        {
            QueryTelemetry.Ended(state, format.Name);
            usage.Add(caller, "query", state.Phase == QueryPhase.Completed, state.Rows, state.Elapsed);
        }
    }

    /// <summary>Runs a query while its caller waits, and gives its rows to somebody else than the caller.</summary>
    /// <param name="context">The request; its end stops the engine.</param>
    /// <param name="query">What to run.</param>
    /// <param name="tables">The tables that it was bound to.</param>
    /// <param name="take">Takes the rows.</param>
    public async Task<T> ReadAsync<T>(HttpContext context, BoundQuery query, QueryTables tables, Func<ITableReader, CancellationToken, Task<T>> take)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(take);
        Caller caller = context.Caller();
        await maintenance.RequireOpenAsync(caller, context.RequestAborted);
        RunningQuery state = running.Start(caller, options.Value.PerClient);
        QueryTelemetry.Started();
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, state.Cancelled);
            using CancellationTokenSource late = new(TimeSpan.FromSeconds(options.Value.QuickSeconds), time);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, late.Token);
            try
            {
                await using ITableReader reader = await OpenAsync(query, tables, caller.Quota, any.Token);
                T taken = await take(reader, any.Token);
                running.End(state, QueryPhase.Completed);
                return taken;
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                throw new ServiceException("timeout", 504, $"The query took longer than {options.Value.QuickSeconds} s. Ask for less, or run it as a job.");
            }
        }
        finally
        {
            if (state.Phase == QueryPhase.Executing)
            {
                running.End(state, QueryPhase.Error);
            }

            QueryTelemetry.Ended(state, "mydb");
            usage.Add(caller, "query", state.Phase == QueryPhase.Completed, state.Rows, state.Elapsed);
        }
    }

    /// <summary>Opens all rows of a query, for a table: more than one may be made of are refused while they are read.</summary>
    /// <param name="query">What to run.</param>
    /// <param name="tables">The tables that it was bound to.</param>
    /// <param name="quota">Limits of who asks.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task<ITableReader> OpenAsync(BoundQuery query, QueryTables tables, Quota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(quota);
        long most = Limit(options.Value.MaxRows, quota);
        return new BoundedReader(await engine.OpenAsync(query, tables.Brought, most + 1, cancellationToken), most);
    }

    private long Limit(long? wanted, Quota quota) => Math.Min(wanted ?? options.Value.DefaultRows, Math.Min(options.Value.MaxRows, quota.RowsPerQuery ?? long.MaxValue));

    private void CompareEstimate(ITableReader reader, RunningQuery state)
    {
        // Of a query that was stopped by a limit, less was looked at than was meant.
        if (!state.Overflow && state.Phase == QueryPhase.Completed && reader is IEstimatedReader { EstimatedRows: { } estimated } known)
        {
            QueryTelemetry.Estimated(estimated, known.RowsLookedAt);
            LogEstimate(state.Id, estimated, known.RowsLookedAt);
        }
    }

    /// <summary>What answers queries that mapped columns do not, with its version.</summary>
    public string EngineName => engine.Name;

    /// <summary>Runs a query and writes its rows to files.</summary>
    /// <param name="id">Name of the job, for the log.</param>
    /// <param name="begin">Makes what writes the rows, once the columns are known.</param>
    /// <param name="query">What to run.</param>
    /// <param name="format">The form of the first file, which a refusal speaks of.</param>
    /// <param name="maxRows">Rows at most, or <see langword="null"/> for the setting.</param>
    /// <param name="quota">Limits of who asks.</param>
    /// <param name="tables">The tables that it was bound to.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="ServiceException">It failed; the files are of no use.</exception>
    /// <returns>Rows written, and how many were estimated to be looked at and were.</returns>
    public async Task<(long Rows, long? EstimatedRows, long RowsLookedAt)> WriteAsync(
        string id, Func<TableSchema, TableWriter> begin, BoundQuery query, ResultFormat format, long? maxRows, Quota quota, QueryTables tables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(tables);
        long limit = Limit(maxRows, quota);
        using RunningQuery state = new(id, new(), time);
        using EngineClock clock = new(Timeout.InfiniteTimeSpan, time, cancellationToken);
        await using ITableReader reader = await engine.OpenAsync(query, tables.Brought, limit + 1, cancellationToken);

        // A file that only tells of a failure is no result.
        await AnswerRows.WriteAsync(Stream.Null, reader, format with { CarriesErrors = false, Create = (_, schema) => begin(schema) }, limit, state, clock, static _ => { }, cancellationToken);
        state.End(QueryPhase.Completed, null);
        return !state.Overflow && reader is IEstimatedReader { EstimatedRows: { } estimated } looked ? (state.Rows, estimated, looked.RowsLookedAt) : (state.Rows, null, 0);
    }

    /// <summary>Sends the rows; gives the failure that the document itself tells of, if any.</summary>
    private async Task<string?> SendRowsAsync(
        HttpContext context, ITableReader reader, ResultFormat format, long limit, RunningQuery state, EngineClock clock, CancellationToken cancellationToken)
    {
        HttpResponse response = context.Response;
        response.ContentType = format.ContentType;
        response.Headers.ContentDisposition = $"inline; filename=result.{format.Name}";
        if (!format.NeedsSpool)
        {
            await using HeldBody body = new(response);
            string? failure = await AnswerRows.WriteAsync(body, reader, format, limit, state, clock, static _ => { }, cancellationToken);
            await body.EndAsync(cancellationToken);
            return failure;
        }

        Directory.CreateDirectory(data.Temporary);
        await using FileStream spool = new(
            Path.Combine(data.Temporary, state.Id), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        long taken = 0;
        try
        {
            string? error = await AnswerRows.WriteAsync(spool, reader, format, limit, state, clock, Take, cancellationToken);
            spool.Position = 0;
            response.ContentLength = spool.Length;
            await spool.CopyToAsync(response.Body, cancellationToken);
            return error;
        }
        finally
        {
            _spoolSpace.Give(taken);
        }

        void Take(TableWriter writer)
        {
            // What is kept aside is there still while it is written to its place.
            long grown = spool.Position + (2 * writer.BytesAside) - taken;
            taken += grown;
            _spoolSpace.Take(grown);
        }
    }

    [LoggerMessage(2010, LogLevel.Debug, "Query {QueryId} was estimated to look at {EstimatedRows} rows and looked at {Rows}")]
    private partial void LogEstimate(string queryId, long estimatedRows, long rows);

    [LoggerMessage(2001, LogLevel.Warning, "Query {QueryId} failed after {Rows} rows had been sent; its connection is cut")]
    private partial void LogCutOff(Exception exception, string queryId, long rows);
}
