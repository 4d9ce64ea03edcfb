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
            default:
                sql.Append("CAST(");
                WriteRelation(call);
                sql.Append(" AS INTEGER)");
                break;
        }
    }

    /// <summary>The exact test of a recognised region.</summary>
    private void WriteRegionTest(BoundRegionPredicate predicate)
    {
        SkyIndex index = predicate.Source.Table.SkyIndex!;
        var ra = new BoundColumn(predicate.Source, Column(predicate.Source, index.RaColumn));
        var dec = new BoundColumn(predicate.Source, Column(predicate.Source, index.DecColumn));
        WriteInside(new BoundPoint(ra, dec), predicate.Region, predicate.IsStrict);
    }

    private static AdqlColumn Column(BoundTable source, string name) =>
        source.Columns.First(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private void WriteRelation(BoundCall call)
    {
        switch (call.Arguments[0], call.Arguments[1])
        {
            case (BoundPoint point, BoundPolygon or BoundBox or BoundCircle) when ConstantRegion.TryCreate(call.Arguments[1], out _) is { } region:
                WriteInside(point, region, false);
                break;
            case (BoundPoint point, BoundCircle circle):
                WriteInCircle(point, circle);
                break;
            case (BoundPoint point, BoundBox box):
                WriteInBox(point, box);
                break;
            case (BoundCircle a, BoundCircle b):
                WriteCircles(a, b, call.Function == BoundFunction.Contains);
                break;
            default:
                throw new InvalidOperationException("The binder lets only other pairs of shapes through.");
        }
    }

    private void WriteInside(BoundPoint point, Region region, bool isStrict)
    {
        switch (region)
        {
            case Circle circle:
                // sin^2(r/2) of the same numbers as in the sky library, so that both agree on the border.
                double sine = Math.Sin(circle.Radius.Radians / 2);
                double limit = circle.Radius.Degrees == 180 && !isStrict ? 2 : sine * sine;
                sql.Append("(");
                WriteHaversine(point.Longitude, point.Latitude, circle.Center);
                sql.Append(isStrict ? " < " : " <= ").Literal(limit).Append(")");
                break;
            case Box box:
                WriteInBox(point, box);
                break;
            default:
                new PolygonTest((Polygon)region).Write(sql, () => WriteDouble(point.Longitude), () => WriteDouble(point.Latitude));
                break;
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

    private void WriteCircles(BoundCircle a, BoundCircle b, bool isContains)
    {
        sql.Append("(");
        WriteDistance(a.Center.Longitude, a.Center.Latitude, b.Center.Longitude, b.Center.Latitude);
        sql.Append(" <= ");
        WriteDouble(b.Radius);
        sql.Append(isContains ? " - " : " + ");
        WriteDouble(a.Radius);
        sql.Append(")");
    }

    /// <summary>Great-circle distance in degrees, from haversines: exact for small angles, never beyond a domain.</summary>
    private void WriteDistance(BoundExpression lon1, BoundExpression lat1, BoundExpression lon2, BoundExpression lat2)
    {
        sql.Append("(").Literal(2 / RadiansPerDegree).Append(" * atan2(sqrt(");
        WriteHaversine(lon1, lat1, lon2, lat2);
        sql.Append("), sqrt(abs(1E0 - ");
        WriteHaversine(lon1, lat1, lon2, lat2);
        sql.Append("))))");
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
            () =>
            {
                sql.Append("cos(");
                WriteDouble(lat2);
                sql.Append(" * ").Literal(RadiansPerDegree).Append(")");
            });

    private void WriteHaversine(Action lon1, Action lat1, Action lon2, Action lat2, Action cosLat2)
    {
        sql.Append("(pow(sin((");
        lat1();
        sql.Append(" - ");
        lat2();
        sql.Append(") * ").Literal(HalfRadiansPerDegree).Append("), 2) + cos(");
        lat1();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") * ");
        cosLat2();
        sql.Append(" * pow(sin(");
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
                throw new InvalidOperationException("The binder works out the area of other shapes.");
        }
    }

    /// <summary>A geometry as DALI 1.1 section 3.3.6 writes it: numbers in degrees between blanks.</summary>
    private void WriteGeometryText(BoundExpression geometry)
    {
        switch (geometry)
        {
            case BoundPoint point:
                WriteNumbers([() => WriteDouble(point.Longitude), () => WriteDouble(point.Latitude)]);
                break;
            case BoundCircle circle:
                WriteNumbers(
                    [() => WriteDouble(circle.Center.Longitude), () => WriteDouble(circle.Center.Latitude), () => WriteDouble(circle.Radius)]);
                break;
            case BoundPolygon polygon:
                WriteNumbers(
                    [.. polygon.Vertices.SelectMany(v => (Action[])[() => WriteDouble(v.Longitude), () => WriteDouble(v.Latitude)])]);
                break;
            case BoundBox box:
                WriteNumbers([.. Corner(box, -1, -1), .. Corner(box, 1, -1), .. Corner(box, 1, 1), .. Corner(box, -1, 1)]);
                break;
            default:
                throw new InvalidOperationException($"{geometry.GetType().Name} is no expression of a query without errors.");
        }
    }

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
        sql.Append("(");
        for (int i = 0; i < numbers.Length; i++)
        {
            sql.Append(i == 0 ? "CAST(" : " || ' ' || CAST(");
            numbers[i]();
            sql.Append(" AS VARCHAR)");
        }

        sql.Append(")");
    }
}
