using Hven.Adql.Syntax;
using Hven.Sky;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private BoundExpression BindGeometryCall(CallSyntax call, ExpressionContext context)
    {
        string name = call.Function.Name.ToUpperInvariant();
        IReadOnlyList<ExpressionSyntax> arguments = WithoutCoordinateSystem(call, name);
        BoundExpression bound = name switch
        {
            "POINT" => CheckGeometryCount(call, arguments, 2, 2) ? BindPoint(arguments[0], arguments[1], context) : null,
            "CIRCLE" => CheckGeometryCount(call, arguments, 2, 3) ? BindCircle(arguments, context) : null,
            "BOX" => CheckGeometryCount(call, arguments, 3, 4) ? BindBox(arguments, context) : null,
            "POLYGON" => CheckGeometryCount(call, arguments, 3, int.MaxValue) ? BindPolygon(call, arguments, context) : null,
            "REGION" => CheckGeometryCount(call, arguments, 1, 1) ? BindRegion(arguments[0]) : null,
            "DISTANCE" => CheckGeometryCount(call, arguments, 2, 4) ? BindDistance(call, arguments, context) : null,
            "CONTAINS" or "INTERSECTS" =>
                CheckGeometryCount(call, arguments, 2, 2) ? BindRelation(call, name == "CONTAINS", arguments, context) : null,
            _ => CheckGeometryCount(call, arguments, 1, 1) ? BindMeasure(name, arguments[0], context) : null,
        } ?? new BoundError();
        bound = bound with { Span = call.Span };
        return bound.Type is AdqlType.Circle or AdqlType.Polygon ? CheckConstantRegion(bound) : bound;
    }

    /// <summary>Drops the coordinate system that ADQL 2.0 had in front; only ICRS and its near equals can be meant.</summary>
    private IReadOnlyList<ExpressionSyntax> WithoutCoordinateSystem(CallSyntax call, string name)
    {
        if (name is not ("POINT" or "CIRCLE" or "BOX" or "POLYGON") || call.Arguments is not [LiteralSyntax { Value: null or string } system, ..])
        {
            return call.Arguments;
        }

        string frame = ((string?)system.Value ?? string.Empty).Trim().ToUpperInvariant();
        string first = frame.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(string.Empty);
        if (first is "" or "ICRS" or "FK5" or "J2000" or "UNKNOWNFRAME" or "BARYCENTER" or "GEOCENTER" or "TOPOCENTER")
        {
            diagnostics.Warn(DiagnosticCodes.Deprecated, system.Span, "The coordinate system is no longer an argument; all positions are ICRS degrees.");
        }
        else
        {
            diagnostics.Error(DiagnosticCodes.Unsupported, system.Span, $"All positions here are ICRS degrees; {first} is not converted.");
        }

        return [.. call.Arguments.Skip(1)];
    }

    private bool CheckGeometryCount(CallSyntax call, IReadOnlyList<ExpressionSyntax> arguments, int least, int most) =>
        CheckCount(call with { Arguments = arguments }, least, most, FunctionDefinition.Special[call.Function.Name]);

    /// <summary>A coordinate or size. Geometry within geometry is refused: each level would repeat the SQL of the one below.</summary>
    private BoundExpression BindCoordinate(ExpressionSyntax syntax, ExpressionContext context, string where)
    {
        BoundExpression value = BindNumber(syntax, context, where);
        return value.Any(e => e is BoundCall { Function: >= BoundFunction.Distance })
            ? Unsupported(syntax.Span, "Geometric functions cannot be used within the arguments of others; compute it in a subquery first.")
            : value;
    }

    private BoundExpression BindPoint(ExpressionSyntax longitude, ExpressionSyntax latitude, ExpressionContext context)
    {
        BoundExpression ra = BindCoordinate(longitude, context, "A right ascension");
        BoundExpression dec = BindCoordinate(latitude, context, "A declination");
        if (ra is BoundError || dec is BoundError)
        {
            return new BoundError();
        }

        if (Constant.TryNumber(dec) is { } value && Math.Abs(value) > 90)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, latitude.Span, "A declination is -90 to 90 degrees.");
            return new BoundError();
        }

        return new BoundPoint(ra, dec) { Span = longitude.Span.To(latitude.Span) };
    }

    /// <summary>An argument that is a position by itself.</summary>
    private BoundExpression BindPosition(ExpressionSyntax syntax, ExpressionContext context)
    {
        BoundExpression bound = BindExpression(syntax, context);
        return bound switch
        {
            BoundPoint or BoundError => bound,
            { Type: AdqlType.Point } => Unsupported(syntax.Span, "Points from columns and subqueries cannot be used here; write POINT(ra, dec)."),
            _ => Mismatch(syntax.Span, $"A point was expected, as POINT(ra, dec), but this is {bound.Type.Describe()}."),
        };
    }

    private BoundExpression BindCenter(IReadOnlyList<ExpressionSyntax> arguments, int sizes, ExpressionContext context) =>
        arguments.Count == sizes + 2 ? BindPoint(arguments[0], arguments[1], context) : BindPosition(arguments[0], context);

    private BoundExpression BindCircle(IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        BoundExpression center = BindCenter(arguments, 1, context);
        BoundExpression radius = BindCoordinate(arguments[^1], context, "A radius");
        if (Constant.TryNumber(radius) is < 0 or > 180)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, arguments[^1].Span, "The radius of a circle is 0 to 180 degrees.");
            return new BoundError();
        }

        return center is BoundPoint point && radius is not BoundError ? new BoundCircle(point, radius) : new BoundError();
    }

    private BoundExpression BindBox(IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        BoundExpression center = BindCenter(arguments, 2, context);
        BoundExpression width = BindCoordinate(arguments[^2], context, "The width of a box");
        BoundExpression height = BindCoordinate(arguments[^1], context, "The height of a box");
        if (Constant.TryNumber(width) is < 0 || Constant.TryNumber(height) is < 0)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, arguments[^2].Span.To(arguments[^1].Span), "Width and height of a box are 0 degrees or more.");
            return new BoundError();
        }

        return center is BoundPoint point && width is not BoundError && height is not BoundError
            ? new BoundBox(point, width, height)
            : new BoundError();
    }

    private const int MaximumVertices = 500;

    private BoundExpression BindPolygon(CallSyntax call, IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        bool arePoints = arguments[0] is CallSyntax { Function.Name: var first } && !FunctionDefinition.Aggregates.ContainsKey(first)
            && FunctionDefinition.Find(first) is null;
        int count = arePoints ? arguments.Count : arguments.Count / 2;
        if (count < 3 || (!arePoints && arguments.Count % 2 != 0))
        {
            diagnostics.Error(
                DiagnosticCodes.ArgumentCount, call.Span, "POLYGON takes at least three vertices, each a POINT or a pair of coordinates.", FunctionDefinition.Special["POLYGON"]);
            return new BoundError();
        }

        if (count > MaximumVertices)
        {
            diagnostics.Error(DiagnosticCodes.LimitExceeded, call.Span, $"A polygon can have at most {MaximumVertices} vertices.");
            return new BoundError();
        }

        var vertices = new List<BoundPoint>(count);
        for (int i = 0; i < count; i++)
        {
            BoundExpression vertex = arePoints
                ? BindPosition(arguments[i], context)
                : BindPoint(arguments[2 * i], arguments[(2 * i) + 1], context);
            if (vertex is not BoundPoint point)
            {
                return new BoundError();
            }

            vertices.Add(point);
        }

        return new BoundPolygon(vertices);
    }

    private BoundExpression BindRegion(ExpressionSyntax argument)
    {
        if (argument is not LiteralSyntax { Value: string text })
        {
            return Unsupported(argument.Span, "REGION takes a text such as 'CIRCLE ICRS 10 -20 0.5', not an expression.");
        }

        return RegionText.TryParse(text)
            ?? (BoundExpression)Unsupported(
                argument.Span, "This region is not understood; POSITION, CIRCLE, BOX and POLYGON with ICRS degrees are, as in 'CIRCLE ICRS 10 -20 0.5'.");
    }

    /// <summary>Reports constants that make no region, such as a polygon without area.</summary>
    private BoundExpression CheckConstantRegion(BoundExpression geometry)
    {
        if (ConstantRegion.TryCreate(geometry, out string? fault) is null && fault is not null)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, geometry.Span, fault);
            return new BoundError();
        }

        return geometry;
    }

    private BoundCall? BindDistance(CallSyntax call, IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        if (arguments.Count == 3)
        {
            CheckCount(call, 4, 4, "DISTANCE(ra1, dec1, ra2, dec2) or DISTANCE(point, point)");
            return null;
        }

        BoundExpression from = arguments.Count == 4 ? BindPoint(arguments[0], arguments[1], context) : BindPosition(arguments[0], context);
        BoundExpression to = arguments.Count == 4 ? BindPoint(arguments[2], arguments[3], context) : BindPosition(arguments[1], context);
        return from is BoundPoint a && to is BoundPoint b
            ? Call(BoundFunction.Distance, AdqlType.Double, a.Longitude, a.Latitude, b.Longitude, b.Latitude)
            : null;
    }

    private BoundExpression BindRelation(CallSyntax call, bool isContains, IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        BoundExpression a = BindGeometry(arguments[0], context);
        BoundExpression b = BindGeometry(arguments[1], context);
        switch (a, b)
        {
            case (BoundError, _) or (_, BoundError):
                return new BoundError();
            case (BoundPoint, BoundCircle or BoundBox):
            case (BoundPoint, BoundPolygon) when ConstantRegion.TryCreate(b, out _) is not null:
                return Call(BoundFunction.Contains, AdqlType.Integer, a, b);
            case (BoundCircle or BoundBox or BoundPolygon, BoundPoint) when !isContains:
                return BindRelation(call, true, [arguments[1], arguments[0]], context);
            case (BoundCircle, BoundCircle):
                return Call(isContains ? BoundFunction.Contains : BoundFunction.Intersects, AdqlType.Integer, a, b);
            default:
                return Unsupported(
                    call.Span,
                    $"{call.Function.Name.ToUpperInvariant()} is not offered for these shapes. Offered: a point with a circle, a box or a polygon of constants, and a circle with a circle.");
        }
    }

    private BoundExpression BindGeometry(ExpressionSyntax syntax, ExpressionContext context)
    {
        BoundExpression bound = BindExpression(syntax, context);
        return bound switch
        {
            BoundPoint or BoundCircle or BoundBox or BoundPolygon or BoundError => bound,
            _ when bound.Type.IsGeometry() => Unsupported(
                syntax.Span, $"This is {bound.Type.Describe()} from a column or subquery; build it here with POINT, CIRCLE, BOX or POLYGON."),
            _ => Mismatch(syntax.Span, $"A geometry was expected, such as POINT(ra, dec) or CIRCLE(ra, dec, radius), but this is {bound.Type.Describe()}."),
        };
    }

    /// <summary>AREA, CENTROID, COORD1, COORD2 and COORDSYS.</summary>
    private BoundExpression BindMeasure(string name, ExpressionSyntax argument, ExpressionContext context)
    {
        BoundExpression geometry = name is "COORD1" or "COORD2" ? BindPosition(argument, context) : BindGeometry(argument, context);
        switch (name, geometry)
        {
            case (_, BoundError):
                return geometry;
            case ("COORD1", BoundPoint point):
                return point.Longitude;
            case ("COORD2", BoundPoint point):
                return point.Latitude;
            case ("COORDSYS", _):
                diagnostics.Warn(DiagnosticCodes.Deprecated, argument.Span, "COORDSYS is no longer part of ADQL; all positions are ICRS.");
                return BoundLiteral.Text("ICRS");
            case ("CENTROID", BoundPoint):
                return geometry;
            case ("CENTROID", BoundCircle circle):
                return circle.Center;
            case ("CENTROID", BoundBox box):
                return box.Center;
            case ("AREA", BoundPolygon) when ConstantRegion.TryCreate(geometry, out _) is Polygon polygon:
                return BoundLiteral.Double(polygon.Area * (180 / Math.PI) * (180 / Math.PI));
            case ("AREA", BoundPoint):
                return BoundLiteral.Double(0);
            case ("AREA", not BoundPolygon):
                return Call(BoundFunction.Area, AdqlType.Double, geometry);
            default:
                return Unsupported(argument.Span, $"{name} is not offered for this shape; it is for circles and boxes{(name == "AREA" ? " and polygons of constants" : string.Empty)}.");
        }
    }
}
