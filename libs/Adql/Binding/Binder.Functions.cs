using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private BoundExpression BindCall(CallSyntax call, ExpressionContext context)
    {
        string name = call.Function.Name;
        if (FunctionDefinition.Aggregates.TryGetValue(name, out AggregateFunction aggregate))
        {
            return BindAggregate(call, aggregate, context);
        }

        bool isSpecial = FunctionDefinition.Special.ContainsKey(name);
        FunctionDefinition? definition = FunctionDefinition.Find(name);
        if (!isSpecial && definition is null)
        {
            IReadOnlyList<string> near = NearestNames.Of(name, FunctionDefinition.All.Select(f => f.Name));
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

        return BindFunction(call, definition!, context);
    }

    private BoundExpression BindAggregate(CallSyntax call, AggregateFunction function, ExpressionContext context)
    {
        string name = function.ToString().ToUpperInvariant();
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

        if (call.IsStar || !CheckCount(call, 1, 1, $"{name}(x)"))
        {
            if (call.IsStar)
            {
                diagnostics.Error(DiagnosticCodes.ArgumentCount, call.Span, $"Only COUNT takes *; write {name}(x).");
            }

            return new BoundError();
        }

        var inner = new ExpressionContext(context.Scope, "the argument of another aggregate");
        BoundExpression argument = function switch
        {
            AggregateFunction.Count => BindExpression(call.Arguments[0], inner),
            AggregateFunction.Min or AggregateFunction.Max => BindScalar(call.Arguments[0], inner),
            _ => BindNumber(call.Arguments[0], inner, name),
        };
        AdqlType type = function switch
        {
            AggregateFunction.Count => AdqlType.BigInt,
            AggregateFunction.Min or AggregateFunction.Max => argument.Type,
            AggregateFunction.Sum when argument.Type.IsInteger() => AdqlType.BigInt,
            _ => AdqlType.Double,
        };
        return argument is BoundError ? argument : new BoundAggregate(function, argument, call.IsDistinct, type);
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
                FunctionSignature.Text => BindText(call.Arguments[i], context, definition.Name),
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
            Mismatch(call.Arguments[1].Span, $"The number of decimals of {definition.Name} is a whole number from -300 to 300, not an expression.");
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
        if (!CheckCount(call, 2, 2, FunctionDefinition.Special["IN_UNIT"]))
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

        if (OutputColumn.Unit(value) is not { } from)
        {
            return Unsupported(call.Arguments[0].Span, "The unit of this value is not known, so it cannot be converted.");
        }

        return UnitFactor.Between(from, unit.Trim()) is { } factor
            ? new BoundUnitConversion(value, factor, unit.Trim())
            : Unsupported(call.Arguments[1].Span, $"There is no known factor from {from} to {unit}.");
    }

    private BoundError Unsupported(SourceSpan span, string message)
    {
        diagnostics.Error(DiagnosticCodes.Unsupported, span, message);
        return new BoundError { Span = span };
    }

    private static readonly (string Name, AdqlType Type)[] CastTypes =
    [
        ("INTEGER", AdqlType.Integer), ("INT", AdqlType.Integer), ("SMALLINT", AdqlType.SmallInt), ("BIGINT", AdqlType.BigInt),
        ("REAL", AdqlType.Real), ("FLOAT", AdqlType.Double), ("DOUBLE", AdqlType.Double), ("CHAR", AdqlType.Char),
        ("VARCHAR", AdqlType.Varchar), ("TIMESTAMP", AdqlType.Timestamp), ("BOOLEAN", AdqlType.Boolean),
    ];

    private BoundExpression BindCast(CastSyntax cast, ExpressionContext context)
    {
        BoundExpression operand = BindScalar(cast.Operand, context);
        int index = Array.FindIndex(CastTypes, t => t.Name.Equals(cast.TypeName, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            string[] names = [.. CastTypes.Select(t => t.Name)];
            diagnostics.Error(
                DiagnosticCodes.TypeMismatch, cast.TypeSpan, $"There is no type {cast.TypeName} to cast to; there are {string.Join(", ", names)}.", names);
            return new BoundError();
        }

        AdqlType type = CastTypes[index].Type;
        bool isPossible = operand.Type == AdqlType.Null || operand.Type == type || type.IsText() || operand.Type.IsText()
            || (operand.Type.IsNumeric() && type.IsNumeric()) || (operand.Type == AdqlType.Boolean && type.IsInteger())
            || (operand.Type.IsInteger() && type == AdqlType.Boolean);
        if (!isPossible || (type == AdqlType.Timestamp && !operand.Type.IsText() && operand.Type != AdqlType.Null))
        {
            return Mismatch(cast.Span, $"{Upper(operand.Type.Describe())} cannot be cast to {CastTypes[index].Name}.");
        }

        // CHAR alone is CHAR(1), as in SQL 92.
        int? length = type == AdqlType.Char ? cast.TypeLength ?? 1 : type == AdqlType.Varchar ? cast.TypeLength : null;
        return operand is BoundError ? operand : new BoundCast(operand, type, length);
    }
}
