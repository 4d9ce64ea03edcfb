using Hven.Adql.Syntax;
using Hven.Sky;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private BoundExpression BindUserFunction(CallSyntax call, UserFunction[] candidates, ExpressionContext context)
    {
        UserFunction? function = candidates.FirstOrDefault(candidate => candidate.Parameters.Count == call.Arguments.Count);
        if (function is null)
        {
            int[] counts = [.. candidates.Select(candidate => candidate.Parameters.Count).Order()];
            CheckCount(call, counts[0], counts[^1], string.Join(" or ", candidates.Select(candidate => candidate.Usage)));
            return new BoundError();
        }

        var arguments = new List<BoundExpression>();
        for (int i = 0; i < function.Parameters.Count; i++)
        {
            BoundExpression argument = BindArgument(call.Arguments[i], function.Parameters[i], function.Name, context);
            if (argument is BoundPoint point && function.Parameters[i].Kind == ParameterKind.Point)
            {
                arguments.AddRange([point.Longitude, point.Latitude]);
            }
            else
            {
                arguments.Add(argument);
            }
        }

        if (arguments.Exists(argument => argument is BoundError) || !CheckUserArguments(call, function, arguments))
        {
            return new BoundError();
        }

        return function.Function == BoundFunction.Transform ? Transform(call, arguments) : Call(function.Function, function.Type, arguments);
    }

    private BoundExpression BindArgument(ExpressionSyntax syntax, FunctionParameter parameter, string function, ExpressionContext context)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Integer:
                return BindInteger(syntax, context, $"{parameter.Name} of {function}");
            case ParameterKind.Text:
                return BindText(syntax, context, $"{parameter.Name} of {function}");
            case ParameterKind.TextConstant:
                return BindExpression(syntax, context) is BoundLiteral { Value: string } text
                    ? text
                    : Mismatch(syntax.Span, $"{parameter.Name} of {function} is a text in quotes, not an expression.");
            case ParameterKind.Timestamp:
                BoundExpression instant = BindText(syntax, context, $"{parameter.Name} of {function}");
                if (instant is BoundLiteral { Value: string written } && !IsTimestamp(written))
                {
                    diagnostics.Error(DiagnosticCodes.ValueOutOfRange, syntax.Span, $"'{written}' is no timestamp; it is written as 2015-03-01 or 2015-03-01T12:30:00.");
                    return new BoundError();
                }

                return instant;
            case ParameterKind.Point:
                return BindPosition(syntax, context);
            case ParameterKind.Geometry:
                BoundExpression shape = BindShape(syntax, context);
                return shape is BoundBox or BoundRegion
                    ? Mismatch(syntax.Span, $"{function} takes points, circles and polygons; this is {(shape is BoundBox ? "a box" : shape.Type.Describe())}.")
                    : shape;
            default:
                return BindNumber(syntax, context, $"{parameter.Name} of {function}");
        }
    }

    private bool CheckUserArguments(CallSyntax call, UserFunction function, List<BoundExpression> arguments)
    {
        if (function.Function is BoundFunction.HealpixIndex or BoundFunction.HealpixCenter
            && Constant.TryFold(arguments[0])?.Value is long and (< 0 or > Healpix.MaxOrder))
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, call.Arguments[0].Span, $"A HEALPix order is 0 to {Healpix.MaxOrder}.");
            return false;
        }

        // The catalogue of functions makes these nulls an error; in a row they give null, so that one row does not end the query.
        int[] required = function.Function is BoundFunction.EpochPosition or BoundFunction.EpochPropagation ? [0, 1, 6, 7] : [];
        foreach (int index in required)
        {
            if (arguments[index] is BoundLiteral { Value: null })
            {
                diagnostics.Error(DiagnosticCodes.ValueOutOfRange, call.Arguments[index].Span, $"{function.Parameters[index].Name} of {function.Name} cannot be null.");
                return false;
            }
        }

        return true;
    }

    private BoundExpression Transform(CallSyntax call, List<BoundExpression> arguments)
    {
        string[] names = [.. arguments.Take(2).Select(argument => (string)((BoundLiteral)argument).Value!)];
        for (int i = 0; i < names.Length; i++)
        {
            if (!AdqlFrames.Names.Contains(names[i]))
            {
                diagnostics.Error(
                    DiagnosticCodes.ValueOutOfRange, call.Arguments[i].Span, $"There is no frame '{names[i]}'; there are {string.Join(", ", AdqlFrames.Names)}.", [.. AdqlFrames.Names]);
                return new BoundError();
            }
        }

        return ConstantRegion.TryCreate(arguments[2], out _) is { } region && ConstantRegion.TryMove(region, AdqlFrames.Find(names[0], names[1])!) is { } moved
            ? ConstantRegion.TryExpress(moved)!
            : Call(BoundFunction.Transform, arguments[2].Type, arguments);
    }
}
