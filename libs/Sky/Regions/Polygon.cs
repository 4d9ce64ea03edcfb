namespace Hven.Sky;

/// <summary>
/// A polygon whose sides are great circles (ADQL and DALI POLYGON). Its inside is the smaller of the two parts of the sky that
/// the sides divide, whichever way the vertices go round: so a polygon never covers more than half of the sky. It may be
/// concave and may hold a pole; where sides cross each other, every second part is inside. Its border belongs to it.
/// </summary>
public sealed record Polygon : Region, IConnectedRegion
{
    // Vertices nearer than this are one: rounding makes up as much where one pole is given with two right ascensions.
    private const double SameVertex = 1e-15;

    private readonly SkyCoord[] _vertices;
    private readonly PolygonEdge[] _edges;
    private readonly bool _northPoleInside;

    /// <summary>A polygon.</summary>
    /// <param name="vertices">At least three different corners; the last is joined to the first, and may repeat it.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than three different vertices, two neighbours are antipodes (no shorter arc joins them), or all lie on
    /// one great circle so that there is no area between them.
    /// </exception>
    public Polygon(IReadOnlyList<SkyCoord> vertices)
    {
        ArgumentNullException.ThrowIfNull(vertices);
        _vertices = WithoutRepeats(vertices);
        if (_vertices.Length < 3)
        {
            throw new ArgumentException($"A polygon has at least three different vertices; here are {_vertices.Length}.", nameof(vertices));
        }

        _edges = new PolygonEdge[_vertices.Length];
        for (int i = 0; i < _edges.Length; i++)
        {
            SkyCoord from = _vertices[i];
            SkyCoord to = _vertices[(i + 1) % _vertices.Length];
            if (from.ToVector().Plus(to.ToVector()).Length < SameVertex)
            {
                throw new ArgumentException($"The vertices {from} and {to} are opposite on the sky: no one great circle joins them.", nameof(vertices));
            }

            _edges[i] = new PolygonEdge(from, to);
        }

        double signedArea = SignedArea();
        double perimeter = _edges.Sum(edge => edge.Length);
        Area = Math.Abs(signedArea);
        if (Area < perimeter * SameVertex)
        {
            throw new ArgumentException("The vertices of the polygon lie on one line: there is no area between them.", nameof(vertices));
        }

        _northPoleInside = IsNorthPoleInside(signedArea);
        Bounds = FindBounds();
        BoundingCap = FindCap();
    }

    /// <summary>The vertices in the order given, without immediate repeats.</summary>
    public IReadOnlyList<SkyCoord> Vertices => _vertices;

    /// <summary>Area in steradians, at most 2 pi.</summary>
    public double Area { get; }

    /// <inheritdoc/>
    public override BoundingBox Bounds { get; }

    internal override SkyCap BoundingCap { get; }

    /// <summary>The same vertices in the same order.</summary>
    public bool Equals(Polygon? other) => other is not null && _vertices.AsSpan().SequenceEqual(other._vertices);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (SkyCoord vertex in _vertices)
        {
            hash.Add(vertex);
        }

