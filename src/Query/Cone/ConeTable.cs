using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Catalog;

namespace Hven.Query.Cone;

/// <summary>
/// A table as cone search shows it: identifier and position carry the words of UCD1 that the standard of 2008 wants, each exactly once (Simple Cone
/// Search 1.03, section 2.2).
/// </summary>
internal sealed class ConeTable : IAdqlCatalog
{
    private const string IdWord = "ID_MAIN";
    private const string RaWord = "POS_EQ_RA_MAIN";
    private const string DecWord = "POS_EQ_DEC_MAIN";

    private readonly AdqlTable _table;
    private readonly string _id;

    /// <summary>Describes a table of the survey.</summary>
    /// <param name="table">The table as queries see it.</param>
    /// <param name="described">The table as the survey has it.</param>
    public ConeTable(AdqlTable table, CatalogTable described)
    {
        // A table without identifiers has the pixel of each row, 0.4 mas wide, to tell it by.
        _id = described.IdColumn ?? CatalogTable.HealpixColumn;
        Dictionary<string, string> words = new(StringComparer.OrdinalIgnoreCase) { [_id] = IdWord, [described.RaColumn] = RaWord, [described.DecColumn] = DecWord };
        _table = table with { Columns = [.. table.Columns.Select(column => column with { Ucd = words.GetValueOrDefault(column.Name) ?? (words.ContainsValue(column.Ucd ?? "") ? null : column.Ucd) })] };
    }

    /// <inheritdoc/>
    public IEnumerable<AdqlTable> Tables => [_table];

    /// <inheritdoc/>
    public AdqlTable? Find(string? schema, string name) => _table;

    /// <summary>The query of a search.</summary>
    /// <param name="search">What is searched for.</param>
    public string Query(ConeParameters search)
    {
        SkyIndex sky = _table.SkyIndex!;
        string[] least = [_id, sky.RaColumn, sky.DecColumn];
        IEnumerable<string> all = _table.Columns.Where(column => !column.Hidden && !least.Contains(column.Name)).Select(column => column.Name);
        IEnumerable<string> columns = (search.Verbosity == 1 ? least : least.Concat(all)).Select(AdqlName.Quote);
        string position = $"POINT({AdqlName.Quote(sky.RaColumn)}, {AdqlName.Quote(sky.DecColumn)})";
        return FormattableString.Invariant(
            $"SELECT {string.Join(", ", columns)} FROM {AdqlName.Quote(_table.Schema)}.{AdqlName.Quote(_table.Name)} WHERE 1 = CONTAINS({position}, CIRCLE({search.Ra}, {search.Dec}, {search.Radius}))");
    }
}
