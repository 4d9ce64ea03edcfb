using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    /// <summary>A source with the names it brings into scope.</summary>
    private sealed record FromResult(BoundSource Source, IReadOnlyList<ScopeColumn> Columns, IReadOnlyList<ScopeTable> Tables);

    private FromResult? BindFrom(IReadOnlyList<TableSyntax> tables, Scope? outer)
    {
        FromResult? all = null;
        foreach (TableSyntax table in tables)
        {
            FromResult next = BindTable(table, outer);
            all = all is null ? next : Cross(all, next, table.Span);
        }

        return all;
    }

    private FromResult Cross(FromResult left, FromResult right, SourceSpan span)
    {
        CheckNames(left, right, span);
        var join = new BoundJoin { Kind = BoundJoinKind.Cross, Left = left.Source, Right = right.Source, On = null };
        return new FromResult(join, [.. left.Columns, .. right.Columns], [.. left.Tables, .. right.Tables]);
    }

    private FromResult BindTable(TableSyntax table, Scope? outer) => table switch
    {
        NamedTableSyntax named => BindNamedTable(named),
        DerivedTableSyntax derived => BindDerivedTable(derived, outer),
        JoinSyntax join => BindJoin(join, outer),
        _ => Unresolved(null, string.Empty),
    };

    /// <summary>A table without known columns: any column is taken for one of it, without a further finding.</summary>
    private FromResult Unresolved(IdentifierSyntax? alias, string name)
    {
        var relation = new UnresolvedRelation { Number = _relations++ };
        return new FromResult(relation, [], [new ScopeTable(alias, null, name, relation)]);
    }

    private sealed class UnresolvedRelation : BoundRelation
    {
        public override IReadOnlyList<AdqlColumn> Columns => [];
    }

    private FromResult BindNamedTable(NamedTableSyntax syntax)
    {
        IdentifierSyntax name = syntax.Parts[^1];
        if (syntax.Parts.Count == 1 && FindWith(name) is { } with)
        {
            if (syntax.Sample is not null)
            {
                diagnostics.Error(DiagnosticCodes.Unsupported, syntax.Span, $"TABLESAMPLE is for tables of the catalogue; {name.Name} is a WITH query, where it can stand inside.");
            }

            var derived = new BoundDerivedTable(with.Query, with, with.Columns) { Number = _relations++ };
            return Relation(derived, syntax.Alias, null, with.Name);
        }

        if (FindTable(syntax) is not { } table)
        {
            return Unresolved(syntax.Alias, name.Name);
        }

        return Relation(new BoundTable { Number = _relations++, Table = table, Sample = syntax.Sample }, syntax.Alias, table.Schema, table.Name);
    }

    private BoundWith? FindWith(IdentifierSyntax name)
    {
        for (WithScope? scope = _with; scope is not null; scope = scope.Outer)
        {
            bool keepsCase = name.IsDelimited && scope.Name.IsDelimited;
            if (string.Equals(name.Name, scope.Name.Name, keepsCase ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))
            {
                return scope.Query;
            }
        }

        return null;
    }

    private AdqlTable? FindTable(NamedTableSyntax syntax)
    {
        IReadOnlyList<IdentifierSyntax> parts = syntax.Parts;
        IdentifierSyntax name = parts[^1];
        IdentifierSyntax? schema = parts.Count > 1 ? parts[^2] : null;
        AdqlTable? table = parts.Count <= 2 ? catalog.Find(schema?.Name, name.Name) : null;
        if (table is not null && name.Matches(table.Name) && (schema is null || schema.Matches(table.Schema)))
        {
            return table;
        }

        ReportUnknownTable(syntax, schema, name);
        return null;
    }

    private void ReportUnknownTable(NamedTableSyntax syntax, IdentifierSyntax? schema, IdentifierSyntax name)
    {
        string written = string.Join('.', syntax.Parts.Select(p => p.Name));
        string[] elsewhere = [.. catalog.Tables.Where(t => name.Matches(t.Name)).Select(FullName).Take(5)];
        if (elsewhere.Length > 1 && schema is null)
        {
            diagnostics.Error(
                DiagnosticCodes.AmbiguousTable, syntax.Span, $"Several schemas have a table {name.Name}: {string.Join(", ", elsewhere)}.", elsewhere);
            return;
        }

        IReadOnlyList<string> near = elsewhere.Length > 0
            ? elsewhere
            : schema is null
                ? NearestNames.Of(name.Name, [.. catalog.Tables.Select(t => t.Name).Concat(WithNames())])
                : NearestNames.Of($"{schema.Name}.{name.Name}", catalog.Tables.Select(FullName));
        diagnostics.Error(DiagnosticCodes.UnknownTable, syntax.Span, $"There is no table {written}.{NearestNames.Question(near)}", near);
    }

    private IEnumerable<string> WithNames()
    {
        for (WithScope? scope = _with; scope is not null; scope = scope.Outer)
        {
            yield return scope.Query.Name;
        }
    }

    private static string FullName(AdqlTable table) => $"{table.Schema}.{table.Name}";

    private static FromResult Relation(BoundRelation relation, IdentifierSyntax? alias, string? schema, string name)
    {
        ScopeColumn[] columns = [.. relation.Columns.Select(c => new ScopeColumn(c.Name, new BoundColumn(relation, c), c.Hidden))];
        return new FromResult(relation, columns, [new ScopeTable(alias, schema, name, relation)]);
    }

    private FromResult BindDerivedTable(DerivedTableSyntax syntax, Scope? outer)
    {
        BoundQuery query = BindQuery(syntax.Query, outer);
        IReadOnlyList<AdqlColumn> columns = Rename(query.Columns, syntax.Columns, syntax.Alias?.Span ?? syntax.Span);
        var derived = new BoundDerivedTable(query, null, columns) { Number = _relations++ };
        return Relation(derived, syntax.Alias, null, string.Empty);
    }

    private void CheckNames(FromResult left, FromResult right, SourceSpan span)
    {
        foreach (ScopeTable table in right.Tables)
        {
            // Two tables of one name in different schemas can still be told apart by their schemas.
            bool isTaken = left.Tables.Any(other => other.Name.Length > 0
                && other.Name.Equals(table.Name, StringComparison.OrdinalIgnoreCase)
                && !(other.Relation is BoundTable a && table.Relation is BoundTable b && a.Table.Schema != b.Table.Schema));
            if (isTaken)
            {
                diagnostics.Error(
                    DiagnosticCodes.DuplicateName, span, $"Two tables go by the name {table.Name}; give one another name with AS.");
            }
        }
    }

    private FromResult BindJoin(JoinSyntax syntax, Scope? outer)
    {
        FromResult left = BindTable(syntax.Left, outer);
        FromResult right = BindTable(syntax.Right, outer);
        CheckNames(left, right, syntax.Right.Span);
        var kind = (BoundJoinKind)syntax.Kind;
        IReadOnlyList<IdentifierSyntax> shared = syntax.IsNatural ? CommonColumns(left, right, syntax.Span) : syntax.Using;
        if (shared.Count > 0)
        {
            return BindUsing(syntax, kind, left, right, shared, outer);
        }

        ScopeColumn[] columns = [.. left.Columns, .. right.Columns];
        ScopeTable[] tables = [.. left.Tables, .. right.Tables];
        BoundExpression? on = null;
        if (syntax.On is not null)
        {
            on = BindCondition(syntax.On, new ExpressionContext(new Scope(outer, columns, tables), "ON"), "ON");
        }

        // A NATURAL JOIN without common columns pairs all rows; the engines want that written as a cross join.
        bool isCross = on is null && kind == BoundJoinKind.Inner;
        on ??= kind is BoundJoinKind.Cross or BoundJoinKind.Inner ? null : new BoundLiteral(true, AdqlType.Boolean);
        var join = new BoundJoin { Kind = isCross ? BoundJoinKind.Cross : kind, Left = left.Source, Right = right.Source, On = on };
        return new FromResult(join, columns, tables);
    }

    private static IReadOnlyList<IdentifierSyntax> CommonColumns(FromResult left, FromResult right, SourceSpan span)
    {
        var names = right.Columns.Where(c => !c.IsHidden).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. left.Columns.Where(c => !c.IsHidden && names.Contains(c.Name)).Select(c => c.Name)
                .Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new IdentifierSyntax(span, name, false)),
        ];
    }

    private FromResult BindUsing(
        JoinSyntax syntax, BoundJoinKind kind, FromResult left, FromResult right, IReadOnlyList<IdentifierSyntax> shared, Scope? outer)
    {
        var leftScope = new Scope(outer, left.Columns, left.Tables);
        var rightScope = new Scope(outer, right.Columns, right.Tables);
        var conditions = new List<BoundExpression>();
        var merged = new List<ScopeColumn>();
        foreach (IdentifierSyntax name in shared)
        {
            if (UsingColumn(name, leftScope) is not { } a || UsingColumn(name, rightScope) is not { } b)
            {
                continue;
            }

            if (!AdqlTypes.Fits(a.Expression.Type, b.Expression.Type))
            {
                diagnostics.Error(
                    DiagnosticCodes.TypeMismatch,
                    name.Span,
                    $"{a.Name} is {a.Expression.Type.Describe()} on the left and {b.Expression.Type.Describe()} on the right.");
                continue;
            }

            conditions.Add(Call(BoundFunction.Equal, AdqlType.Boolean, a.Expression, b.Expression));
            merged.Add(new ScopeColumn(a.Name, Merge(kind, a.Expression, b.Expression), a.IsHidden));
        }

        var names = merged.Select(m => m.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        ScopeColumn[] columns =
        [
            .. merged, .. left.Columns.Where(c => !names.Contains(c.Name)), .. right.Columns.Where(c => !names.Contains(c.Name)),
        ];
        var join = new BoundJoin { Kind = kind, Left = left.Source, Right = right.Source, On = And(conditions) };
        return new FromResult(join, columns, [.. left.Tables, .. right.Tables]);
    }

    private ScopeColumn? UsingColumn(IdentifierSyntax name, Scope scope)
    {
        IReadOnlyList<ScopeColumn> found = scope.Find(name);
        if (found.Count == 1)
        {
            return found[0];
        }

        if (found.Count > 1)
        {
            ReportAmbiguous(name, scope, name.Span);
        }
        else if (!scope.Tables.Any(t => t.Relation is UnresolvedRelation))
        {
            ReportUnknownColumn(name, scope.Columns.Select(c => c.Name), $"in {string.Join(", ", scope.Tables.Select(t => t.Name))}", name.Span);
        }

        return null;
    }

    /// <summary>The merged column: from the side whose rows are all kept.</summary>
    private static BoundExpression Merge(BoundJoinKind kind, BoundExpression left, BoundExpression right) => kind switch
    {
        BoundJoinKind.Right => right,
        BoundJoinKind.Full => Call(BoundFunction.Coalesce, AdqlTypes.Unify(left.Type, right.Type), left, right),
        _ => left,
    };

    private static BoundExpression? And(List<BoundExpression> conditions) => conditions.Count switch
    {
        0 => new BoundLiteral(true, AdqlType.Boolean),
        1 => conditions[0],
        _ => new BoundCall(BoundFunction.And, conditions, AdqlType.Boolean),
    };

    private static BoundCall Call(BoundFunction function, AdqlType type, params IReadOnlyList<BoundExpression> arguments) =>
        new(function, arguments, type);
}
