using Hven.Adql.Binding;
using Hven.Sky;

namespace Hven.Adql.Translation.DuckDb;

internal sealed partial class ExpressionWriter
{
    private const double RadiansPerDegree = Math.PI / 180;
    private const double HalfRadiansPerDegree = RadiansPerDegree / 2;
    private const double SquareDegrees = 4 * Math.PI / (RadiansPerDegree * RadiansPerDegree);

    private void WriteGeometryCall(BoundCall call)
    {
        IReadOnlyList<BoundExpression> a = call.Arguments;
        switch (call.Function)
        {
            case BoundFunction.Distance:
                WriteDistance(a[0], a[1], a[2], a[3]);
                break;
            case BoundFunction.Area:
                WriteArea(a[0]);
                break;
            case BoundFunction.Contains or BoundFunction.Intersects:
                WriteRelation(call);
                break;
            default:
                WriteEngineCall(call);
                break;
        }
    }

    /// <summary>The exact test of a recognised region.</summary>
    private void WriteRegionTest(BoundRegionPredicate predicate)
    {
        SkyIndex index = predicate.Source.Table.SkyIndex!;
        var ra = new BoundColumn(predicate.Source, Column(predicate.Source, index.RaColumn));
        var dec = new BoundColumn(predicate.Source, Column(predicate.Source, index.DecColumn));
        if (CanWriteInside(predicate.Region))
        {
            WriteInside(new BoundPoint(ra, dec), predicate.Region, predicate.IsStrict);
        }
        else
        {
            Write(predicate.Test);
        }
    }

