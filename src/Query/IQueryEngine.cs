using Hven.Adql.Binding;
using Hven.Platform.Http;
using Hven.Tables;

namespace Hven.Query;

/// <summary>
/// Port: answers bound queries over the tables of the survey. A back end of it is judged by <c>QueryEngineConformance</c> in the tests.
/// </summary>
public interface IQueryEngine
{
    /// <summary>Starts a query.</summary>
    /// <param name="query">What to answer; its tables are those of <see cref="QueryCatalog"/>.</param>
    /// <param name="rowLimit">Rows to deliver at most; the engine may stop working once it has them.</param>
    /// <param name="cancellationToken">Stops the engine within a second, now or while the rows are read.</param>
    /// <returns>The rows as they are made; disposing it ends the query and frees the engine.</returns>
    /// <exception cref="ServiceException">The engine cannot answer: out of memory, too busy, an arithmetic error in the data.</exception>
    ValueTask<ITableReader> OpenAsync(BoundQuery query, long rowLimit, CancellationToken cancellationToken);
}
