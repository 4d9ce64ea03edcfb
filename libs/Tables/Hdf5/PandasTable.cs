namespace Hven.Tables.Hdf5;

/// <summary>What pandas says of a table in the attributes of its group and dataset (pandas 0.15.2 to 3, "frame_table").</summary>
/// <param name="Blocks">By member name, the names of the columns in it: the blocks <c>values_block_0</c>... hold several of one type each.</param>
/// <param name="Types">By member name, pandas' type of it, for instance <c>datetime64</c>.</param>
/// <param name="Hidden">Members that are no columns: a nameless index that only counts the rows.</param>
/// <param name="IndexName">Name under which the index is a column, when it has one.</param>
/// <param name="None">The text that stands for no value.</param>
internal sealed record PandasTable(
    IReadOnlyDictionary<string, List<string>> Blocks, IReadOnlyDictionary<string, string> Types, IReadOnlySet<string> Hidden, string? IndexName, byte[]? None)
{
    /// <summary>Reads the attributes.</summary>
    /// <returns><see langword="null"/> when the table is not one of pandas.</returns>
    public static PandasTable? Read(Hdf5Catalog catalog, Hdf5Object group, Hdf5Object dataset, Hdf5Type type)
    {
        Dictionary<string, Hdf5Attribute> attributes = group.Attributes();
        if (catalog.Text(attributes, "pandas_type") is null)
        {
            return null;
        }

        Dictionary<string, Hdf5Attribute> members = dataset.Attributes();
        var blocks = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Hdf5Member member in type.Members)
        {
            if (members.GetValueOrDefault(member.Name + "_kind") is { } kind && member.Name.StartsWith("values_block_", StringComparison.Ordinal))
            {
                blocks[member.Name] = PandasPickle.Texts(kind.Data)
                    ?? throw Hdf5Fault.Unsupported($"the names of pandas' columns in {member.Name} are not a list of texts");
            }

            if (catalog.Text(members, member.Name + "_dtype") is { } dtype)
            {
                types[member.Name] = dtype;
            }

            // A text, or a list with it for a block.
            if (catalog.Text(members, member.Name + "_meta") == "category"
                || (members.GetValueOrDefault(member.Name + "_meta") is { Data: var meta } && PandasPickle.Texts(meta) is ["category"]))
            {
                throw Hdf5Fault.Unsupported($"column {member.Name} holds pandas' categories, whose values are kept elsewhere; turn it into text");
            }
        }

        List<string>? info = attributes.GetValueOrDefault("info") is { } described ? PandasPickle.Texts(described.Data) : null;
        int named = info?.IndexOf("index_name") ?? -1;
        string? indexName = named >= 0 && named + 1 < info!.Count ? info[named + 1] : null;
        List<string> index = attributes.GetValueOrDefault("index_cols") is { } columns ? PandasPickle.Texts(columns.Data) ?? [] : [];
        string? kindOfIndex = index is [var first, ..] ? catalog.Text(members, first + "_kind") : null;
        if (kindOfIndex is "datetime64")
        {
            types[index[0]] = kindOfIndex;
        }

        // An index of texts or times is more than a count of the rows, named or not.
        bool counts = indexName is null && kindOfIndex is "integer";
        string none = catalog.Text(attributes, "nan_rep") ?? "nan";
        return new PandasTable(blocks, types, counts ? index.ToHashSet(StringComparer.Ordinal) : new HashSet<string>(), indexName, System.Text.Encoding.UTF8.GetBytes(none));
    }
}
