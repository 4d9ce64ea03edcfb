using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

internal sealed partial class Parser
{
    /// <summary>A function call with the signs between its parts.</summary>
    private readonly record struct WrittenCall(CallSyntax Call, SourceSpan Open, IReadOnlyList<SourceSpan> Commas, SourceSpan Close)
    {
        public IReadOnlyList<ExpressionSyntax> Arguments => Call.Arguments;
    }

    /// <summary>A call of a function that other systems have, as ADQL has it; the call itself when it is none of those.</summary>
    private ExpressionSyntax ReadCall(WrittenCall written)
    {
        CallSyntax call = written.Call;
        string name = call.Function.Name.ToUpperInvariant();
        string? other = (name, call.Arguments.Count) switch
        {
            ("NVL" or "IFNULL" or "ISNULL", 2) => "COALESCE",
            ("CEIL", 1) => "CEILING",
            ("TRUNC", 1 or 2) => "TRUNCATE",
            ("LN", 1) => "LOG",
            ("POW", 2) => "POWER",
            ("RANDOM", 0) => "RAND",
            ("LCASE", 1) => "LOWER",
            ("UCASE", 1) => "UPPER",
            ("Q3C_DIST", 4) => "DISTANCE",
            ("STDDEV_SAMP", 1) => "STDDEV",
            ("VAR_SAMP", 1) => "VARIANCE",
            _ => null,
        };
        if (other is not null)
        {
            Reads(call.Function.Span, $"{name} reads {other}");
            Rename(call, other);
            return call with { Function = call.Function with { Name = other } };
        }

        if (name == "LOG" && call.Arguments.Count == 1)
        {
            _diagnostics.Notice(DiagnosticCodes.Dialect, call.Function.Span, "LOG is the natural logarithm in ADQL; LOG10 is the decimal one, which PostgreSQL calls LOG.");
        }

        return (name, call.Arguments.Count) switch
        {
            ("NVL2", 3) => ReadNvl2(written),
            ("DECODE", >= 3) => ReadDecode(written),
            ("TO_NUMBER", 1) => ReadConversion(written, "DOUBLE"),
            ("TO_CHAR", 1) => ReadConversion(written, "VARCHAR"),
            ("Q3C_RADIAL_QUERY" or "Q3C_JOIN", 5) => ReadRadial(written),
            _ => Hint(call, name),
        };
    }

    private void Rename(CallSyntax call, string name) => _edits.Replace(call.Function.Span.Offset, call.Function.Span.End, name);

    private CallSyntax Hint(CallSyntax call, string name)
    {
        string? hint = name switch
        {
            "TO_CHAR" => "Only TO_CHAR(x) is understood, as CAST(x AS VARCHAR); numbers come in full, and the program that reads them cuts them.",
            "TO_DATE" or "NOW" or "SYSDATE" => "There is no clock in ADQL, and times are text in ISO form: compare with one such as '2026-11-26T12:00:00'.",
            "Q3C_POLY_QUERY" => "Write 1 = CONTAINS(POINT(ra, dec), POLYGON(ra1, dec1, ra2, dec2, ra3, dec3)).",
            "Q3C_ELLIPSE_QUERY" or "Q3C_ELLIPSE_JOIN" => "Write 1 = CONTAINS(POINT(ra, dec), REGION('ELLIPSE ICRS ra dec a b angle')).",
            "DECODE" or "NVL2" or "NVL" or "Q3C_RADIAL_QUERY" or "Q3C_JOIN" or "Q3C_DIST" => $"{name} takes another number of arguments.",
            "LOG" when call.Arguments.Count == 2 => "LOG takes one number and is natural: write LOG(x) / LOG(base), or LOG10(x).",
            _ => null,
        };
        if (hint is not null)
        {
            _diagnostics.Error(DiagnosticCodes.UnknownFunction, call.Function.Span, $"There is no function {call.Function.Name} here. {hint}");
        }

        return call;
    }

    /// <summary>NVL2(a, b, c): b when a is not null, else c.</summary>
    private ExpressionSyntax ReadNvl2(WrittenCall written)
    {
        IReadOnlyList<ExpressionSyntax> a = written.Arguments;
        Reads(written.Call.Function.Span, "NVL2(a, b, c) reads CASE WHEN a IS NOT NULL THEN b ELSE c END");
        _edits.Replace(written.Call.Function.Span.Offset, written.Open.End, "CASE WHEN (");
        Exchange(written.Commas[0], ") IS NOT NULL THEN");
        Exchange(written.Commas[1], " ELSE");
        Exchange(written.Close, " END");
        var condition = new IsNullSyntax(a[0].Span, a[0], true) { Height = a[0].Height + 1 };
        return Measure(new CaseSyntax(written.Call.Span, null, [new WhenSyntax(condition, a[1])], a[2]), condition, a[1], a[2]);
    }

