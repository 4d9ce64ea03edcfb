using Hven.Platform.Catalog;

namespace Hven.Query.Ingest;

/// <summary>Decides the HEALPix pixels whose rows become one file each.</summary>
internal static class PartitionPlan
{
    // HATS readers list all files of a catalogue; at order 12 a pixel is 52 arcseconds wide, and rows still too many there stay together.
    private const int MaxOrder = 12;

    /// <summary>The coarsest pixels that hold at most <paramref name="maxRows"/> rows each, in the order of the sky; empty ones are left out.</summary>
    public static IReadOnlyList<Partition> Make(IReadOnlyList<RunFile> runs, int maxRows)
    {
        var partitions = new List<Partition>();
        for (long pixel = 0; pixel < 12; pixel++)
        {
            Split(runs, 0, pixel, maxRows, partitions);
        }

        return partitions;
    }

    /// <summary>Rows of all runs whose index lies in [<paramref name="first"/>, <paramref name="last"/>].</summary>
    public static long Count(IReadOnlyList<RunFile> runs, long first, long last) => runs.Sum(run => run.Find(first, last).Count);

    private static void Split(IReadOnlyList<RunFile> runs, int order, long pixel, int maxRows, List<Partition> partitions)
    {
        Partition whole = new(order, pixel, 0);
        long rows = Count(runs, whole.First, whole.Last);
        if (rows == 0)
        {
            return;
        }

        if (rows <= maxRows || order == MaxOrder)
        {
            partitions.Add(whole with { RowCount = rows });
            return;
        }

        for (long child = pixel * 4; child < (pixel * 4) + 4; child++)
        {
            Split(runs, order + 1, child, maxRows, partitions);
        }
    }
}
