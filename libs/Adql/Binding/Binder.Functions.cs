using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private BoundExpression BindCall(CallSyntax call, ExpressionContext context)
    {
        string name = call.Function.Name;
        if (FunctionCatalog.Aggregates.GetValueOrDefault(name) is { } aggregate)
        {
            return BindAggregate(call, aggregate, context);
        }

        bool isSpecial = FunctionCatalog.Special.ContainsKey(name);
        FunctionDefinition? definition = FunctionDefinition.Find(name);
        UserFunction[] users = UserFunction.Find(name);
        if (!isSpecial && definition is null && users.Length == 0)
        {
            IReadOnlyList<string> near = NearestNames.Of(name, AdqlLanguage.Functions.Select(f => f.Name).Distinct());
            diagnostics.Error(
                DiagnosticCodes.UnknownFunction, call.Function.Span, $"There is no function {name}.{NearestNames.Question(near)}", near);
            return new BoundError();
        }

        if (call.IsStar || call.IsDistinct)
        {
            diagnostics.Error(
                DiagnosticCodes.UnexpectedToken, call.Span, $"{(call.IsStar ? "*" : "DISTINCT")} stands in aggregates only, as in COUNT(*); {name} is none.");
            return new BoundError();
        }

        if (isSpecial)
        {
            return name.Equals("IN_UNIT", StringComparison.OrdinalIgnoreCase) ? BindInUnit(call, context) : BindGeometryCall(call, context);
        }

        return definition is null ? BindUserFunction(call, users, context) : BindFunction(call, definition, context);
    }

    private BoundExpression BindAggregate(CallSyntax call, AggregateDefinition definition, ExpressionContext context)
    {
        AggregateFunction function = definition.Function;
        string name = definition.Name;
        if (context.RowClause is { } clause)
        {
            string hint = clause == "WHERE" ? " Conditions on aggregates belong into HAVING." : string.Empty;
            diagnostics.Error(DiagnosticCodes.MisplacedAggregate, call.Span, $"{name} is an aggregate and has no place in {clause}.{hint}");
            return new BoundError();
        }

        if (call.IsStar && function == AggregateFunction.Count)
        {
            return new BoundAggregate(function, null, false, AdqlType.BigInt);
        }

        if (call.IsStar || !CheckCount(call, definition.Arguments, definition.Arguments, definition.Usage))
        {
            if (call.IsStar)
            {
                diagnostics.Error(DiagnosticCodes.ArgumentCount, call.Span, $"Only COUNT takes *; write {definition.Usage}.");
            }

            return new BoundError();
        }

        var inner = new ExpressionContext(context.Scope, "the argument of another aggregate");
        BoundExpression argument = function switch
        {
            AggregateFunction.Count => BindExpression(call.Arguments[0], inner),
            AggregateFunction.Min or AggregateFunction.Max => BindScalar(call.Arguments[0], inner),
            AggregateFunction.StringAgg => BindText(call.Arguments[0], inner, name),
            _ => BindNumber(call.Arguments[0], inner, name),
        };
        AdqlType type = function switch
        {
            AggregateFunction.Count or AggregateFunction.Histogram => AdqlType.BigInt,
            AggregateFunction.Min or AggregateFunction.Max => argument.Type,
            AggregateFunction.StringAgg => AdqlType.Varchar,
            AggregateFunction.Sum when argument.Type.IsInteger() => AdqlType.BigInt,
            _ => AdqlType.Double,
        };
        if (IsOfOuterQuery(argument, context.Scope))
        {
            diagnostics.Error(
                DiagnosticCodes.MisplacedAggregate, call.Span, $"{name} is taken here over columns of the query around; take it there, or over a column of this query.");
            return new BoundError();
        }

        return argument is BoundError || BindAggregateConstants(call, function, inner) is not { } constants
            ? new BoundError()
            : new BoundAggregate(function, argument, call.IsDistinct, type) { Constants = constants };
    }

    /// <summary>Whether an argument depends on rows, but on none of the query it stands in.</summary>
    private static bool IsOfOuterQuery(BoundExpression argument, Scope scope) =>
        argument.Any(e => e is BoundColumn)
        && !argument.Any(e => e is BoundColumn column && scope.Tables.Any(table => ReferenceEquals(table.Relation, column.Source)));

    private const int MaximumBins = 10_000;

    /// <summary>What an aggregate takes besides its argument; null when it is not what it must be.</summary>
    private BoundLiteral[]? BindAggregateConstants(CallSyntax call, AggregateFunction function, ExpressionContext context)
    {
        if (function == AggregateFunction.StringAgg)
        {
            if (BindExpression(call.Arguments[1], context) is BoundLiteral { Value: string } delimiter)
            {
                return [delimiter];
            }

            Mismatch(call.Arguments[1].Span, "The delimiter of ivo_string_agg is a text such as ', ', not an expression.");
            return null;
        }

        if (function != AggregateFunction.Histogram)
        {
            return [];
        }

        double? low = Constant.TryNumber(BindNumber(call.Arguments[1], context, "ivo_histogram"));
        double? high = Constant.TryNumber(BindNumber(call.Arguments[2], context, "ivo_histogram"));
        long? bins = Constant.TryFold(BindNumber(call.Arguments[3], context, "ivo_histogram"))?.Value as long?;
        if (low is { } from && high is { } to && from < to && bins is >= 1 and <= MaximumBins and var count)
        {
            return [BoundLiteral.Double(from), BoundLiteral.Double(to), BoundLiteral.Integer(count)];
        }

        diagnostics.Error(
            DiagnosticCodes.ValueOutOfRange,
            call.Arguments[1].Span.To(call.Arguments[3].Span),
            $"ivo_histogram takes constants: a lower limit, a higher upper limit, and the number of bins, 1 to {MaximumBins}.");
        return null;
    }

    private bool CheckCount(CallSyntax call, int least, int most, string usage)
    {
        int count = call.Arguments.Count;
        if (count >= least && count <= most)
        {
            return true;
        }

        string wanted = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        diagnostics.Error(
            DiagnosticCodes.ArgumentCount,
            call.Span,
            $"{call.Function.Name.ToUpperInvariant()} takes {wanted} {(most == 1 ? "argument" : "arguments")}, not {count}: {usage}.",
            usage);
        return false;
    }

    private BoundExpression BindFunction(CallSyntax call, FunctionDefinition definition, ExpressionContext context)
    {
        if (!CheckCount(call, definition.LeastArguments, definition.MostArguments, definition.Usage))
        {
            return new BoundError();
        }

        var arguments = new BoundExpression[call.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = definition.Signature switch
            {
                FunctionSignature.Integer => BindInteger(call.Arguments[i], context, definition.Name),
                FunctionSignature.Text => BindText(call.Arguments[i], context, definition.Name),
                FunctionSignature.Common when definition.Function == BoundFunction.Coalesce => BindValue(call.Arguments[i], context),
                FunctionSignature.Common => BindScalar(call.Arguments[i], context),
                _ => BindNumber(call.Arguments[i], context, definition.Name),
            };
        }

        if (arguments.Any(a => a is BoundError) || !CheckArguments(call, definition, arguments))
        {
            return new BoundError();
        }

        AdqlType common = arguments.Aggregate(AdqlType.Null, (type, a) => AdqlTypes.Unify(type, a.Type));
        AdqlType result = definition.Signature switch
        {
            FunctionSignature.Double => AdqlType.Double,
            FunctionSignature.Text => AdqlType.Varchar,
            FunctionSignature.Integer => AdqlType.BigInt,
            FunctionSignature.Common when definition.Function == BoundFunction.NullIf => arguments[0].Type,
            FunctionSignature.Common => common,
            _ => Arithmetic(common),
        };
        return new BoundCall(definition.Function, definition.Function == BoundFunction.Rand ? [] : arguments, result);
    }

    private bool CheckArguments(CallSyntax call, FunctionDefinition definition, BoundExpression[] arguments)
    {
        if (definition.Function == BoundFunction.Rand && arguments.Length > 0)
        {
            diagnostics.Warn(DiagnosticCodes.Unsupported, call.Arguments[0].Span, "The seed of RAND has no effect here; numbers differ from run to run.");
        }

        if (definition.Function is BoundFunction.Round or BoundFunction.Truncate && arguments.Length == 2
            && Constant.TryFold(arguments[1])?.Value is not (long and >= -300 and <= 300))
        {
            Mismatch(call.Arguments[1].Span, $"The number of decimals of {definition.Name} must be a constant, a whole number from -300 to 300.");
            return false;
        }

        AdqlType type = AdqlType.Null;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!AdqlTypes.Fits(type, arguments[i].Type))
            {
                Mismatch(call.Arguments[i].Span, $"This is {arguments[i].Type.Describe()}, but the arguments of {definition.Name} before it are {type.Describe()}.");
                return false;
            }

            type = AdqlTypes.Unify(type, arguments[i].Type);
        }

        return true;
    }

    private BoundExpression BindInUnit(CallSyntax call, ExpressionContext context)
    {
        if (!CheckCount(call, 2, 2, FunctionCatalog.Special["IN_UNIT"]))
        {
            return new BoundError();
        }

        BoundExpression value = BindNumber(call.Arguments[0], context, "IN_UNIT");
        if (value is BoundError)
        {
            return value;
        }

        if (call.Arguments[1] is not LiteralSyntax { Value: string unit })
        {
            return Mismatch(call.Arguments[1].Span, "IN_UNIT needs its unit as a text, such as 'arcsec'.");
        }

        if (!UnitFactor.IsKnown(unit.Trim()))
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, call.Arguments[1].Span, $"'{unit}' is no unit that is known here; units are written as in VOUnits, such as 'arcsec', 'mag' or 'km/s'.");
            return new BoundError();
        }

        if (OutputColumn.Unit(value) is not { } from)
        {
            return Unsupported(call.Arguments[0].Span, "The unit of this value is not known, so it cannot be converted.");
        }

        return UnitFactor.Between(from, unit.Trim()) is { } factor
            ? new BoundUnitConversion(value, factor, unit.Trim())
            : Unsupported(call.Arguments[1].Span, $"A value in {from} cannot be converted to {unit}.");
    }

    private BoundError Unsupported(SourceSpan span, string message)
    {
        diagnostics.Error(DiagnosticCodes.Unsupported, span, message);
        return new BoundError { Span = span };
    }
}
