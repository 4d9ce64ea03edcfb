using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

/// <summary>A column that can be named without qualifier; for USING and NATURAL joins, the merged one.</summary>
internal readonly record struct ScopeColumn(string Name, BoundExpression Expression, bool IsHidden);

/// <summary>A relation that can qualify a column, under its alias or its own name.</summary>
internal sealed class ScopeTable(IdentifierSyntax? alias, string? schema, string name, BoundRelation relation)
{
    private Dictionary<string, AdqlColumn>? _columns;

    public string Name => alias?.Name ?? name;

    public BoundRelation Relation => relation;

    /// <summary>Whether the parts of a qualifier mean this relation. An alias hides the name of its table.</summary>
    public bool IsMeantBy(ReadOnlySpan<IdentifierSyntax> qualifier)
    {
        if (alias is not null)
        {
            // A name written in double quotes keeps its case on either side.
            return qualifier.Length == 1
                && (alias.IsDelimited ? SameDelimited(qualifier[0], alias.Name) : qualifier[0].Matches(alias.Name));
        }

        return qualifier.Length switch
        {
            1 => qualifier[0].Matches(name),
            2 => qualifier[1].Matches(name) && schema is not null && qualifier[0].Matches(schema),
            _ => false,
        };
    }

    public AdqlColumn? Find(IdentifierSyntax column)
    {
        if (_columns is null)
        {
            _columns = new Dictionary<string, AdqlColumn>(relation.Columns.Count, StringComparer.OrdinalIgnoreCase);
            foreach (AdqlColumn item in relation.Columns)
            {
                _columns.TryAdd(item.Name, item);
            }
        }

        return _columns.TryGetValue(column.Name, out AdqlColumn? found) && column.Matches(found.Name) ? found : null;
    }

    private static bool SameDelimited(IdentifierSyntax qualifier, string name) =>
        qualifier.IsDelimited ? qualifier.Name == name : qualifier.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The names of one FROM clause, within those of the queries around it.</summary>
internal sealed class Scope(Scope? outer, IReadOnlyList<ScopeColumn> columns, IReadOnlyList<ScopeTable> tables)
{
    private Dictionary<string, List<ScopeColumn>>? _byName;

    public Scope? Outer => outer;

    public int Level { get; } = outer is null ? 0 : outer.Level + 1;

    /// <summary>Columns in the order of <c>*</c>.</summary>
    public IReadOnlyList<ScopeColumn> Columns => columns;

    public IReadOnlyList<ScopeTable> Tables => tables;

    public IReadOnlyList<ScopeColumn> Find(IdentifierSyntax name)
    {
        if (_byName is null)
        {
            _byName = new Dictionary<string, List<ScopeColumn>>(StringComparer.OrdinalIgnoreCase);
            foreach (ScopeColumn column in columns)
            {
                if (!_byName.TryGetValue(column.Name, out List<ScopeColumn>? same))
                {
                    _byName.Add(column.Name, same = []);
                }

                same.Add(column);
            }
        }

        if (!_byName.TryGetValue(name.Name, out List<ScopeColumn>? found))
        {
            return [];
        }

        return name.IsDelimited ? found.FindAll(column => column.Name == name.Name) : found;
    }
}
