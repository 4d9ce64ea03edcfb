using Hven.Adql.Binding;
using Hven.Sky;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>
/// Reads only the rows of a table near a region. DuckDB skips storage by one BETWEEN on the sorted HEALPix column, but not by
/// an OR of several; so where a region's pixel ranges are far apart, each gets a branch of UNION ALL.
/// </summary>
internal static class RegionFilter
{
    private const int CoverRanges = 16;
    private const int MostBranches = 4;

    // Nearer ranges are read in one go: 2^44 pixels of order 29 are a cell of order 7, less than a block of rows.
    private const long NearGap = 1L << 44;

    /// <summary>Writes the SELECT that stands for the table.</summary>
    /// <param name="sql">Takes it.</param>
    /// <param name="source">The table.</param>
    /// <param name="index">Its columns of position.</param>
    /// <param name="region">The region.</param>
    /// <param name="columns">Writes the columns it has to have, once the whole query is written.</param>
    public static void Write(SqlText sql, string source, SkyIndex index, Region region, Action<SqlText> columns)
    {
        IReadOnlyList<PixelRange> clusters = Clusters(region);
        BoundingBox bounds = region.Bounds;
        for (int i = 0; i < clusters.Count; i++)
        {
            sql.Append(i == 0 ? "SELECT " : " UNION ALL SELECT ").Postpone(columns).Append(" FROM ").Append(source)
                .Append(" WHERE ").Name(index.HpxColumn)
                .Append(" BETWEEN ").Literal(clusters[i].First).Append(" AND ").Literal(clusters[i].Last);
            if (bounds.DecMin > -90 || bounds.DecMax < 90)
            {
                sql.Append(" AND ").Name(index.DecColumn)
                    .Append(" BETWEEN ").Literal(bounds.DecMin).Append(" AND ").Literal(bounds.DecMax);
            }
        }
    }

    private static IReadOnlyList<PixelRange> Clusters(Region region)
    {
        var near = new List<PixelRange>();
        foreach (PixelRange range in HealpixCover.Of(region, CoverRanges))
        {
            if (near.Count > 0 && range.First - near[^1].Last < NearGap)
            {
                near[^1] = new PixelRange(near[^1].First, range.Last);
            }
            else
            {
                near.Add(range);
            }
        }

        return HealpixCover.Merge(near, MostBranches);
    }
}
