using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private BoundExpression BindName(NameSyntax name, ExpressionContext context)
    {
        for (Scope? scope = context.Scope; scope is not null; scope = scope.Outer)
        {
            BoundExpression? found = name.Parts.Count == 1
                ? FindUnqualified(name.Column, scope)
                : FindQualified(name, scope);
            if (found is not null)
            {
                found = found with { Span = name.Span };
                NoteOuterColumns(found, scope);
                return found;
            }
        }

        ReportUnknown(name, context.Scope);
        return new BoundError();
    }

    private BoundExpression? FindUnqualified(IdentifierSyntax name, Scope scope)
    {
        IReadOnlyList<ScopeColumn> found = scope.Find(name);
        if (found.Count > 1)
        {
            ReportAmbiguous(name, scope, name.Span);
            return new BoundError();
        }

        if (found.Count == 1)
        {
            return found[0].Expression;
        }

        // The column may be one of a table that was not found; that has been reported.
        return scope.Tables.Any(t => t.Relation is UnresolvedRelation) ? new BoundError() : null;
    }

    private BoundExpression? FindQualified(NameSyntax name, Scope scope)
    {
        IdentifierSyntax[] qualifier = [.. name.Parts.Take(name.Parts.Count - 1)];
        ScopeTable? table = FindQualifier(qualifier, scope, out bool isAmbiguous);
        if (isAmbiguous)
        {
            diagnostics.Error(
                DiagnosticCodes.AmbiguousColumn, name.Span, $"Several tables are called {qualifier[^1].Name}; put the schema in front or give them names with AS.");
            return new BoundError();
        }

        if (table is null)
        {
            return null;
        }

        if (table.Find(name.Column) is { } column)
        {
            return new BoundColumn(table.Relation, column);
        }

        if (table.Relation is not UnresolvedRelation)
        {
            ReportUnknownColumn(name.Column, table.Relation.Columns.Select(c => c.Name), $"in {table.Name}", name.Column.Span);
        }

        return new BoundError();
    }

    private static ScopeTable? FindQualifier(IReadOnlyList<IdentifierSyntax> qualifier, Scope scope, out bool isAmbiguous)
    {
        IdentifierSyntax[] parts = [.. qualifier];
        ScopeTable[] found = [.. scope.Tables.Where(table => table.IsMeantBy(parts)).Take(2)];
        isAmbiguous = found.Length > 1;
        return found.Length > 0 ? found[0] : null;
    }

    /// <summary>Tells each subquery between the use of a column and its table that it depends on that column.</summary>
    private void NoteOuterColumns(BoundExpression found, Scope scope)
    {
        foreach (SubqueryFrame frame in _subqueries)
        {
            if (frame.OuterLevel >= scope.Level)
            {
                found.Any(e =>
                {
                    if (e is BoundColumn column)
                    {
                        frame.OuterColumns.Add(column);
                    }

                    return false;
                });
            }
        }
    }

    private void ReportUnknown(NameSyntax name, Scope scope)
    {
        if (_isDamaged && scope.Tables.Count == 0)
        {
            return;
        }

        if (name.Parts.Count == 1)
        {
            IEnumerable<string> visible = scope.Columns.Select(c => c.Name);
            for (Scope? outer = scope.Outer; outer is not null; outer = outer.Outer)
            {
                visible = visible.Concat(outer.Columns.Select(c => c.Name));
            }

            string where = scope.Tables.Count == 0
                ? "here, where nothing is read from a table"
                : $"in {string.Join(", ", scope.Tables.Select(t => t.Name))}";
            string hint = name.Column.IsDelimited ? " Double quotes mean a name; text stands in single quotes." : string.Empty;
            ReportUnknownColumn(name.Column, visible, where, name.Span, hint);
        }
        else
        {
            ReportUnknownQualifier([.. name.Parts.Take(name.Parts.Count - 1)], scope, name.Span);
        }
    }

    private void ReportUnknownColumn(
        IdentifierSyntax name, IEnumerable<string> candidates, string where, SourceSpan span, string hint = "")
    {
        if (diagnostics.IsFull)
        {
            return;
        }

        IReadOnlyList<string> near = NearestNames.Of(name.Name, candidates);
        string question = near.Count > 0 ? NearestNames.Question(near) : hint;
        diagnostics.Error(DiagnosticCodes.UnknownColumn, span, $"There is no column {name.Name} {where}.{question}", near);
    }

    private void ReportUnknownQualifier(IReadOnlyList<IdentifierSyntax> qualifier, Scope scope, SourceSpan span)
    {
        if (_isDamaged && scope.Tables.Count == 0)
        {
            return;
        }

        string written = string.Join('.', qualifier.Select(q => q.Name));
        string[] names = [.. scope.Tables.Select(t => t.Name).Where(n => n.Length > 0)];
        IReadOnlyList<string> near = NearestNames.Of(qualifier[^1].Name, names);
        string question = near.Count > 0
            ? NearestNames.Question(near)
            : names.Length > 0 ? $" The tables here are {string.Join(", ", names)}." : string.Empty;
        diagnostics.Error(DiagnosticCodes.UnknownQualifier, span, $"No table of this FROM clause is called {written}.{question}", near);
    }

    private void ReportAmbiguous(IdentifierSyntax name, Scope scope, SourceSpan span)
    {
        string[] choices = [.. scope.Tables.Where(t => t.Find(name) is not null).Select(t => $"{t.Name}.{name.Name}")];
        diagnostics.Error(
            DiagnosticCodes.AmbiguousColumn, span, $"Several tables have a column {name.Name}: {string.Join(", ", choices)}.", choices);
    }
}
