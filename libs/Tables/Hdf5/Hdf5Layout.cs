using System.Text;
using Hven.Tables.Ecsv;

namespace Hven.Tables.Hdf5;

/// <summary>
/// The whole file but for the rows: the groups <c>/</c> and <c>/data</c>, the dataset <c>/data/table</c> with the attributes by which PyTables and pandas
/// know it, and beside it the description that astropy reads.
/// </summary>
internal sealed class Hdf5Layout
{
    private const int SuperblockBytes = 96;
    private const int GroupBytes = 544 + 32 + HeapBytes + 328;
    private const int HeapBytes = 128;
    private const int ChunkBytes = 256 << 10;
    private const int MaxRowBytes = 16 << 20;
    private const string Group = "data";
    private const string Table = "table";
    private const string TableMeta = Table + "." + Hdf5Catalog.MetaSuffix;

    private readonly TableSchema _schema;
    private readonly IReadOnlyList<Hdf5OutputColumn> _columns;
    private readonly long _rows;
    private readonly string _indexName;
    private readonly List<(string Name, int Offset, Hdf5Bytes Type)> _members = [];
    private readonly Hdf5ChunkTree? _tree;

    public Hdf5Layout(TableSchema schema, IReadOnlyList<Hdf5OutputColumn> columns, long rows)
    {
        _schema = schema;
        _columns = columns;
        _rows = rows;
        HashSet<string> names = [.. schema.Columns.Select(column => column.Name)];
        _indexName = Unused("index", names);
        Place(_indexName, 8, Hdf5Encoding.Integer(8, signed: true));
        Offsets = [.. columns.Select(column => Place(column.Column.Name, column.Bytes, column.Type()))];
        Masks = [.. columns.Select(column => !column.HasNulls
            ? ("", -1)
            : Unused(column.Column.Name + ".mask", names) is var mask ? (mask, Place(mask, column.Elements, column.MaskType())) : default)];
        if (RowBytes > MaxRowBytes)
        {
            throw new TableFormatException("HDF5-ROW", $"A row would have {RowBytes} bytes, as HDF5's texts are all as wide as the widest; {MaxRowBytes} are allowed.");
        }

        ChunkRows = (int)Math.Clamp(Math.Min(ChunkBytes / RowBytes, rows), 1, int.MaxValue);
        Chunks = (rows + ChunkRows - 1) / ChunkRows;
        _tree = Chunks == 0 ? null : new Hdf5ChunkTree(Chunks, ChunkRows, RowBytes);
    }

    public int RowBytes { get; private set; }

    public int ChunkRows { get; }

    public long Chunks { get; }

    /// <summary>Where each column stands in a row; the row's number stands at 0.</summary>
    public IReadOnlyList<int> Offsets { get; }

    /// <summary>Name and place of each column's marks; -1 where there are none.</summary>
    public IReadOnlyList<(string Name, int Offset)> Masks { get; }

    /// <summary>Everything in front of the rows.</summary>
    public IEnumerable<Hdf5Bytes> Head()
    {
        // Sizes do not depend on addresses: what is laid out once with none tells where everything goes.
        Hdf5Bytes[] blank = [.. Blocks(new long[6])];
        long[] addresses = new long[6];
        addresses[0] = SuperblockBytes;
        for (int block = 1; block < 6; block++)
        {
            addresses[block] = addresses[block - 1] + blank[block - 1].Length;
        }

        long end = addresses[5] + (_tree?.Bytes ?? 0) + (Chunks * ChunkRows * RowBytes);
        return [Superblock(addresses[0], end), .. Blocks(addresses), .. _tree?.Nodes(addresses[5], addresses[5] + _tree.Bytes) ?? []];
    }

    private static string Unused(string name, HashSet<string> names)
    {
        while (!names.Add(name))
        {
            name += "_";
        }

        return name;
    }

    private int Place(string name, int bytes, Hdf5Bytes type)
    {
        int offset = RowBytes;
        _members.Add((name, offset, type));
        RowBytes = checked(RowBytes + bytes);
        return offset;
    }

