using Hven.Adql.Binding;
using Hven.Backends.Local.DuckDb;
using Hven.Sky;

namespace Hven.Backends.Local.ColumnStore;

/// <summary>
/// Narrows a query for the nearest rows to a circle that holds enough of them: circles grow around the position until one does. The engine then sorts the
/// rows of that circle instead of the table.
/// </summary>
internal static class NearestRows
{
    // For more rows than this the engine's own sort is no loss.
    private const long MostRows = 100_000;

    /// <summary>The narrowed query, or <see langword="null"/> when the query is of another kind or no circle holds enough.</summary>
    /// <param name="query">The query.</param>
    /// <param name="snapshot">The tables, held by the caller.</param>
    /// <param name="rowLimit">Rows that are delivered at most.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static BoundQuery? TryNarrow(BoundQuery query, EngineSnapshot snapshot, long rowLimit, CancellationToken cancellationToken)
    {
        if (query.AsNearest(rowLimit) is not { Rows: > 0 and <= MostRows } nearest || snapshot.Store(nearest.Table) is null)
        {
            return null;
        }

        for (double arcseconds = 1; arcseconds < 90 * 3600; arcseconds *= 2)
        {
            Angle radius = Angle.FromArcseconds(arcseconds);

            // Only the counts of such a reader are taken, so that it takes no hold of the snapshot over.
            LookupReader? within = LookupReader.TryOpen(nearest.CountWithin(radius), snapshot, 1);
            if (within is null)
            {
                return null;
            }

            if (within.CandidateRows >= nearest.Rows && within.CountRows(cancellationToken) >= nearest.Rows)
            {
                return nearest.Within(radius);
            }
        }

        return null;
    }
}