        return hash.ToHashCode();
    }

    internal PolygonEdge[] Sides => _edges;

    /// <summary>Centre of mass of the area.</summary>
    public SkyCoord Centroid => PolygonCentroid.Of(_edges);

    SkyCoord IConnectedRegion.Inner => _vertices[0];

    bool IConnectedRegion.Meets(in PixelSide side)
    {
        SkyCap around = SideCap(side);
        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            if (edge.IsWithin(around.Center, around.Radius) && CurveSearch.Reaches(side, new FromEdge(edge)))
            {
                return true;
            }
        }

        return false;
    }

    internal override CapRelation Relate(in SkyCap cap)
    {
        double reach = cap.Radius + SkyCap.Slack;
        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            if (edge.IsWithin(cap.Center, reach))
            {
                return CapRelation.Crossing;
            }
        }

        // No side enters the cap, so all of it is where its centre is.
        return IsInside(cap.Center, cap.RaDeg) ? CapRelation.Inside : CapRelation.Outside;
    }

    private protected override bool ContainsDegrees(double raDeg, double decDeg)
    {
        var point = DirectionVector.FromDegrees(raDeg, decDeg);
        if (IsInside(point, raDeg))
        {
            return true;
        }

        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            if (edge.Touches(point))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Counts the sides crossed on the way along the meridian to the north pole, of which it is known whether it is inside.</summary>
    private bool IsInside(in DirectionVector point, double raDeg)
    {
        bool inside = _northPoleInside;
        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            inside ^= edge.IsNorthOf(point, raDeg);
        }

        return inside;
    }

    /// <summary>Area of the smaller part of the sky, the sum of signed triangles from the first vertex: positive if it is to the left of the sides.</summary>
    private double SignedArea()
    {
        double sum = 0;
        DirectionVector apex = _edges[0].From;
        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            sum += edge.SolidAngleFrom(apex);
        }

        return Math.IEEERemainder(sum, 4 * Math.PI);
    }

    /// <summary>Whether the north pole is inside: by the sides between it and a position that is known to be outside, or by area.</summary>
    private bool IsNorthPoleInside(double signedArea)
    {
        DirectionVector sum = default;
        foreach (SkyCoord vertex in _vertices)
        {
            sum = sum.Plus(vertex.ToVector());
        }

        // A polygon within one hemisphere does not hold the point opposite to its middle; this is sure also where sides cross each other.
        DirectionVector opposite = sum.Times(-1 / Math.Max(sum.Length, double.Epsilon));
        if (_vertices.All(vertex => vertex.ToVector().Dot(opposite) < -0.01))
        {
            double ra = SkyCoord.NormalizeRa(Math.Atan2(opposite.Y, opposite.X) / Angle.RadiansPerDegree);
            return _edges.Count(edge => edge.IsNorthOf(opposite, ra)) % 2 != 0;
        }

        return IsNorthPoleLeft() == signedArea > 0;
    }

    /// <summary>Goes north from just left of the side that is most nearly a parallel, and counts what is crossed.</summary>
    private bool IsNorthPoleLeft()
    {
        int flattest = 0;
        for (int i = 1; i < _edges.Length; i++)
        {
            flattest = _edges[i].HorizontalExtent > _edges[flattest].HorizontalExtent ? i : flattest;
        }

        DirectionVector start = _edges[flattest].Middle;
        double ra = SkyCoord.NormalizeRa(Math.Atan2(start.Y, start.X) / Angle.RadiansPerDegree);
        bool left = _edges[flattest].IsEastward;
        for (int i = 0; i < _edges.Length; i++)
        {
            left ^= i != flattest && _edges[i].IsNorthOf(start, ra);
        }

        return left;
    }

    private BoundingBox FindBounds()
    {
        double span = 0;
        double west = 0;
        double east = 0;
        double north = double.NegativeInfinity;
        double south = double.PositiveInfinity;
        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            span += edge.RaSpan;
            west = Math.Min(west, span);
            east = Math.Max(east, span);
            north = Math.Max(north, edge.ExtremeDec(1) / Angle.RadiansPerDegree);
            south = Math.Min(south, edge.ExtremeDec(-1) / Angle.RadiansPerDegree);
        }

        // Sides that go once round have one pole on each side; else both poles are on the same side.
        bool goesRound = Math.Abs(span) > 180;
        bool southPoleInside = _northPoleInside != goesRound;
        bool allRa = _northPoleInside || southPoleInside || goesRound;
        return BoundingBox.Around(
            southPoleInside ? -90 : south,
            _northPoleInside ? 90 : north,
            _edges[0].FromRa + west,
            allRa ? 360 : east - west);
    }

    /// <summary>The cap around the vertices' mean; a cap of less than a hemisphere that holds the vertices holds the smaller side whole.</summary>
    private SkyCap FindCap()
    {
        DirectionVector sum = default;
        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            sum = sum.Plus(edge.From);
        }

        if (sum.Length < 1e-3)
        {
            return SkyCap.WholeSky;
        }

        DirectionVector center = sum.Normalized;
        double radius = 0;
        foreach (ref readonly PolygonEdge edge in _edges.AsSpan())
        {
            radius = Math.Max(radius, center.AngleTo(edge.From));
        }

        double ra = SkyCoord.NormalizeRa(Math.Atan2(center.Y, center.X) / Angle.RadiansPerDegree);
        return radius < 1.5 ? new SkyCap(center, ra, radius + SkyCap.Slack) : SkyCap.WholeSky;
    }

    private static SkyCoord[] WithoutRepeats(IReadOnlyList<SkyCoord> vertices)
    {
        var kept = new List<SkyCoord>(vertices.Count);
        foreach (SkyCoord vertex in vertices)
        {
            if (kept.Count == 0 || !IsSame(kept[^1], vertex))
            {
                kept.Add(vertex);
            }
        }

        while (kept.Count > 1 && IsSame(kept[0], kept[^1]))
        {
            kept.RemoveAt(kept.Count - 1);
        }

        return [.. kept];
    }

    private static bool IsSame(SkyCoord one, SkyCoord other) => one.ToVector().Minus(other.ToVector()).Length < SameVertex;

    private static SkyCap SideCap(in PixelSide side) =>
        new(side.PointAt(0.5).Direction, 0, (side.Speed / 2) + SkyCap.Slack);

    private readonly struct FromEdge(PolygonEdge edge) : IDistance
    {
        public double From(in DirectionVector point) => edge.DistanceTo(point);
    }
}
