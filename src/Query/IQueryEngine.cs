using Hven.Adql.Binding;
using Hven.Platform.Http;
using Hven.Query.Uploads;
using Hven.Tables;

namespace Hven.Query;

/// <summary>
/// Port: answers bound queries over the tables of the survey. A back end of it is judged by <c>QueryEngineConformance</c> in the tests.
/// </summary>
public interface IQueryEngine
{
    /// <summary>What it is, with its version.</summary>
    string Name { get; }

    /// <summary>Starts a query over the tables of the survey.</summary>
    /// <param name="query">What to answer; its tables are those of <see cref="QueryCatalog"/>.</param>
    /// <param name="rowLimit">Rows to deliver at most.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    ValueTask<ITableReader> OpenAsync(BoundQuery query, long rowLimit, CancellationToken cancellationToken) => OpenAsync(query, [], rowLimit, cancellationToken);

    /// <summary>Starts a query.</summary>
    /// <param name="query">What to answer; its tables are those of <see cref="QueryCatalog"/> and those uploaded.</param>
    /// <param name="uploads">Tables that came with the query; no other query sees them, and they go with it.</param>
    /// <param name="rowLimit">Rows to deliver at most; the engine may stop working once it has them.</param>
    /// <param name="cancellationToken">Stops the engine within a second, now or while the rows are read.</param>
    /// <returns>The rows as they are made; disposing it ends the query and frees the engine.</returns>
    /// <exception cref="ServiceException">The engine cannot answer: out of memory, too busy, an arithmetic error in the data; or an upload cannot be read.</exception>
    ValueTask<ITableReader> OpenAsync(BoundQuery query, IReadOnlyList<UploadedTable> uploads, long rowLimit, CancellationToken cancellationToken);

    /// <summary>Tells how a query over the tables of the survey would be answered, without reading their rows.</summary>
    QueryPlan Explain(BoundQuery query, long rowLimit) => Explain(query, [], rowLimit);

    /// <summary>Tells how a query would be answered, without reading rows.</summary>
    /// <param name="query">The query.</param>
    /// <param name="uploads">Tables that come with it.</param>
    /// <param name="rowLimit">Rows to deliver at most.</param>
    QueryPlan Explain(BoundQuery query, IReadOnlyList<UploadedTable> uploads, long rowLimit);
}
