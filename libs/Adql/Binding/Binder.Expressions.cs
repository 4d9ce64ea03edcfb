using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    /// <summary>Where an expression stands.</summary>
    /// <param name="Scope">Names it can use.</param>
    /// <param name="RowClause">The clause, if it works on single rows and aggregates have no place; else null.</param>
    private sealed record ExpressionContext(Scope Scope, string? RowClause);

    /// <summary>Binds what must be a single value: no array, no geometry, no bytes.</summary>
    private BoundExpression BindScalar(ExpressionSyntax syntax, ExpressionContext context)
    {
        BoundExpression bound = BindValue(syntax, context);
        return bound.Type.IsRegion() ? Mismatch(syntax.Span, $"This is {bound.Type.Describe()}; a number, text or boolean was expected.") : bound;
    }

    /// <summary>Binds what must be a single value or a geometry.</summary>
    private BoundExpression BindValue(ExpressionSyntax syntax, ExpressionContext context)
    {
        BoundExpression bound = BindExpression(syntax, context);
        if (bound.ArraySize is not null)
        {
            string what = bound is BoundColumn column ? $"{column.Column.Name} holds" : "This gives";
            return Mismatch(syntax.Span, $"{what} arrays; arrays can only be selected.");
        }

        return bound.Type == AdqlType.Blob
            ? Mismatch(syntax.Span, $"This is {bound.Type.Describe()}; a number, text or boolean was expected.")
            : bound;
    }

    private BoundExpression BindNumber(ExpressionSyntax syntax, ExpressionContext context, string where) => Number(BindScalar(syntax, context), where);

    private BoundExpression Number(BoundExpression bound, string where) =>
        bound.Type.IsNumeric() || bound.Type == AdqlType.Null
            ? bound
            : Mismatch(bound.Span, $"{where} needs a number, but this is {bound.Type.Describe()}.");

    private BoundExpression BindInteger(ExpressionSyntax syntax, ExpressionContext context, string where)
    {
        BoundExpression bound = BindScalar(syntax, context);
        return bound.Type.IsInteger() || bound.Type == AdqlType.Null
            ? bound
            : Mismatch(syntax.Span, $"{where} needs a whole number, but this is {bound.Type.Describe()}; CAST(... AS BIGINT) makes one.");
    }

    private BoundExpression BindText(ExpressionSyntax syntax, ExpressionContext context, string where)
    {
        BoundExpression bound = BindScalar(syntax, context);
        return bound.Type.IsText() || bound.Type == AdqlType.Null
            ? bound
            : Mismatch(syntax.Span, $"{where} needs a text, but this is {bound.Type.Describe()}; CAST(... AS VARCHAR) makes one.");
    }

    private BoundExpression BindCondition(ExpressionSyntax syntax, ExpressionContext context, string where)
    {
        BoundExpression bound = BindScalar(syntax, context);
        if (bound.Type is AdqlType.Boolean or AdqlType.Null)
        {
            return bound;
        }

        string hint = bound is BoundCall { Function: BoundFunction.Contains or BoundFunction.Intersects } ? " Write 1 = CONTAINS(...)." : string.Empty;
        return Mismatch(syntax.Span, $"{where} needs a condition, but this is {bound.Type.Describe()}.{hint}");
    }

    private BoundError Mismatch(SourceSpan span, string message)
    {
        diagnostics.Error(DiagnosticCodes.TypeMismatch, span, message);
        return new BoundError { Span = span };
    }

    private BoundExpression BindExpression(ExpressionSyntax syntax, ExpressionContext context)
    {
        BoundExpression bound = syntax switch
        {
            LiteralSyntax literal => Literal(literal.Value),
            NameSyntax name => BindName(name, context),
            BinarySyntax binary => BindBinary(binary, context),
            LogicalSyntax logical => BindLogical(logical, context),
            SignSyntax sign => BindSign(sign, context),
            NotSyntax not => Call(BoundFunction.Not, AdqlType.Boolean, BindCondition(not.Operand, context, "NOT")),
            BetweenSyntax between => BindBetween(between, context),
            InListSyntax list => BindInList(list, context),
            LikeSyntax like => BindLike(like, context),
            IsNullSyntax isNull =>
                Negated(isNull.IsNegated, Call(BoundFunction.IsNull, AdqlType.Boolean, BindExpression(isNull.Operand, context))),
            CaseSyntax @case => BindCase(@case, context),
            CastSyntax cast => BindCast(cast, context),
            CallSyntax call => BindCall(call, context),
            ExistsSyntax exists => BindSubquery(SubqueryUse.Exists, null, exists.Query, context.Scope, exists.Span),
            InQuerySyntax query => Negated(
                query.IsNegated, BindSubquery(SubqueryUse.In, BindScalar(query.Operand, context), query.Query, context.Scope, query.Span)),
            SubquerySyntax query => BindSubquery(SubqueryUse.Scalar, null, query.Query, context.Scope, query.Span),
            _ => new BoundError(),
        };
        return WithinCopies(bound with { Span = syntax.Span });
    }

    private BoundExpression WithinCopies(BoundExpression bound)
    {
        if (EngineCopies.Factor(bound) == 1 || EngineCopies.Of(bound) <= EngineCopies.Most)
        {
            return bound;
        }

        diagnostics.Error(
            DiagnosticCodes.LimitExceeded,
            bound.Span,
            "NULLIF, CASE with an operand, BETWEEN, roots, logarithms and arcs are nested too deeply here; use subqueries for the steps.");
        return new BoundError { Span = bound.Span };
    }

    private static BoundLiteral Literal(object? value) => value switch
    {
        null => new BoundLiteral(null, AdqlType.Null),
        bool flag => new BoundLiteral(flag, AdqlType.Boolean),
        long integer => BoundLiteral.Integer(integer),
        double real => BoundLiteral.Double(real),
        _ => BoundLiteral.Text((string)value),
    };

    private static BoundExpression Negated(bool isNegated, BoundExpression condition) =>
        isNegated && condition is not BoundError ? Call(BoundFunction.Not, AdqlType.Boolean, condition) : condition;

    private BoundExpression BindSign(SignSyntax sign, ExpressionContext context)
    {
        if (sign.IsComplement)
        {
            BoundExpression bits = BindInteger(sign.Operand, context, "~");
            return bits is BoundError ? bits : Call(BoundFunction.BitNot, AdqlType.BigInt, bits);
        }

        BoundExpression operand = BindNumber(sign.Operand, context, sign.IsNegative ? "-" : "+");
        if (!sign.IsNegative || operand is BoundError)
        {
            return operand;
        }

        return operand is BoundLiteral && Constant.TryFold(Call(BoundFunction.Negate, Arithmetic(operand.Type), operand)) is { } folded
            ? folded
            : Call(BoundFunction.Negate, Arithmetic(operand.Type), operand);
    }

    /// <summary>Integers are worked with in 64 bits: 16 and 32 bits overflow on ordinary data.</summary>
    private static AdqlType Arithmetic(AdqlType type) => type.IsInteger() ? AdqlType.BigInt : type == AdqlType.Null ? AdqlType.Double : type;

    private BoundExpression BindBinary(BinarySyntax syntax, ExpressionContext context)
    {
        switch (syntax.Operator)
        {
            case BinaryOperator.Concatenate:
                return BindConcatenation(syntax, context);
            case >= BinaryOperator.BitAnd:
                string name = syntax.Operator == BinaryOperator.BitAnd ? "&" : syntax.Operator == BinaryOperator.BitOr ? "|" : "^";
                BoundExpression x = BindInteger(syntax.Left, context, name);
                BoundExpression y = BindInteger(syntax.Right, context, name);
                return x is BoundError || y is BoundError
                    ? new BoundError()
                    : Call(BoundFunction.BitAnd + (syntax.Operator - BinaryOperator.BitAnd), AdqlType.BigInt, x, y);
            case <= BinaryOperator.Divide:
                BoundExpression a = BindNumber(syntax.Left, context, "Arithmetic");
                BoundExpression b = BindNumber(syntax.Right, context, "Arithmetic");
                if (syntax.Operator is BinaryOperator.Add or BinaryOperator.Subtract)
                {
                    CheckUnits(a, b, syntax.OperatorSpan);
                }

                return a is BoundError || b is BoundError
                    ? new BoundError()
                    : Call((BoundFunction)syntax.Operator, Arithmetic(AdqlTypes.Unify(a.Type, b.Type)), a, b);
            default:
                BoundExpression left = BindScalar(syntax.Left, context);
                BoundExpression right = BindScalar(syntax.Right, context);
                return CheckComparable(left, right, syntax.Span)
                    ? Call(Comparison(syntax.Operator), AdqlType.Boolean, left, right)
                    : new BoundError();
        }
    }

    private static BoundFunction Comparison(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => BoundFunction.Equal,
        BinaryOperator.NotEqual => BoundFunction.NotEqual,
        BinaryOperator.Less => BoundFunction.Less,
        BinaryOperator.LessOrEqual => BoundFunction.LessOrEqual,
        BinaryOperator.Greater => BoundFunction.Greater,
        _ => BoundFunction.GreaterOrEqual,
    };

    private bool CheckComparable(BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (left is BoundError || right is BoundError)
        {
            return false;
        }

        if (AdqlTypes.Fits(left.Type, right.Type))
        {
            CheckUnits(left, right, span);
            return true;
        }

        string hint = left.Type == AdqlType.Boolean || right.Type == AdqlType.Boolean ? " Compare booleans with TRUE or FALSE." : string.Empty;
        Mismatch(span, $"{Upper(left.Type.Describe())} cannot be compared with {right.Type.Describe()}.{hint}");
        return false;
    }

    /// <summary>Warns of values that cannot be put together as they are; constants and values without a known unit are not asked.</summary>
    private void CheckUnits(BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (OutputColumn.Unit(left) is not { } one || OutputColumn.Unit(right) is not { } other || one == other)
        {
            return;
        }

        double? factor = UnitFactor.Between(other, one);
        if (factor is not null ? factor != 1 : UnitFactor.Clash(one, other))
        {
            string hint = factor is null ? "They are of different kinds." : $"IN_UNIT(..., '{one}') converts the second.";
            diagnostics.Warn(DiagnosticCodes.UnitMismatch, span, $"The first value is in {one}, the second in {other}. {hint}");
        }
    }

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private BoundExpression BindConcatenation(BinarySyntax syntax, ExpressionContext context)
    {
        BoundExpression left = BindText(syntax.Left, context, "||");
        BoundExpression right = BindText(syntax.Right, context, "||");
        if (left is BoundError || right is BoundError)
        {
            return new BoundError();
        }

        BoundCall call = Call(BoundFunction.Concatenate, AdqlType.Varchar, left, right);
        if (call.TextGrowth <= options.MaximumTextGrowth)
        {
            return call;
        }

        diagnostics.Error(
            DiagnosticCodes.LimitExceeded,
            syntax.Span,
            $"This text may be put together from more than {options.MaximumTextGrowth} others, through || and subqueries.");
        return new BoundError();
    }

    private BoundCall BindLogical(LogicalSyntax syntax, ExpressionContext context)
    {
        string name = syntax.IsAnd ? "AND" : "OR";
        var operands = new BoundExpression[syntax.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = BindCondition(syntax.Operands[i], context, name);
        }

        return new BoundCall(syntax.IsAnd ? BoundFunction.And : BoundFunction.Or, operands, AdqlType.Boolean);
    }

    private BoundExpression BindBetween(BetweenSyntax syntax, ExpressionContext context)
    {
        BoundExpression operand = BindScalar(syntax.Operand, context);
        BoundExpression low = BindScalar(syntax.Low, context);
        BoundExpression high = BindScalar(syntax.High, context);
        if (!CheckComparable(operand, low, syntax.Span) || !CheckComparable(operand, high, syntax.Span))
        {
            return new BoundError();
        }

        return Negated(syntax.IsNegated, Call(BoundFunction.Between, AdqlType.Boolean, operand, low, high));
    }

    private BoundExpression BindInList(InListSyntax syntax, ExpressionContext context)
    {
        BoundExpression operand = BindScalar(syntax.Operand, context);
        var arguments = new List<BoundExpression>(syntax.Items.Count + 1) { operand };
        foreach (ExpressionSyntax item in syntax.Items)
        {
            BoundExpression value = BindScalar(item, context);
            if (!CheckComparable(operand, value, item.Span))
            {
                return new BoundError();
            }

            arguments.Add(value);
        }

        return Negated(syntax.IsNegated, new BoundCall(BoundFunction.In, arguments, AdqlType.Boolean));
    }

    private BoundExpression BindLike(LikeSyntax syntax, ExpressionContext context)
    {
        string name = syntax.IgnoresCase ? "ILIKE" : "LIKE";
        BoundExpression operand = BindText(syntax.Operand, context, name);
        BoundExpression pattern = BindText(syntax.Pattern, context, name);
        if (operand is BoundError || pattern is BoundError)
        {
            return new BoundError();
        }

        if (pattern is BoundLiteral { Value: string { Length: > MaximumPattern } })
        {
            diagnostics.Error(DiagnosticCodes.LimitExceeded, syntax.Pattern.Span, $"A pattern can have at most {MaximumPattern} characters.");
        }

        return Negated(syntax.IsNegated, Call(syntax.IgnoresCase ? BoundFunction.ILike : BoundFunction.Like, AdqlType.Boolean, operand, pattern));
    }

    private const int MaximumPattern = 1000;

    private BoundExpression BindCase(CaseSyntax syntax, ExpressionContext context)
    {
        BoundExpression? operand = syntax.Operand is null ? null : BindScalar(syntax.Operand, context);
        var branches = new List<BoundExpression>();
        AdqlType type = AdqlType.Null;
        foreach (WhenSyntax branch in syntax.Branches)
        {
            BoundExpression condition = operand is null ? BindCondition(branch.Condition, context, "WHEN") : BindScalar(branch.Condition, context);
            if (operand is not null)
            {
                CheckComparable(operand, condition, branch.Condition.Span);
            }

            branches.Add(condition);
            branches.Add(BindBranch(branch.Result, context, ref type));
        }

        BoundExpression? otherwise = syntax.Otherwise is null ? null : BindBranch(syntax.Otherwise, context, ref type);
        return branches.Count == 0 ? new BoundError() : new BoundCase(operand, branches, otherwise, type);
    }

    private BoundExpression BindBranch(ExpressionSyntax syntax, ExpressionContext context, ref AdqlType type)
    {
        BoundExpression value = BindValue(syntax, context);
        if (!AdqlTypes.Fits(type, value.Type))
        {
            return Mismatch(syntax.Span, $"This is {value.Type.Describe()}, but the results before are {type.Describe()}.");
        }

        type = AdqlTypes.Unify(type, value.Type);
        return value;
    }

    private BoundExpression BindSubquery(SubqueryUse use, BoundExpression? operand, QuerySyntax syntax, Scope scope, SourceSpan span)
    {
        var frame = new SubqueryFrame(scope.Level, []);
        _subqueries.Push(frame);
        BoundQuery query = BindQuery(syntax, scope);
        _subqueries.Pop();
        if (use == SubqueryUse.Exists)
        {
            return new BoundSubquery(use, null, query, frame.OuterColumns, AdqlType.Boolean);
        }

        if (query.Columns.Count != 1)
        {
            diagnostics.Error(DiagnosticCodes.ColumnCount, syntax.Span, $"A subquery used as a value must have one column; this has {query.Columns.Count}.");
            return new BoundError();
        }

        AdqlColumn column = query.Columns[0];
        if (column.ArraySize is not null && !column.Type.IsText() && !column.ValueType.IsRegion())
        {
            return Mismatch(syntax.Span, $"{column.Name} holds arrays; arrays can only be selected.");
        }

        if (use == SubqueryUse.Scalar)
        {
            return new BoundSubquery(use, null, query, frame.OuterColumns, column.ValueType);
        }

        return AdqlTypes.Fits(operand!.Type, column.Type)
            ? new BoundSubquery(use, operand, query, frame.OuterColumns, AdqlType.Boolean)
            : Mismatch(span, $"{Upper(operand.Type.Describe())} cannot be compared with {column.Type.Describe()}.");
    }
}