    private static AdqlColumn Column(BoundTable source, string name) =>
        source.Columns.First(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>1 or 0. The pairs that fill most queries are written out; the engine's functions know the others.</summary>
    private void WriteRelation(BoundCall call)
    {
        switch (call.Arguments[0], call.Arguments[1])
        {
            case (BoundPoint point, var shape) when ConstantRegion.TryCreate(shape, out _) is { } region && CanWriteInside(region) && IsPlain(point):
                WriteFlag(() => WriteInside(point, region, false));
                break;
            case (BoundPoint point, BoundCircle circle):
                WriteFlag(() => WriteInCircle(point, circle));
                break;
            case (BoundPoint point, BoundBox box):
                WriteFlag(() => WriteInBox(point, box));
                break;
            case (BoundCircle a, BoundCircle b) when call.Function == BoundFunction.Intersects:
                WriteFlag(() => WriteCircles(a, b));
                break;
            default:
                sql.Append(call.Function == BoundFunction.Contains ? DuckDbFunction.Contains : DuckDbFunction.Intersects).Append("(");
                WriteShape(call.Arguments[0]);
                sql.Append(", ");
                WriteShape(call.Arguments[1]);
                sql.Append(")");
                break;
        }
    }

    private void WriteFlag(Action condition)
    {
        sql.Append("CAST(");
        condition();
        sql.Append(" AS INTEGER)");
    }

    private static bool CanWriteInside(Region region) => region is SkyPoint or Circle or Box or Polygon || (region is Union union && union.Parts.All(CanWriteInside));

    /// <summary>Whether a position is short enough to be written once for every side of a polygon.</summary>
    private static bool IsPlain(BoundPoint point) => IsPlain(point.Longitude) && IsPlain(point.Latitude);

    private static bool IsPlain(BoundExpression expression) =>
        expression is BoundColumn or BoundLiteral
        || (expression is BoundCall { Function: <= BoundFunction.Negate or BoundFunction.Coordinate } && expression.Children.All(child => child is BoundColumn or BoundLiteral));

    private void WriteInside(BoundPoint point, Region region, bool isStrict)
    {
        switch (region)
        {
            case SkyPoint place:
                sql.Append("(");
                WriteHaversine(point.Longitude, point.Latitude, place.Position);
                sql.Append(" <= 0E0)");
                break;
            case Circle circle:
                WriteInside(point, circle, isStrict);
                break;
            case Box box:
                WriteInBox(point, box);
                break;
            case Union union:
                sql.Append("(");
                for (int i = 0; i < union.Parts.Count; i++)
                {
                    sql.Append(i == 0 ? string.Empty : " OR ");
                    WriteInside(point, union.Parts[i], false);
                }

                sql.Append(")");
                break;
            default:
                new PolygonTest((Polygon)region).Write(sql, () => WriteDouble(point.Longitude), () => WriteDouble(point.Latitude));
                break;
        }
    }

    /// <summary>By the same numbers as in the sky library, so that both agree on the border: beyond 90 degrees by those of the opposite point.</summary>
    private void WriteInside(BoundPoint point, Circle circle, bool isStrict)
    {
        double root = circle.Radius.Degrees > 90 ? Math.Cos(circle.Radius.Radians / 2) : Math.Sin(circle.Radius.Radians / 2);
        bool isWide = circle.Radius.Degrees > 90;
        bool isAll = circle.Radius.Degrees == 180 && !isStrict;
        sql.Append("(");
        if (isWide)
        {
            WriteOppositeHaversine(point.Longitude, point.Latitude, circle.Center);
            sql.Append(isStrict ? " > " : " >= ").Literal(isAll ? -1 : root * root);

            // NaN is above every number to DuckDB.
            sql.Append(" AND abs(");
            WriteDouble(point.Longitude);
            sql.Append(") <= 1E300 AND abs(");
            WriteDouble(point.Latitude);
            sql.Append(") <= 90E0)");
        }
        else
        {
            WriteHaversine(point.Longitude, point.Latitude, circle.Center);
            sql.Append(isStrict ? " < " : " <= ").Literal(root * root).Append(")");
        }
    }

    private void WriteInBox(BoundPoint point, Box box)
    {
        double half = box.Height.Degrees / 2;
        sql.Append("(");
        WriteDouble(point.Latitude);
        sql.Append(" BETWEEN ").Literal(Math.Max(-90, box.Center.DecDegrees - half))
            .Append(" AND ").Literal(Math.Min(90, box.Center.DecDegrees + half)).Append(" AND abs(");
        WriteWrapped(() => WriteDouble(point.Longitude), () => sql.Literal(box.Center.RaDegrees));
        sql.Append(") <= ").Literal(Math.Min(180, box.Width.Degrees / 2)).Append(")");
    }

    private void WriteInBox(BoundPoint point, BoundBox box)
    {
        sql.Append("(abs(");
        WriteDouble(point.Latitude);
        sql.Append(" - ");
        WriteDouble(box.Center.Latitude);
        sql.Append(") <= ");
        WriteDouble(box.Height);
        sql.Append(" / 2E0 AND abs(");
        WriteWrapped(() => WriteDouble(point.Longitude), () => WriteDouble(box.Center.Longitude));
        sql.Append(") <= ");
        WriteDouble(box.Width);
        sql.Append(" / 2E0)");
    }

    private void WriteInCircle(BoundPoint point, BoundCircle circle)
    {
        sql.Append("(");
        WriteDistance(point.Longitude, point.Latitude, circle.Center.Longitude, circle.Center.Latitude);
        sql.Append(" <= ");
        WriteDouble(circle.Radius);
        sql.Append(")");
    }

    private void WriteCircles(BoundCircle a, BoundCircle b)
    {
        sql.Append("(");
        WriteDistance(a.Center.Longitude, a.Center.Latitude, b.Center.Longitude, b.Center.Latitude);
        sql.Append(" <= ");
        WriteDouble(b.Radius);
        sql.Append(" + ");
        WriteDouble(a.Radius);
        sql.Append(")");
    }

    /// <summary>Great-circle distance in degrees, from the haversines to the one position and to the point opposite: exact from 0 to 180.</summary>
    private void WriteDistance(BoundExpression lon1, BoundExpression lat1, BoundExpression lon2, BoundExpression lat2)
    {
        sql.Append("(").Literal(2 / RadiansPerDegree).Append(" * atan2(sqrt(");
        WriteHaversine(lon1, lat1, lon2, lat2);
        sql.Append("), sqrt(");
        WriteOppositeHaversine(() => WriteDouble(lon1), () => WriteDouble(lat1), () => WriteDouble(lon2), () => WriteDouble(lat2), () => WriteCosine(lat2));
        sql.Append(")))");
    }

    private void WriteHaversine(BoundExpression lon, BoundExpression lat, SkyCoord center) =>
        WriteHaversine(
            () => WriteDouble(lon),
            () => WriteDouble(lat),
            () => sql.Literal(center.RaDegrees),
            () => sql.Literal(center.DecDegrees),
            () => sql.Literal(Math.Cos(center.DecDegrees * RadiansPerDegree)));

    private void WriteHaversine(BoundExpression lon1, BoundExpression lat1, BoundExpression lon2, BoundExpression lat2) =>
        WriteHaversine(
            () => WriteDouble(lon1),
            () => WriteDouble(lat1),
            () => WriteDouble(lon2),
            () => WriteDouble(lat2),
            () => WriteCosine(lat2));

    private void WriteCosine(BoundExpression degrees)
    {
        sql.Append("cos(");
        WriteDouble(degrees);
        sql.Append(" * ").Literal(RadiansPerDegree).Append(")");
    }

    private void WriteOppositeHaversine(BoundExpression lon, BoundExpression lat, SkyCoord center) =>
        WriteOppositeHaversine(
            () => WriteDouble(lon),
            () => WriteDouble(lat),
            () => sql.Literal(center.RaDegrees),
            () => sql.Literal(center.DecDegrees),
            () => sql.Literal(Math.Cos(center.DecDegrees * RadiansPerDegree)));

    /// <summary>The haversine to the point opposite of the second position; with that to the position itself it makes 1.</summary>
    private void WriteOppositeHaversine(Action lon1, Action lat1, Action lon2, Action lat2, Action cosLat2)
    {
        sql.Append("(pow(sin((");
        lat1();
        sql.Append(" + ");
        lat2();
        sql.Append(") * ").Literal(HalfRadiansPerDegree).Append("), 2) + abs(cos(");
        lat1();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") * ");
        cosLat2();
        sql.Append(") * pow(cos(");
        WriteWrapped(lon1, lon2);
        sql.Append(" * ").Literal(HalfRadiansPerDegree).Append("), 2))");
    }