    /// <summary>DECODE(x, a, b, c, d, ..., otherwise): b when x is a, d when x is c.</summary>
    private ExpressionSyntax ReadDecode(WrittenCall written)
    {
        IReadOnlyList<ExpressionSyntax> a = written.Arguments;
        var branches = new List<WhenSyntax>();
        _edits.Replace(written.Call.Function.Span.Offset, written.Open.End, "CASE ");
        Reads(written.Call.Function.Span, "DECODE(x, a, b, ...) reads CASE x WHEN a THEN b ... END");
        int index = 1;
        for (; index + 1 < a.Count; index += 2)
        {
            if (a[index] is LiteralSyntax { Value: null })
            {
                _diagnostics.Error(
                    DiagnosticCodes.Unsupported, a[index].Span, "DECODE takes NULL for equal to NULL, which no comparison of ADQL does. Write CASE WHEN x IS NULL THEN ... END.");
            }

            Exchange(written.Commas[index - 1], " WHEN");
            Exchange(written.Commas[index], " THEN");
            branches.Add(new WhenSyntax(a[index], a[index + 1]));
        }

        ExpressionSyntax? otherwise = index < a.Count ? a[index] : null;
        if (otherwise is not null)
        {
            Exchange(written.Commas[index - 1], " ELSE");
        }

        Exchange(written.Close, " END");
        return Measure(new CaseSyntax(written.Call.Span, a[0], branches, otherwise), a.Max(argument => argument.Height));
    }

    private ExpressionSyntax ReadConversion(WrittenCall written, string type)
    {
        Reads(written.Call.Function.Span, $"{written.Call.Function.Name.ToUpperInvariant()}(x) reads CAST(x AS {type})");
        Rename(written.Call, "CAST");
        Exchange(written.Close, $" AS {type})");
        return Measure(new CastSyntax(written.Call.Span, written.Arguments[0], type, written.Call.Function.Span, null), written.Arguments[0]);
    }

    /// <summary>Q3C_RADIAL_QUERY and Q3C_JOIN: whether two positions are nearer than a radius.</summary>
    private ExpressionSyntax ReadRadial(WrittenCall written)
    {
        CallSyntax call = written.Call;
        Reads(call.Function.Span, $"{call.Function.Name.ToUpperInvariant()}(ra, dec, ra0, dec0, r) reads DISTANCE(ra, dec, ra0, dec0) < (r)");
        Rename(call, "DISTANCE");
        Exchange(written.Commas[3], ") < (");
        IReadOnlyList<ExpressionSyntax> a = written.Arguments;
        ExpressionSyntax distance = Measure(call with { Function = call.Function with { Name = "DISTANCE" }, Arguments = [a[0], a[1], a[2], a[3]] }, a[0], a[1], a[2], a[3]);
        return Measure(new BinarySyntax(call.Span, BinaryOperator.Less, written.Commas[3], distance, a[4]), distance, a[4]);
    }

    /// <summary>A comparison of a condition of q3c with true, as those write it to whom it is a function; the condition alone says the same.</summary>
    private BinarySyntax ReadComparison(BinarySyntax comparison)
    {
        if (!IsLenient || comparison.Operator != BinaryOperator.Equal)
        {
            return comparison;
        }

        if (IsTrue(comparison.Left) && comparison.Right is BinarySyntax { Operator: BinaryOperator.Less } right)
        {
            _edits.Replace(comparison.Left.Span.Offset, right.Span.Offset, string.Empty);
            return right;
        }

        if (IsTrue(comparison.Right) && comparison.Left is BinarySyntax { Operator: BinaryOperator.Less } left)
        {
            _edits.Replace(left.Span.End, comparison.Right.Span.End, string.Empty);
            return left;
        }

        return comparison;
    }

    private static bool IsTrue(ExpressionSyntax expression) =>
        expression is LiteralSyntax { Value: true or "t" or "T" or "true" or "TRUE" };

    private void Exchange(SourceSpan span, string text) => _edits.Replace(span.Offset, span.End, text);
}
