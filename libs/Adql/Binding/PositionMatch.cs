namespace Hven.Adql.Binding;

/// <summary>A condition that positions of two relations lie within a constant angle of each other.</summary>
/// <param name="First">One position.</param>
/// <param name="Second">The other, of another relation.</param>
/// <param name="Radius">Largest angle in degrees; below zero nothing matches.</param>
/// <param name="IsStrict">Whether the angle itself is left out.</param>
internal sealed record PositionMatch(RelationPosition First, RelationPosition Second, double Radius, bool IsStrict)
{
    /// <summary>The match that a condition asks for; null when it asks for something else.</summary>
    public static PositionMatch? TryRecognize(BoundExpression condition) => condition switch
    {
        BoundCall { Function: BoundFunction.Equal, Arguments: [BoundLiteral { Value: 1L }, BoundCall { Function: BoundFunction.Contains } contains] } => FromContains(contains),
        BoundCall { Function: BoundFunction.Equal, Arguments: [BoundCall { Function: BoundFunction.Contains } contains, BoundLiteral { Value: 1L }] } => FromContains(contains),
        BoundCall
        {
            Function: BoundFunction.Less or BoundFunction.LessOrEqual,
            Arguments: [BoundCall { Function: BoundFunction.Distance } distance, var radius]
        } less => FromDistance(distance, radius, less.Function == BoundFunction.Less),
        BoundCall
        {
            Function: BoundFunction.Greater or BoundFunction.GreaterOrEqual,
            Arguments: [var radius, BoundCall { Function: BoundFunction.Distance } distance]
        } greater => FromDistance(distance, radius, greater.Function == BoundFunction.Greater),
        _ => null,
    };

    /// <summary>Whether the conditions of a SELECT ask for distances between two relations.</summary>
    public static bool IsAskedFor(BoundSelect select) => IsAskedFor(select.Where) || IsAskedFor(select.From);

    private static bool IsAskedFor(BoundSource? source) =>
        source is BoundJoin join && (IsAskedFor(join.On) || IsAskedFor(join.Left) || IsAskedFor(join.Right));

    private static bool IsAskedFor(BoundExpression? condition) =>
        condition is not null && condition.Any(e => e switch
        {
            BoundCall { Function: BoundFunction.Distance } distance => Pair(distance.Arguments) is not null,
            BoundCall { Function: BoundFunction.Contains, Arguments: [BoundPoint point, BoundCircle circle] } =>
                Pair([point.Longitude, point.Latitude, circle.Center.Longitude, circle.Center.Latitude]) is not null,
            _ => false,
        });

    private static PositionMatch? FromContains(BoundCall contains) =>
        contains.Arguments is [BoundPoint point, BoundCircle circle]
            ? Create([point.Longitude, point.Latitude, circle.Center.Longitude, circle.Center.Latitude], circle.Radius, isStrict: false)
            : null;

    private static PositionMatch? FromDistance(BoundCall distance, BoundExpression radius, bool isStrict) => Create(distance.Arguments, radius, isStrict);

    private static PositionMatch? Create(IReadOnlyList<BoundExpression> coordinates, BoundExpression radius, bool isStrict) =>
        Constant.TryNumber(radius) is { } degrees && Pair(coordinates) is { } pair ? new(pair.First, pair.Second, degrees, isStrict) : null;

    private static (RelationPosition First, RelationPosition Second)? Pair(IReadOnlyList<BoundExpression> coordinates) =>
        RelationPosition.TryCreate(coordinates[0], coordinates[1]) is { } first
            && RelationPosition.TryCreate(coordinates[2], coordinates[3]) is { } second
            && !ReferenceEquals(first.Relation, second.Relation)
            ? (first, second)
            : null;
}

/// <summary>A position that the rows of one relation have.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Longitude">Right ascension in degrees: null when a column in it is.</param>
/// <param name="Latitude">Declination in degrees: null when a column in it is.</param>
internal sealed record RelationPosition(BoundRelation Relation, BoundExpression Longitude, BoundExpression Latitude)
{
    /// <summary>The position of two coordinates; null when they are not computed from the columns of one relation by arithmetic.</summary>
    public static RelationPosition? TryCreate(BoundExpression longitude, BoundExpression latitude)
    {
        BoundRelation? relation = null;
        return IsOfOne(longitude, ref relation) && IsOfOne(latitude, ref relation) && relation is not null ? new(relation, longitude, latitude) : null;
    }

    /// <summary>Whether the position is the one that a table's rows are sorted by.</summary>
    public bool IsIndexed =>
        Relation is BoundTable { Table.SkyIndex: { } index }
            && Longitude is BoundColumn ra && ra.Column.Name.Equals(index.RaColumn, StringComparison.OrdinalIgnoreCase)
            && Latitude is BoundColumn dec && dec.Column.Name.Equals(index.DecColumn, StringComparison.OrdinalIgnoreCase);

    private static bool IsOfOne(BoundExpression expression, ref BoundRelation? relation)
    {
        switch (expression)
        {
            case BoundColumn column:
                relation ??= column.Source;
                return ReferenceEquals(relation, column.Source);
            case BoundLiteral:
                return true;
            case BoundCast { Operand.Type: var type } when !type.IsNumeric():
                return false;
            case BoundCast or BoundUnitConversion or BoundCall { Function: <= BoundFunction.Negate }:
                foreach (BoundExpression child in expression.Children)
                {
                    if (!IsOfOne(child, ref relation))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }
}
