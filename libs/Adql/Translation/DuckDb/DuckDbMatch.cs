using Hven.Adql.Binding;
using Hven.Sky;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>What an engine does for joins by position, which SQL alone could only work off as products.</summary>
/// <param name="Holds">Whether the engine itself can give the values of a table's column by the number of the row, which is DuckDB's <c>rowid</c>.</param>
/// <param name="Source">
/// What stands in FROM for the pairs of a match, such as a table function: it gives <see cref="DuckDbMatch.Outputs"/>, which are known once
/// the whole query is translated.
/// </param>
public sealed record DuckDbMatching(Func<AdqlTable, AdqlColumn, bool> Holds, Func<DuckDbMatch, string> Source);

/// <summary>A join of two relations by position: the pairs of their rows that lie within an angle of each other.</summary>
public sealed class DuckDbMatch
{
    internal DuckDbMatch(int number, DuckDbMatchSide left, DuckDbMatchSide right, double radius, bool isStrict) =>
        (Number, Left, Right, RadiusDegrees, IsStrict) = (number, left, right, radius, isStrict);

    /// <summary>Number of the match, unlike that of every other one in the query.</summary>
    public int Number { get; }

    /// <summary>One side.</summary>
    public DuckDbMatchSide Left { get; }

    /// <summary>The other side.</summary>
    public DuckDbMatchSide Right { get; }

    /// <summary>Largest angle in degrees; below zero nothing matches.</summary>
    public double RadiusDegrees { get; }

    /// <summary>Whether the angle itself is left out.</summary>
    public bool IsStrict { get; }

    /// <summary>The columns of the pairs: each side's row number, then the values it gives.</summary>
    public IReadOnlyList<DuckDbMatchOutput> Outputs =>
    [
        new(Left.RowName, Left, null),
        new(Right.RowName, Right, null),
        .. Left.Columns.Select(column => new DuckDbMatchOutput(Left.NameOf(column), Left, column)),
        .. Right.Columns.Select(column => new DuckDbMatchOutput(Right.NameOf(column), Right, column)),
    ];

    internal DuckDbMatchSide SideOf(BoundRelation relation) => ReferenceEquals(Left.Relation, relation) ? Left : Right;
}

/// <summary>A column of a match's pairs.</summary>
/// <param name="Name">Its name in the SQL.</param>
/// <param name="Side">The side it comes from.</param>
/// <param name="Column">The table's column; null for the number of the row.</param>
public sealed record DuckDbMatchOutput(string Name, DuckDbMatchSide Side, AdqlColumn? Column);

/// <summary>One side of a match: a table that the engine holds, or a temporary one.</summary>
public sealed class DuckDbMatchSide
{
    private readonly List<AdqlColumn> _columns = [];

    internal DuckDbMatchSide(BoundRelation relation, AdqlTable? table, Region? region, DuckDbTemporary? temporary, int match)
    {
        (Relation, Table, Region, Temporary) = (relation, table, region, temporary);
        (LongitudeName, LatitudeName) = (Unused($"ra {match}"), Unused($"dec {match}"));
    }

    /// <summary>The table whose rows the engine holds; null when the rows are those of <see cref="Temporary"/>.</summary>
    public AdqlTable? Table { get; }

    /// <summary>Where the rows of <see cref="Table"/> have to lie to be of use; null for everywhere. An exact test follows in the SQL.</summary>
    public Region? Region { get; }

    /// <summary>The temporary table that has to be made first; null when the engine holds the rows.</summary>
    public DuckDbTemporary? Temporary { get; }

    /// <summary>Name of the temporary table's right ascension in degrees; null and NaN match nothing.</summary>
    public string LongitudeName { get; }

    /// <summary>Name of the temporary table's declination in degrees.</summary>
    public string LatitudeName { get; }

    /// <summary>The columns whose values come with the pairs.</summary>
    public IReadOnlyList<AdqlColumn> Columns => _columns;

    internal BoundRelation Relation { get; }

    // No column that comes with the pairs is called so: a number and a dot stand in front of those.
    internal string RowName => $"row {Relation.Number}";

    internal string NameOf(AdqlColumn column) => $"{Relation.Number}.{column.Name}";

    /// <summary>A name that no column of the relation has.</summary>
    private string Unused(string name) => Relation.Columns.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ? Unused(name + "'") : name;

    internal void Use(AdqlColumn column)
    {
        if (!_columns.Exists(known => known.Name == column.Name))
        {
            _columns.Add(column);
        }
    }
}

/// <summary>A temporary table of the query's connection, which holds the rows of a relation that the engine does not hold.</summary>
public sealed class DuckDbTemporary
{
    private readonly SqlText _sql = new();
    private readonly List<(string Name, BoundExpression Value)> _positions = [];

    internal DuckDbTemporary(int number) => Name = $"hven_rows_{number}";

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The SELECT that its rows come from.</summary>
    public string Sql => _sql.ToString();

    internal SqlText Text => _sql;

    internal IReadOnlyList<(string Name, BoundExpression Value)> Positions => _positions;

    internal void Add(DuckDbMatchSide side, RelationPosition position)
    {
        _positions.Add((side.LongitudeName, position.Longitude));
        _positions.Add((side.LatitudeName, position.Latitude));
    }
}
