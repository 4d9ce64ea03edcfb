namespace Hven.Tables.Hdf5;

/// <summary>The B-tree by which the chunks of a dataset of one axis are found (specification, section III.A.1), for chunks that lie one after another.</summary>
/// <param name="chunks">How many; at least 1.</param>
/// <param name="chunkRows">Rows of each.</param>
/// <param name="rowBytes">Bytes of a row.</param>
internal sealed class Hdf5ChunkTree(long chunks, int chunkRows, int rowBytes)
{
    // Twice the rank that version 0 of the superblock implies.
    private const int Fanout = 64;
    private const int KeyBytes = 24;
    private const int NodeBytes = 24 + ((Fanout + 1) * KeyBytes) + (Fanout * 8);

    /// <summary>Nodes of each level, the leaves first.</summary>
    private readonly List<long> _levels = Levels(chunks);

    public long Bytes => _levels.Sum() * NodeBytes;

    /// <summary>Where the root stands, from the beginning of the tree: it is written last.</summary>
    public long Root => (_levels.Sum() - 1) * NodeBytes;

    /// <summary>The nodes, level by level.</summary>
    /// <param name="address">Where the tree begins.</param>
    /// <param name="data">Where the first chunk stands.</param>
    public IEnumerable<Hdf5Bytes> Nodes(long address, long data)
    {
        long below = 0;
        long level = address;
        long span = 1;
        for (int height = 0; height < _levels.Count; height++)
        {
            long children = height == 0 ? chunks : _levels[height - 1];
            for (long node = 0; node < _levels[height]; node++)
            {
                long first = node * Fanout;
                int count = (int)Math.Min(Fanout, children - first);
                Hdf5Bytes bytes = new Hdf5Bytes().Raw("TREE"u8).U8(1).U8(height).U16(count)
                    .U64(node == 0 ? Hdf5Source.None : (ulong)(level + ((node - 1) * NodeBytes)))
                    .U64(node == _levels[height] - 1 ? Hdf5Source.None : (ulong)(level + ((node + 1) * NodeBytes)));
                for (long child = first; child < first + count; child++)
                {
                    Key(bytes, child * span).U64(height == 0 ? data + (child * chunkRows * rowBytes) : below + (child * NodeBytes));
                }

                Key(bytes, Math.Min((first + count) * span, chunks));
                yield return bytes.Zeros(NodeBytes - bytes.Length);
            }

            below = level;
            level += _levels[height] * NodeBytes;
            span *= Fanout;
        }
    }

    private static List<long> Levels(long chunks)
    {
        var levels = new List<long>();
        for (long nodes = (chunks + Fanout - 1) / Fanout; ; nodes = (nodes + Fanout - 1) / Fanout)
        {
            levels.Add(nodes);
            if (nodes == 1)
            {
                return levels;
            }
        }
    }

    private Hdf5Bytes Key(Hdf5Bytes bytes, long chunk) => bytes.U32((long)chunkRows * rowBytes).U32(0).U64(chunk * chunkRows).U64(0L);
}
