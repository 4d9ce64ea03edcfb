using System.Globalization;
using Hven.Adql.Syntax;
using Hven.Sky;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private static readonly (string Name, AdqlType Type)[] s_castTypes =
    [
        ("INTEGER", AdqlType.Integer), ("INT", AdqlType.Integer), ("SMALLINT", AdqlType.SmallInt), ("BIGINT", AdqlType.BigInt),
        ("REAL", AdqlType.Real), ("FLOAT", AdqlType.Double), ("DOUBLE", AdqlType.Double), ("CHAR", AdqlType.Char), ("CHARACTER", AdqlType.Char),
        ("VARCHAR", AdqlType.Varchar), ("TIMESTAMP", AdqlType.Timestamp), ("BOOLEAN", AdqlType.Boolean),
        ("POINT", AdqlType.Point), ("CIRCLE", AdqlType.Circle), ("POLYGON", AdqlType.Polygon),
    ];

    private BoundExpression BindCast(CastSyntax cast, ExpressionContext context)
    {
        BoundExpression operand = BindValue(cast.Operand, context);
        int index = Array.FindIndex(s_castTypes, t => t.Name.Equals(cast.TypeName, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            string[] names = [.. s_castTypes.Select(t => t.Name)];
            diagnostics.Error(
                DiagnosticCodes.TypeMismatch, cast.TypeSpan, $"There is no type {cast.TypeName} to cast to; there are {string.Join(", ", names)}.", names);
            return new BoundError();
        }

        AdqlType type = s_castTypes[index].Type;
        if (operand is not BoundError && !CanCast(operand.Type, type))
        {
            return Mismatch(cast.Span, $"{Upper(operand.Type.Describe())} cannot be cast to {s_castTypes[index].Name}.");
        }

        if (type.IsGeometry() && operand is BoundLiteral { Value: string text })
        {
            return ParseGeometry(text, type, cast.Operand.Span);
        }

        if (type == AdqlType.Timestamp && operand is BoundLiteral { Value: string instant } && !IsTimestamp(instant))
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, cast.Operand.Span, $"'{instant}' is no timestamp; it is written as 2015-03-01 or 2015-03-01T12:30:00.");
            return new BoundError();
        }

        // CHAR alone is CHAR(1), as in SQL 92.
        int? length = type == AdqlType.Char ? cast.TypeLength ?? 1 : type == AdqlType.Varchar ? cast.TypeLength : null;
        return operand is BoundError || (type.IsGeometry() && operand.Type == type) ? operand : new BoundCast(operand, type, length);
    }

    private static bool CanCast(AdqlType from, AdqlType to) =>
        from == AdqlType.Null || from == to
        || (from.IsGeometry() || to.IsGeometry() ? to.IsGeometry() && from is AdqlType.Char or AdqlType.Varchar
            : from == AdqlType.Region ? false
            : to == AdqlType.Timestamp ? from.IsText()
            : from == AdqlType.Timestamp ? to.IsText()
            : to.IsText() || from.IsText() || (from.IsNumeric() && to.IsNumeric())
                || (from == AdqlType.Boolean && to.IsInteger()) || (from.IsInteger() && to == AdqlType.Boolean));

    /// <summary>DALI 1.1, section 3.3.3; only the form is looked at.</summary>
    private static bool IsTimestamp(string text)
    {
        string trimmed = text.Trim();
        return InstantText.TryParse(trimmed.EndsWith('Z') ? trimmed[..^1] : trimmed, TimeScale.Tt, out _, out _);
    }

    /// <summary>A geometry from its DALI serialisation: numbers in degrees between blanks.</summary>
    private BoundExpression ParseGeometry(string text, AdqlType type, SourceSpan span)
    {
        string[] words = text.Split((char[])[' ', '\t', '\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new List<BoundExpression>(words.Length);
        foreach (string word in words)
        {
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                numbers.Add(BoundLiteral.Double(number) with { Span = span });
            }
        }

        bool isRight = numbers.Count == words.Length && type switch
        {
            AdqlType.Point => numbers.Count == 2,
            AdqlType.Circle => numbers.Count == 3 && Constant.TryNumber(numbers[2]) is >= 0 and <= 180,
            _ => numbers.Count >= 6 && numbers.Count % 2 == 0 && numbers.Count <= 2 * MaximumVertices,
        };
        if (!isRight)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, span, type switch
            {
                AdqlType.Point => "A point is written as two numbers, '12.3 45.6'.",
                AdqlType.Circle => "A circle is written as three numbers, centre and radius: '12.3 45.6 1.0'.",
                _ => $"A polygon is written as its vertices, at least three and at most {MaximumVertices}: '1 0 2 0 2 1'.",
            });
            return new BoundError();
        }

        var points = new List<BoundPoint>();
        for (int i = 0; i + 1 < numbers.Count; i += 2)
        {
            if (MakePoint(numbers[i], numbers[i + 1], span) is not BoundPoint point)
            {
                return new BoundError();
            }

            points.Add(point);
        }

        return type switch
        {
            AdqlType.Point => points[0],
            AdqlType.Circle => new BoundCircle(points[0], numbers[2]),
            _ => CheckConstantRegion(new BoundPolygon(points) { Span = span }),
        };
    }
}
