using Hven.Adql.Syntax;
using Hven.Sky;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private const int MaximumVertices = 500;

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
            "MOC" => CheckGeometryCount(call, arguments, 1, 2) ? BindMoc(arguments, context) : null,
            "DISTANCE" => CheckGeometryCount(call, arguments, 2, 4) ? BindDistance(call, arguments, context) : null,
            "CONTAINS" or "INTERSECTS" =>
                CheckGeometryCount(call, arguments, 2, 2) ? BindRelation(call, name == "CONTAINS", arguments, context) : null,
            _ => CheckGeometryCount(call, arguments, 1, 1) ? BindMeasure(name, arguments[0], context) : null,
        } ?? new BoundError();
        bound = bound with { Span = call.Span };
        return bound is BoundCircle or BoundBox or BoundPolygon ? CheckConstantRegion(bound) : bound;
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
        if (first is "" or "ICRS" or "FK5" or "J2000" or "UNKNOWN" or "UNKNOWNFRAME" or "BARYCENTER" or "GEOCENTER" or "TOPOCENTER")
        {
            diagnostics.Warn(DiagnosticCodes.Deprecated, system.Span, "The coordinate system is no longer an argument; all positions are ICRS degrees.");
        }
        else
        {
            diagnostics.Error(
                DiagnosticCodes.Unsupported, system.Span, $"All positions here are ICRS degrees; to convert, write ivo_geom_transform('{first}', 'ICRS', {name}(...)).");
        }

        return [.. call.Arguments.Skip(1)];
    }

    private bool CheckGeometryCount(CallSyntax call, IReadOnlyList<ExpressionSyntax> arguments, int least, int most) =>
        CheckCount(call with { Arguments = arguments }, least, most, FunctionCatalog.Special[call.Function.Name]);

    private BoundExpression BindPoint(ExpressionSyntax longitude, ExpressionSyntax latitude, ExpressionContext context) =>
        MakePoint(BindNumber(longitude, context, "A right ascension"), BindNumber(latitude, context, "A declination"), longitude.Span.To(latitude.Span));

    private BoundExpression MakePoint(BoundExpression ra, BoundExpression dec, SourceSpan span)
    {
        if (ra is BoundError || dec is BoundError)
        {
            return new BoundError();
        }

        if (Constant.TryNumber(dec) is { } value && Math.Abs(value) > 90)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, dec.Span, "A declination is -90 to 90 degrees.");
            return new BoundError();
        }

        return new BoundPoint(ra, dec) { Span = span };
    }

    /// <summary>An argument that is a position by itself: POINT, or a point of a column, subquery or function.</summary>
    private BoundExpression BindPosition(ExpressionSyntax syntax, ExpressionContext context)
    {
        BoundExpression bound = BindExpression(syntax, context);
        return bound switch
        {
            BoundError => bound,
            _ when AsPoint(bound) is { } point => point,
            _ => Mismatch(syntax.Span, $"A point was expected, as POINT(ra, dec), but this is {bound.Type.Describe()}."),
        };
    }

    /// <summary>A value of type point with its two coordinates; null for other values.</summary>
    private static BoundPoint? AsPoint(BoundExpression bound) => bound switch
    {
        BoundPoint point => point,
        { Type: AdqlType.Point } => new BoundPoint(Coordinate(bound, 1), Coordinate(bound, 2)) { Span = bound.Span },
        _ => null,
    };

    private static BoundCall Coordinate(BoundExpression geometry, int index) =>
        Call(BoundFunction.Coordinate, AdqlType.Double, geometry, BoundLiteral.Integer(index));

    private BoundExpression BindCenter(IReadOnlyList<ExpressionSyntax> arguments, int sizes, ExpressionContext context) =>
        arguments.Count == sizes + 2 ? BindPoint(arguments[0], arguments[1], context) : BindPosition(arguments[0], context);

    private BoundExpression BindCircle(IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        BoundExpression center = BindCenter(arguments, 1, context);
        BoundExpression radius = BindNumber(arguments[^1], context, "A radius");
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
        BoundExpression width = BindNumber(arguments[^2], context, "The width of a box");
        BoundExpression height = BindNumber(arguments[^1], context, "The height of a box");
        if (Constant.TryNumber(width) is < 0 || Constant.TryNumber(height) is < 0)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, arguments[^2].Span.To(arguments[^1].Span), "Width and height of a box are 0 degrees or more.");
            return new BoundError();
        }

        return center is BoundPoint point && width is not BoundError && height is not BoundError
            ? new BoundBox(point, width, height)
            : new BoundError();
    }

    private BoundExpression BindPolygon(CallSyntax call, IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        if (arguments.Count > 2 * MaximumVertices)
        {
            diagnostics.Error(DiagnosticCodes.LimitExceeded, call.Span, $"A polygon can have at most {MaximumVertices} vertices.");
            return new BoundError();
        }

        BoundExpression[] bound = [.. arguments.Select(argument => BindExpression(argument, context))];
        if (bound.Any(argument => argument is BoundError))
        {
            return new BoundError();
        }

        bool arePoints = bound[0].Type == AdqlType.Point;
        int count = arePoints ? bound.Length : bound.Length / 2;
        if (count < 3 || (!arePoints && bound.Length % 2 != 0))
        {
            diagnostics.Error(
                DiagnosticCodes.ArgumentCount, call.Span, "POLYGON takes at least three vertices, each a POINT or a pair of coordinates.", FunctionCatalog.Special["POLYGON"]);
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
            BoundExpression vertex = arePoints ? Vertex(bound[i]) : MakePoint(
                Number(bound[2 * i], "A right ascension"), Number(bound[(2 * i) + 1], "A declination"), bound[2 * i].Span.To(bound[(2 * i) + 1].Span));
            if (vertex is not BoundPoint point)
            {
                return new BoundError();
            }

            vertices.Add(point);
        }

        return new BoundPolygon(vertices);
    }

    private BoundExpression Vertex(BoundExpression bound) =>
        AsPoint(bound) ?? (BoundExpression)Mismatch(bound.Span, $"The vertices before are points, but this is {bound.Type.Describe()}; points and numbers cannot be mixed.");

    private BoundExpression BindRegion(ExpressionSyntax argument)
    {
        if (argument is not LiteralSyntax { Value: string text })
        {
            return Unsupported(argument.Span, "REGION takes a text such as 'CIRCLE ICRS 10 -20 0.5', not an expression.");
        }

        if (!StcsText.TryParse(text, out StcsRegion? region, out IReadOnlyList<StcsDiagnostic> faults))
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, argument.Span, $"This is no region of STC-S: {faults[0]}");
            return new BoundError();
        }

        Region icrs = region.ToRegion();
        return ConstantRegion.TryExpress(icrs) ?? new BoundRegion(icrs, StcsText.Format(region));
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

    /// <summary>A shape of any kind; one of a column is taken apart where its parts can be named.</summary>
    private BoundExpression BindShape(ExpressionSyntax syntax, ExpressionContext context)
    {
        BoundExpression bound = BindExpression(syntax, context);
        return bound switch
        {
            BoundError => bound,
            _ when AsPoint(bound) is { } point => point,
            BoundColumn { Type: AdqlType.Circle } => new BoundCircle(new BoundPoint(Coordinate(bound, 1), Coordinate(bound, 2)), Coordinate(bound, 3)) { Span = bound.Span },
            _ when bound.Type.IsRegion() => bound,
            _ => Mismatch(syntax.Span, $"A geometry was expected, such as POINT(ra, dec) or CIRCLE(ra, dec, radius), but this is {bound.Type.Describe()}."),
        };
    }

    /// <summary>AREA, CENTROID, COORD1, COORD2 and COORDSYS.</summary>
    private BoundExpression BindMeasure(string name, ExpressionSyntax argument, ExpressionContext context)
    {
        BoundExpression geometry = name is "COORD1" or "COORD2" ? BindPosition(argument, context) : BindShape(argument, context);
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
            case ("CENTROID", _) when ConstantRegion.TryCreate(geometry, out _) is Polygon polygon:
                return BoundPoint.At(polygon.Centroid);
            case ("CENTROID", { Type: AdqlType.Circle or AdqlType.Polygon }):
                return Call(BoundFunction.Centroid, AdqlType.Point, geometry);
            case ("AREA", BoundPoint):
                return BoundLiteral.Double(0);
            case ("AREA", _) when ConstantRegion.TryCreate(geometry, out _) is Polygon polygon:
                return BoundLiteral.Double(polygon.Area * SquareDegreesPerSteradian);
            case ("AREA", BoundRegion { Region: MocRegion moc }):
                return BoundLiteral.Double(moc.Moc.Area() * SquareDegreesPerSteradian);
            case ("AREA", not BoundRegion):
                return Call(BoundFunction.Area, AdqlType.Double, geometry);
            default:
                return Unsupported(argument.Span, $"{name} is offered for points, circles, boxes, polygons{(name == "AREA" ? " and coverage maps" : string.Empty)}, not for regions that are put together.");
        }
    }

    private const double SquareDegreesPerSteradian = 180 / Math.PI * (180 / Math.PI);
}
