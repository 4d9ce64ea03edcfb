using System.Text;

namespace Hven.Tables.Hdf5;

/// <summary>A place in a file where a table is: one dataset of compounds, or a group of datasets that are its columns.</summary>
/// <param name="Path">The path by which a table is called: that of the group for tables of pandas.</param>
/// <param name="Parent">The group that holds the dataset; for a group of columns, that group.</param>
/// <param name="Dataset">Name of the dataset of compounds within the parent; <see langword="null"/> for a group of columns.</param>
/// <param name="RowCount">Rows of the table.</param>
internal sealed record Hdf5Place(string Path, Hdf5Object Parent, string? Dataset, long RowCount);

/// <summary>Finds the tables of a file.</summary>
internal sealed class Hdf5Catalog(Hdf5Source source)
{
    // Descriptions of ten thousand columns take about two.
    private const long MaxLines = 16 << 20;

    public const string MetaSuffix = "__table_column_meta__";

    private const int MaxDepth = 16;
    private const int MaxObjects = 100_000;

    private int _objects;

    public Hdf5Source Source { get; } = source;

    public Hdf5Heap Heap { get; } = new(source);

    /// <summary>All tables, in the order of the file's names.</summary>
    public List<Hdf5Place> Places()
    {
        var places = new List<Hdf5Place>();
        Walk("", Hdf5Object.Read(Source, Source.Root), places, 0);
        return places;
    }

    /// <summary>The object of a path, and the group that holds it.</summary>
    public (Hdf5Object Parent, Hdf5Object Object)? Resolve(string path)
    {
        Hdf5Object parent = Hdf5Object.Read(Source, Source.Root);
        Hdf5Object found = parent;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            parent = found;
            if (found.IsDataset || Child(found, name) is not { } child)
            {
                return null;
            }

            found = child;
        }

        return (parent, found);
    }

    public Hdf5Object? Child(Hdf5Object group, string name)
    {
        (string Name, ulong Address) link = Hdf5Group.Links(Source, group).Find(link => link.Name == name);
        return link.Name is null ? null : Hdf5Object.Read(Source, link.Address);
    }

    /// <summary>An attribute's text, if it is one.</summary>
    public string? Text(Hdf5Attribute? attribute)
    {
        if (attribute is null || attribute.Data.Length == 0)
        {
            return null;
        }

        if (attribute.Type.IsVariableText)
        {
            return Encoding.UTF8.GetString(Heap.Find(attribute.Data, 1).TrimEnd((byte)0));
        }

        return attribute.Type.Class == Hdf5Class.Text && attribute.Data.Length == attribute.Type.Size
            ? Encoding.UTF8.GetString(attribute.Data.AsSpan().TrimEnd((byte)0))
            : null;
    }

    public string? Text(Dictionary<string, Hdf5Attribute> attributes, string name) => Text(attributes.GetValueOrDefault(name));

    /// <summary>The place of a path; a group of pandas stands for its dataset.</summary>
    public Hdf5Place? Find(string path)
    {
        string name = "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return Resolve(path) is { } found
            ? found.Object.IsDataset ? OfDataset(name, found.Parent, found.Object, name[(name.LastIndexOf('/') + 1)..]) : OfGroup(name, found.Object)
            : null;
    }

    private static Hdf5Place? OfDataset(string path, Hdf5Object parent, Hdf5Object dataset, string name)
    {
        IReadOnlyList<long> dimensions = dataset.Dimensions();
        return dimensions.Count == 1 && dataset.Datatype().Class == Hdf5Class.Compound ? new Hdf5Place(path, parent, name, dimensions[0]) : null;
    }

    private Hdf5Place? OfGroup(string path, Hdf5Object group)
    {
        string? kind = Text(group.Attributes(), "pandas_type");
        List<(string Name, ulong Address)> links = Hdf5Group.Links(Source, group);
        if (kind is not null)
        {
            return kind.EndsWith("_table", StringComparison.Ordinal) && Child(group, "table") is { IsDataset: true } table
                ? OfDataset(path, group, table, "table")
                : throw Hdf5Fault.Unsupported($"{path} is kept in pandas' form '{kind}', which holds pickled objects; write it with format='table'");
        }

        long? rows = null;
        foreach ((string _, ulong address) in links)
        {
            Hdf5Object child = Hdf5Object.Read(Source, address);
            if (!child.IsDataset || child.Dimensions() is not [var count, ..] || child.Datatype().Class == Hdf5Class.Compound || (rows ?? count) != count)
            {
                return null;
            }

            rows = count;
        }

        return rows is { } length ? new Hdf5Place(path, group, null, length) : null;
    }

    private void Walk(string path, Hdf5Object group, List<Hdf5Place> places, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        // A group of pandas in its fixed form is no table, but is not in the way of others.
        bool isPandas = Text(group.Attributes(), "pandas_type") is { } kind && !kind.EndsWith("_table", StringComparison.Ordinal);
        if (!isPandas && OfGroup(path.Length == 0 ? "/" : path, group) is { } place)
        {
            places.Add(place);
            return;
        }

        foreach ((string name, ulong address) in Hdf5Group.Links(Source, group))
        {
            if (++_objects > MaxObjects)
            {
                throw Hdf5Fault.Unsupported($"it has over {MaxObjects} objects");
            }

            if (name.EndsWith(MetaSuffix, StringComparison.Ordinal) || name.StartsWith("_i_", StringComparison.Ordinal))
            {
                continue;
            }

            Hdf5Object child = Hdf5Object.Read(Source, address);
            string below = $"{path}/{name}";
            if (!child.IsDataset)
            {
                Walk(below, child, places, depth + 1);
            }
            else if (OfDataset(below, group, child, name) is { } table)
            {
                places.Add(table);
            }
        }
    }

    /// <summary>The lines of a dataset of texts of fixed width.</summary>
    public async ValueTask<string> LinesAsync(Hdf5Object dataset, CancellationToken cancellationToken)
    {
        Hdf5Rows rows = Hdf5Fault.Guard(() => Hdf5Rows.Open(Source, dataset));
        long size = rows.Count * rows.RowBytes;
        if (rows.Type.Class != Hdf5Class.Text || size > MaxLines)
        {
            throw Hdf5Fault.Unsupported("the description of its columns is not lines of text");
        }

        byte[] bytes = new byte[size];
        await rows.ReadAsync(0, (int)rows.Count, bytes, cancellationToken).ConfigureAwait(false);
        var lines = new StringBuilder();
        for (int line = 0; line < rows.Count; line++)
        {
            lines.Append(Encoding.UTF8.GetString(bytes.AsSpan(line * rows.RowBytes, rows.RowBytes).TrimEnd((byte)0))).Append('\n');
        }

        return lines.ToString();
    }
}