    private void WriteHaversine(Action lon1, Action lat1, Action lon2, Action lat2, Action cosLat2)
    {
        sql.Append("(pow(sin((");
        lat1();
        sql.Append(" - ");
        lat2();
        sql.Append(") * ").Literal(HalfRadiansPerDegree).Append("), 2) + abs(cos(");
        lat1();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") * ");
        cosLat2();
        sql.Append(") * pow(sin(");
        WriteWrapped(lon1, lon2);
        sql.Append(" * ").Literal(HalfRadiansPerDegree).Append("), 2))");
    }

    /// <summary>The difference of two longitudes, from -180 to 180 degrees.</summary>
    private void WriteWrapped(Action lon1, Action lon2)
    {
        sql.Append("((");
        lon1();
        sql.Append(" - ");
        lon2();
        sql.Append(") - 360E0 * round((");
        lon1();
        sql.Append(" - ");
        lon2();
        sql.Append(") / 360E0))");
    }

    private void WriteArea(BoundExpression geometry)
    {
        switch (geometry)
        {
            case BoundCircle circle:
                sql.Append("(").Literal(SquareDegrees).Append(" * pow(sin(");
                WriteDouble(circle.Radius);
                sql.Append(" * ").Literal(HalfRadiansPerDegree).Append("), 2))");
                break;
            case BoundBox box:
                sql.Append("(least(360E0, ");
                WriteDouble(box.Width);
                sql.Append(") * ").Literal(1 / RadiansPerDegree).Append(" * (sin(least(90E0, ");
                WriteDouble(box.Center.Latitude);
                sql.Append(" + ");
                WriteDouble(box.Height);
                sql.Append(" / 2E0) * ").Literal(RadiansPerDegree).Append(") - sin(greatest(-90E0, ");
                WriteDouble(box.Center.Latitude);
                sql.Append(" - ");
                WriteDouble(box.Height);
                sql.Append(" / 2E0) * ").Literal(RadiansPerDegree).Append(")))");
                break;
            default:
                sql.Append(DuckDbFunction.Area).Append("(");
                WriteShape(geometry);
                sql.Append(")");
                break;
        }
    }

    /// <summary>A geometry as a value: the array of numbers of DALI 1.1, section 3.3; a box by its corners.</summary>
    private void WriteGeometry(BoundExpression geometry)
    {
        switch (geometry)
        {
            case BoundPoint or BoundCircle or BoundPolygon:
                WriteNumbers(Numbers(geometry));
                break;
            case BoundBox box:
                WriteNumbers([.. Corner(box, -1, -1), .. Corner(box, 1, -1), .. Corner(box, 1, 1), .. Corner(box, -1, 1)]);
                break;
            case BoundRegion region:
                sql.Literal(region.Text);
                break;
            default:
                throw new InvalidOperationException($"{geometry.GetType().Name} is no expression of a query without errors.");
        }
    }

    /// <summary>A shape as the two arguments that functions of the engine take; see <see cref="DuckDbFunction"/>.</summary>
    private void WriteShape(BoundExpression shape)
    {
        sql.Literal(shape switch
        {
            BoundBox => "box",
            BoundRegion { Region: MocRegion } moc => "moc " + moc.Text,
            BoundRegion region => region.Text,
            _ => shape.Type.Serialization()!.Value.Xtype,
        }).Append(", ");
        switch (shape)
        {
            case BoundRegion:
                sql.Append("CAST([] AS DOUBLE[])");
                break;
            case BoundPoint or BoundCircle or BoundPolygon or BoundBox:
                WriteNumbers(Numbers(shape));
                break;
            default:
                sql.Append("CAST(");
                Write(shape);
                sql.Append(" AS DOUBLE[])");
                break;
        }
    }

    private Action[] Numbers(BoundExpression shape) => shape switch
    {
        BoundPoint point => [() => WriteDouble(point.Longitude), () => WriteDouble(point.Latitude)],
        BoundCircle circle => [.. Numbers(circle.Center), () => WriteDouble(circle.Radius)],
        BoundBox box => [.. Numbers(box.Center), () => WriteDouble(box.Width), () => WriteDouble(box.Height)],
        BoundPolygon polygon => [.. polygon.Vertices.SelectMany(Numbers)],
        _ => throw new InvalidOperationException($"{shape.GetType().Name} has no numbers of its own."),
    };

    private Action[] Corner(BoundBox box, int east, int north) =>
    [
        () => WriteEdge(box.Center.Longitude, box.Width, east),
        () => WriteEdge(box.Center.Latitude, box.Height, north),
    ];

    private void WriteEdge(BoundExpression center, BoundExpression size, int side)
    {
        sql.Append("(");
        WriteDouble(center);
        sql.Append(side < 0 ? " - " : " + ");
        WriteDouble(size);
        sql.Append(" / 2E0)");
    }

    private void WriteNumbers(Action[] numbers)
    {
        sql.Append(DuckDbFunction.Numbers).Append("(");
        for (int i = 0; i < numbers.Length; i++)
        {
            sql.Append(i == 0 ? string.Empty : ", ");
            numbers[i]();
        }

        sql.Append(")");
    }
}
