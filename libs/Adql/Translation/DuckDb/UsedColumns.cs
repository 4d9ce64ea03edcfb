using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>The columns of each relation that the SQL written so far names.</summary>
internal sealed class UsedColumns
{
    private readonly Dictionary<BoundRelation, List<string>> _names = [];

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

    /// <summary>Writes the columns of a relation for SELECT, or a constant when the query needs no more than its rows.</summary>
    public void Write(SqlText sql, BoundRelation relation)
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
