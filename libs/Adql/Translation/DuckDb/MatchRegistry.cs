using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>The matches of a query, and what became of the relations they join.</summary>
internal sealed class MatchRegistry
{
    private readonly Dictionary<DuckDbMatch, string> _sources = [];
    private readonly Dictionary<BoundRelation, DuckDbMatch> _givers = [];
    private readonly Dictionary<BoundRelation, DuckDbTemporary> _temporaries = [];
    private readonly HashSet<DuckDbTemporary> _written = [];
    private readonly Dictionary<BoundSelect, BoundSelect> _plans = new(ReferenceEqualityComparer.Instance);
    private int _matches;

    /// <summary>The planned form of a SELECT: the same each time it is written.</summary>
    public BoundSelect Plan(BoundSelect select, Func<BoundSelect> plan)
    {
        if (!_plans.TryGetValue(select, out BoundSelect? planned))
        {
            _plans.Add(select, planned = plan());
        }

        return planned;
    }

    public int NextMatch() => _matches++;

    /// <summary>What stands in FROM for the pairs; asked of the engine once the temporary tables of the match are known.</summary>
    public string Source(DuckDbMatch match, Func<DuckDbMatch, string> ask)
    {
        if (!_sources.TryGetValue(match, out string? source))
        {
            _sources.Add(match, source = ask(match));
        }

        return source;
    }

    /// <summary>From now on the relation's columns come from the pairs.</summary>
    public void Give(BoundRelation relation, DuckDbMatch match) => _givers.Add(relation, match);

    /// <summary>The match whose pairs hold the relation's columns; null when the relation stands in FROM itself.</summary>
    public DuckDbMatch? GiverOf(BoundRelation relation) => _givers.GetValueOrDefault(relation);

    /// <summary>The temporary table of a relation, made when there is none.</summary>
    public DuckDbTemporary Temporary(BoundRelation relation)
    {
        if (!_temporaries.TryGetValue(relation, out DuckDbTemporary? temporary))
        {
            _temporaries.Add(relation, temporary = new DuckDbTemporary(relation.Number));
        }

        return temporary;
    }

    /// <summary>The temporary table that stands for a relation, if any.</summary>
    public DuckDbTemporary? TryTemporary(BoundRelation relation) => _temporaries.GetValueOrDefault(relation);

    /// <summary>Whether the text of a temporary table is still to be written; from now on it is not.</summary>
    public bool TryWrite(DuckDbTemporary temporary) => _written.Add(temporary);
}
