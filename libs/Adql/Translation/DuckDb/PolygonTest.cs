using Hven.Sky;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>
/// The test of <see cref="Polygon"/> as SQL: counts the sides crossed on the way along the meridian to the north pole, and takes in
/// what lies on a side to rounding. The same products in the same order as there, so that both agree on the border.
/// </summary>
internal sealed class PolygonTest
{
    private const double RadiansPerDegree = Math.PI / 180;

    // A few roundings of a unit vector's components: 0.1 nanoarcseconds.
    private const double OnBorder = 5e-16;

    private readonly List<Side> _sides = [];
    private readonly bool _northPoleInside;
    private readonly BoundingBox _bounds;

    public PolygonTest(Polygon polygon)
    {
        IReadOnlyList<SkyCoord> vertices = polygon.Vertices;
        for (int i = 0; i < vertices.Count; i++)
        {
            _sides.Add(new Side(vertices[i], vertices[(i + 1) % vertices.Count]));
        }

        _bounds = polygon.Bounds;
        _northPoleInside = IsNorthPoleInside(polygon);
    }

    public void Write(SqlText sql, Action ra, Action dec)
    {
        // NaN is above every number to DuckDB; the first two conditions keep it out.
        sql.Append("(");
        dec();
        sql.Append(" BETWEEN ").Literal(_bounds.DecMin).Append(" AND ").Literal(_bounds.DecMax).Append(" AND abs(");
        ra();
        sql.Append(") <= 1E300 AND ((").Literal(_northPoleInside ? 1 : 0);
        foreach (Side side in _sides)
        {
            sql.Append(" + CAST((");
            side.WriteSpansMeridian(sql, ra);
            sql.Append(" AND (");
            WriteHeight(sql, side.Normal, side.From, ra, dec);
            sql.Append(side.IsEastward ? " < 0E0)) AS INTEGER)" : " >= 0E0)) AS INTEGER)");
        }

        sql.Append(") % 2 = 1");
        foreach (Side side in _sides)
        {
            sql.Append(" OR (abs(");
            WriteHeight(sql, side.Normal, side.From, ra, dec);
            sql.Append(") <= ").Literal(OnBorder).Append(" AND ");
            WriteHeight(sql, Cross(side.Normal, side.From), side.From, ra, dec);
            sql.Append(" >= ").Literal(-OnBorder).Append(" AND ");
            WriteHeight(sql, Cross(side.To, side.Normal), side.To, ra, dec);
            sql.Append(" >= ").Literal(-OnBorder).Append(")");
        }

        sql.Append("))");
    }

    /// <summary>normal . (point - origin) with the point of the row.</summary>
    private static void WriteHeight(SqlText sql, DirectionVector normal, DirectionVector origin, Action ra, Action dec)
    {
        sql.Append("(").Literal(normal.X).Append(" * (cos(");
        dec();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") * cos(");
        ra();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") - ").Literal(origin.X).Append(") + ")
            .Literal(normal.Y).Append(" * (cos(");
        dec();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") * sin(");
        ra();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") - ").Literal(origin.Y).Append(") + ")
            .Literal(normal.Z).Append(" * (sin(");
        dec();
        sql.Append(" * ").Literal(RadiansPerDegree).Append(") - ").Literal(origin.Z).Append("))");
    }

    /// <summary>Asks the polygon about one position away from its sides, and counts the sides from there to the pole.</summary>
    private bool IsNorthPoleInside(Polygon polygon)
    {
        // Golden-angle steps never line up with a polygon's sides for long.
        for (int i = 0; ; i++)
        {
            double dec = Math.Asin((((i * 0.618_033_988_749_895) + 0.25) % 1 * 2) - 1) / RadiansPerDegree;
            var probe = new SkyCoord(i * 137.507_764_050_037_85, dec);
            if (_sides.TrueForAll(side => Math.Abs(side.Height(probe.ToVector())) > 1e-9))
            {
                return _sides.Aggregate(polygon.Contains(probe), (inside, side) => inside ^ side.IsNorthOf(probe));
            }
        }
    }

    private static DirectionVector Cross(DirectionVector a, DirectionVector b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    /// <summary>One side, from vertex to vertex.</summary>
    private sealed class Side
    {
        private readonly double _west;
        private readonly double _east;

        public Side(SkyCoord from, SkyCoord to)
        {
            From = from.ToVector();
            To = to.ToVector();
            DirectionVector normal = Cross(From, new DirectionVector(To.X - From.X, To.Y - From.Y, To.Z - From.Z));
            double scale = 1 / Math.Sqrt((normal.X * normal.X) + (normal.Y * normal.Y) + (normal.Z * normal.Z));
            Normal = new DirectionVector(normal.X * scale, normal.Y * scale, normal.Z * scale);
            IsEastward = (to.RaDegrees > from.RaDegrees) == (Math.Abs(to.RaDegrees - from.RaDegrees) < 180);
            _west = IsEastward ? from.RaDegrees : to.RaDegrees;
            _east = IsEastward ? to.RaDegrees : from.RaDegrees;
        }

        public DirectionVector From { get; }

        public DirectionVector To { get; }

        public DirectionVector Normal { get; }

        public bool IsEastward { get; }

        public double Height(DirectionVector point) =>
            (Normal.X * (point.X - From.X)) + (Normal.Y * (point.Y - From.Y)) + (Normal.Z * (point.Z - From.Z));

        public bool IsNorthOf(SkyCoord point)
        {
            double ra = point.RaDegrees;
            bool spansMeridian = _west <= _east ? ra >= _west && ra < _east : ra >= _west || ra < _east;
            return spansMeridian && (Height(point.ToVector()) < 0) == IsEastward;
        }

        public void WriteSpansMeridian(SqlText sql, Action ra)
        {
            sql.Append("(");
            WriteNormalized(sql, ra);
            sql.Append(" >= ").Literal(_west).Append(_west <= _east ? " AND " : " OR ");
            WriteNormalized(sql, ra);
            sql.Append(" < ").Literal(_east).Append(")");
        }

        /// <summary>Right ascension from 0 to below 360, also where the column has 360 or a negative one.</summary>
        private static void WriteNormalized(SqlText sql, Action ra)
        {
            sql.Append("(");
            ra();
            sql.Append(" - 360E0 * floor(");
            ra();
            sql.Append(" / 360E0))");
        }
    }
}
