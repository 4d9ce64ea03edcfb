using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>The columns of each relation that the SQL written so far names.</summary>
internal sealed class UsedColumns
{
    private readonly Dictionary<BoundRelation, List<string>> _names = [];
    private readonly HashSet<BoundRelation> _rows = [];

    public void Add(BoundColumn column)
    {
        if (!_names.TryGetValue(column.Source, out List<string>? names))
        {
            _names.Add(column.Source, names = []);
        }

        if (!names.Contains(column.Column.Name))
        {
            names.Add(column.Column.Name);
        }
    }

    /// <summary>Notes that the numbers of a relation's rows are named.</summary>
    public void AddRow(BoundRelation relation) => _rows.Add(relation);

    /// <summary>The columns of a relation that are named.</summary>
    public IReadOnlyList<string> NamesOf(BoundRelation relation) => _names.GetValueOrDefault(relation, []);

    /// <summary>Writes the columns of a relation for SELECT, or a constant when the query needs no more than its rows.</summary>
    public void Write(SqlText sql, BoundRelation relation)
    {
        if (_rows.Contains(relation))
        {
            sql.Append(_names.ContainsKey(relation) ? "rowid, " : "rowid");
            if (!_names.ContainsKey(relation))
            {
                return;
            }
        }

        WriteNames(sql, relation);
    }

    /// <summary>Writes the columns alone, without the number of the row.</summary>
    public void WriteNames(SqlText sql, BoundRelation relation)
    {
        if (!_names.TryGetValue(relation, out List<string>? names))
        {
            sql.Literal(1L);
            return;
        }

        for (int i = 0; i < names.Count; i++)
        {
            sql.Append(i == 0 ? string.Empty : ", ").Name(names[i]);
        }
    }
}
