using System.Text;

namespace Hven.Adql.Binding;

/// <summary>Works out what is known of a result column: all of a plain column, less of an expression.</summary>
internal static class OutputColumn
{
    public static AdqlColumn Describe(BoundExpression expression, string name) => expression switch
    {
        BoundColumn column => column.Column with { Name = name, Type = column.Type, Hidden = false },
        BoundAggregate { Function: AggregateFunction.Count } =>
            new AdqlColumn(name, AdqlType.BigInt) { Ucd = "meta.number" },
        BoundAggregate { Function: AggregateFunction.Min or AggregateFunction.Max, Argument: BoundColumn column } aggregate =>
            column.Column with { Name = name, Hidden = false, Ucd = Statistic(column.Column.Ucd, aggregate.Function) },
        _ => new AdqlColumn(name, expression.Type == AdqlType.Null ? AdqlType.Varchar : expression.Type)
        {
            ArraySize = expression.ArraySize ?? expression.Type.Serialization()?.ArraySize,
            Unit = Unit(expression),
            Ucd = Ucd(expression),
            Xtype = Xtype(expression),
            IsUnicode = expression.Type.IsText() && expression.Any(IsUnicode),
        },
    };

    private static bool IsUnicode(BoundExpression expression) => expression switch
    {
        BoundColumn column => column.Column.IsUnicode,
        BoundLiteral { Value: string text } => !Ascii.IsValid(text),
        _ => false,
    };

    /// <summary>The unit of an expression where its rules leave no doubt; else null.</summary>
    public static string? Unit(BoundExpression expression) => expression switch
    {
        BoundColumn column => column.Column.Unit,
        BoundAggregate
        {
            Argument: { } argument,
            Function: AggregateFunction.Min or AggregateFunction.Max or AggregateFunction.Avg or AggregateFunction.Sum or AggregateFunction.StdDev
        } => Unit(argument),
        BoundCast { Operand: { } operand, Type: var type } when type.IsNumeric() => Unit(operand),
        BoundUnitConversion conversion => conversion.Unit,
        BoundCall call => CallUnit(call),
        BoundCase @case => CommonUnit([.. @case.Branches.Where((_, i) => i % 2 == 1), .. @case.Otherwise is { } otherwise ? (BoundExpression[])[otherwise] : []]),
        _ when expression.Type.IsGeometry() => "deg",
        _ => null,
    };

    private static string? CallUnit(BoundCall call) => call.Function switch
    {
        BoundFunction.Distance or BoundFunction.Degrees or BoundFunction.Coordinate or BoundFunction.DegreesOfHours or BoundFunction.DegreesOfDegrees => "deg",
        BoundFunction.JulianDate or BoundFunction.ModifiedJulianDate => "d",
        BoundFunction.Area => "deg**2",
        BoundFunction.Radians or BoundFunction.Acos or BoundFunction.Asin or BoundFunction.Atan or BoundFunction.Atan2 => "rad",
        BoundFunction.Negate or BoundFunction.Abs or BoundFunction.Ceiling or BoundFunction.Floor or BoundFunction.Round
            or BoundFunction.Truncate or BoundFunction.NullIf => Unit(call.Arguments[0]),

        // Both sides in one unit keep it; a magnitude less a magnitude is one as well.
        BoundFunction.Add or BoundFunction.Subtract or BoundFunction.Coalesce => CommonUnit(call.Arguments),
        _ when call.Type.IsGeometry() => "deg",
        _ => null,
    };

    /// <summary>The unit that all have; a constant is taken to be in that of the others.</summary>
    private static string? CommonUnit(IEnumerable<BoundExpression> values) =>
        values.Where(value => Constant.TryFold(value) is null).Select(Unit).Distinct().Take(2).ToArray() is [var unit] ? unit : null;

    private static string? Ucd(BoundExpression expression) => expression switch
    {
        BoundCall { Function: BoundFunction.Distance } => "pos.angDistance",
        BoundCall { Function: BoundFunction.Area } => "phys.angArea",
        BoundPoint => "pos.eq",
        BoundAggregate { Function: AggregateFunction.Avg, Argument: BoundColumn column } => Statistic(column.Column.Ucd, AggregateFunction.Avg),
        BoundUnitConversion { Operand: BoundColumn column } => column.Column.Ucd,
        _ => null,
    };

    private static string? Xtype(BoundExpression expression) => expression switch
    {
        BoundRegion { Region: Hven.Sky.MocRegion } => "moc",
        { Type: AdqlType.Timestamp } => "timestamp",
        _ => expression.Type.Serialization()?.Xtype,
    };

    /// <summary>UCD1+ puts the statistic behind the quantity, as in <c>phot.mag;stat.min</c>.</summary>
    private static string? Statistic(string? ucd, AggregateFunction function)
    {
        string word = function switch
        {
            AggregateFunction.Min => "stat.min",
            AggregateFunction.Max => "stat.max",
            _ => "stat.mean",
        };
        return ucd is null ? null : $"{ucd};{word}";
    }
}