    /// <summary>The blocks in their order: root group, group of the table, dataset, description's header, description.</summary>
    private IEnumerable<Hdf5Bytes> Blocks(long[] at)
    {
        List<(int, Hdf5Bytes)> root = PyTables("GROUP", "1.0");
        root.Add((Hdf5Message.Attribute, Hdf5Encoding.TextAttribute("PYTABLES_FORMAT_VERSION", "2.1")));
        yield return GroupAt(at[0], root, [(Group, at[1])]);
        yield return GroupAt(at[1], [.. PyTables("GROUP", "1.0"), .. Pandas()], [(Table, at[2]), (TableMeta, at[3])]);
        yield return Dataset(_tree is null ? Hdf5Source.None : (ulong)(at[5] + _tree.Root));
        (Hdf5Bytes header, Hdf5Bytes lines) = Description(at[4]);
        yield return header;
        yield return lines.Pad();
    }

    private static Hdf5Bytes Superblock(long root, long end) => new Hdf5Bytes().Raw([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A])
        .Zeros(5).U8(8).U8(8).U8(0).U16(4).U16(16).U32(0).U64(0L).U64(Hdf5Source.None).U64(end).U64(Hdf5Source.None)
        .U64(0L).U64(root).U32(0).Zeros(4).Zeros(16);

    /// <summary>A group: its header, then its tree, heap and node of names.</summary>
    private static Hdf5Bytes GroupAt(long address, List<(int, Hdf5Bytes)> attributes, IReadOnlyList<(string Name, long Address)> links)
    {
        Hdf5Bytes Header(long after) => Hdf5Encoding.Object([(Hdf5Message.SymbolTable, new Hdf5Bytes().U64(after).U64(after + 544)), .. attributes]);
        Hdf5Bytes group = Header(address + Header(0).Length);
        long tree = address + group.Length;
        var heap = new Hdf5Bytes().Zeros(8);
        var node = new Hdf5Bytes().Raw("SNOD"u8).U8(1).U8(0).U16(links.Count);
        int last = 0;
        foreach ((string name, long target) in links)
        {
            last = heap.Length;
            node.U64(last).U64(target).Zeros(24);
            heap.Name(name);
        }

        // What is left of the heap is its free list: one block that ends it and tells its own size.
        int free = heap.Length;
        heap.U64(1L).U64(HeapBytes - free).Zeros(HeapBytes - free - 16);
        group.Raw("TREE"u8).U8(0).U8(0).U16(1).U64(Hdf5Source.None).U64(Hdf5Source.None).U64(0L).U64(tree + 544 + 32 + HeapBytes).U64(last).Zeros(544 - 48);
        group.Raw("HEAP"u8).Zeros(4).U64(HeapBytes).U64(free).U64(tree + 544 + 32).Add(heap);
        return group.Add(node).Zeros(328 - node.Length);
    }

    private static List<(int, Hdf5Bytes)> PyTables(string kind, string version) =>
    [
        (Hdf5Message.Attribute, Hdf5Encoding.TextAttribute("CLASS", kind)),
        (Hdf5Message.Attribute, Hdf5Encoding.TextAttribute("VERSION", version)),
        (Hdf5Message.Attribute, Hdf5Encoding.TextAttribute("TITLE", "")),
    ];

    /// <summary>What pandas looks for on a group. Its tables have no arrays and no complex numbers: those columns are there for others.</summary>
    private IEnumerable<(int, Hdf5Bytes)> Pandas()
    {
        List<string> names = [.. _columns.Where(column => column.PandasType is not null).Select(column => column.Column.Name)];
        string list = PandasPickle.List(names);
        (string Name, string Value, bool Pickled)[] texts =
        [
            ("pandas_type", "frame_table", false), ("pandas_version", "0.15.2", false), ("table_type", "appendable_frame", false),
            ("encoding", "UTF-8", false), ("errors", "strict", false), ("nan_rep", ((char)Hdf5TextColumn.None).ToString(), false),
            ("index_cols", $"(lp0\n(I0\nV{PandasPickle.Escape(_indexName)}\ntp1\na.", true),
            ("values_cols", list, true), ("data_columns", list, true),
            ("non_index_axes", $"(lp0\n(I1\n{list[..^1].Replace("lp0\n", "lp1\n", StringComparison.Ordinal)}tp2\na.", true),
            ("info", "(dp0\nI1\n(dp1\nVtype\nVIndex\nsVnames\n(lp2\nNass" + $"V{PandasPickle.Escape(_indexName)}\n(dp3\ns.", true),
        ];
        return texts.Select(text => (Hdf5Message.Attribute, Hdf5Encoding.TextAttribute(text.Name, text.Value, text.Pickled)))
            .Append((Hdf5Message.Attribute, Hdf5Encoding.IntegerAttribute("levels", 1)));
    }

