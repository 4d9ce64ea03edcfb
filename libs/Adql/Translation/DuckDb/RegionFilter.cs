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
    /// <param name="source">The table in the engine.</param>
    /// <param name="table">The table, with its columns of position and its sample.</param>
    /// <param name="region">The region; null for the whole table.</param>
    /// <param name="columns">Writes the columns it has to have, once the whole query is written.</param>
    public static void Write(SqlText sql, string source, BoundTable table, Region? region, Action<SqlText> columns)
    {
        SkyIndex? index = table.Table.SkyIndex;
        IReadOnlyList<PixelRange?> clusters = region is null ? [null] : [.. Clusters(region).Select(range => (PixelRange?)range)];
        if (clusters.Count == 0)
        {
            // A region that holds nothing.
            sql.Append("SELECT ").Postpone(columns).Append(" FROM ").Append(source).Append(" WHERE FALSE");
        }

        for (int i = 0; i < clusters.Count; i++)
        {
            sql.Append(i == 0 ? "SELECT " : " UNION ALL SELECT ").Postpone(columns).Append(" FROM ").Append(source);
            string word = " WHERE ";
            if (clusters[i] is { } cluster)
            {
                WriteCluster(sql, index!, cluster, region!.Bounds);
                word = " AND ";
            }

            if (table.Sample is { } percent)
            {
                WriteSample(sql, word, index, percent);
            }
        }
    }

    private static void WriteCluster(SqlText sql, SkyIndex index, PixelRange cluster, BoundingBox bounds)
    {
        sql.Append(" WHERE ").Name(index.HpxColumn).Append(" BETWEEN ").Literal(cluster.First).Append(" AND ").Literal(cluster.Last);
        if (bounds.DecMin > -90 || bounds.DecMax < 90)
        {
            sql.Append(" AND ").Name(index.DecColumn).Append(" BETWEEN ").Literal(bounds.DecMin).Append(" AND ").Literal(bounds.DecMax);
        }
    }

    /// <summary>By a hash of the position, so that the same rows are taken each time; without one, by chance.</summary>
    private static void WriteSample(SqlText sql, string word, SkyIndex? index, double percent)
    {
        sql.Append(word);
        if (index is null)
        {
            sql.Append("random() * 100E0 < ").Literal(percent);
        }
        else
        {
            sql.Append("hash(").Name(index.HpxColumn).Append(") % 1000000000 < ").Literal((long)Math.Round(percent * 1e7));
        }
    }

    /// <summary>The few ranges of pixels that are read for a region.</summary>
    public static IReadOnlyList<PixelRange> Clusters(Region region)
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