    private Hdf5Bytes Dataset(ulong tree)
    {
        List<(int, Hdf5Bytes)> messages =
        [
            (Hdf5Message.Dataspace, Hdf5Encoding.Dataspace(_rows, extendable: true)),
            (Hdf5Message.Datatype, Hdf5Encoding.Compound(RowBytes, _members)),

            // Version 2: space is taken as it is needed, the fill value is written when one is set, and it is the default.
            (Hdf5Message.FillValue, new Hdf5Bytes().U8(2).U8(3).U8(2).U8(1).U32(0)),
            (Hdf5Message.Layout, new Hdf5Bytes().U8(3).U8(2).U8(2).U64(tree).U32(ChunkRows).U32(RowBytes)),
            .. PyTables("TABLE", "2.7"),
            (Hdf5Message.Attribute, Hdf5Encoding.IntegerAttribute("NROWS", _rows)),
            (Hdf5Message.Attribute, Hdf5Encoding.TextAttribute(_indexName + "_kind", "integer")),
        ];
        messages.AddRange(_members.Select((member, index) => (Hdf5Message.Attribute, Hdf5Encoding.TextAttribute($"FIELD_{index}_NAME", member.Name))));
        foreach (Hdf5OutputColumn column in _columns.Where(column => column.PandasType is not null))
        {
            string name = column.Column.Name;
            messages.Add((Hdf5Message.Attribute, Hdf5Encoding.TextAttribute(name + "_kind", PandasPickle.List([name]), pickled: true)));
            messages.Add((Hdf5Message.Attribute, Hdf5Encoding.TextAttribute(name + "_dtype", column.PandasType!)));
            messages.Add((Hdf5Message.Attribute, Hdf5Encoding.TextAttribute(name + "_meta", "N.", pickled: true)));
        }

        return Hdf5Encoding.Object(messages);
    }

    /// <summary>The description as lines of one width.</summary>
    private (Hdf5Bytes Header, Hdf5Bytes Lines) Description(long address)
    {
        List<(string Column, string Mask)> masks = [.. _columns.Zip(Masks).Where(pair => pair.Second.Offset >= 0).Select(pair => (pair.First.Column.Name, pair.Second.Name))];
        IEnumerable<Column> columns =
        [
            new Column(_indexName, ElementType.Int64) { Description = "Number of the row, from 0" },
            .. _schema.Columns,
            .. masks.Select(mask => new Column(mask.Mask, ElementType.Boolean)),
        ];
        byte[][] lines =
        [
            .. columns.Select(column => EcsvYaml.ColumnLine(column, arraysAsText: column.IsArray))
                .Prepend("datatype:").Concat(EcsvYaml.TableLines(_schema, masks)).Select(Encoding.UTF8.GetBytes),
        ];
        int width = lines.Max(line => line.Length);
        var text = new Hdf5Bytes();
        foreach (byte[] line in lines)
        {
            text.Raw(line).Zeros(width - line.Length);
        }

        return (Hdf5Encoding.Object(
        [
            (Hdf5Message.Dataspace, Hdf5Encoding.Dataspace(lines.Length, extendable: false)),
            (Hdf5Message.Datatype, Hdf5Encoding.Text(width)),
            (Hdf5Message.FillValue, new Hdf5Bytes().U8(2).U8(2).U8(2).U8(1).U32(0)),
            (Hdf5Message.Layout, new Hdf5Bytes().U8(3).U8(1).U64(address).U64(text.Length)),
        ]), text);
    }
}
