namespace Hven.Sky.Tests;

/// <summary>
/// Polygons against boxes so near a pole that the sky is a plane and a great circle a straight line: judged there by many points of both, with a margin
/// for what lies between the points.
/// </summary>
public sealed class PolarRelationTests
{
    private const double Margin = 0.02;

    [Theory]
    [InlineData(1e-8)]
    [InlineData(1e-7)]
    [InlineData(1e-6)]
    [InlineData(2e-5)]
    [InlineData(1e-3)]
    public void Polygon_and_box_near_a_pole_agree_with_plane_geometry(double sizeDeg)
    {
        var sky = new RandomSky(20261126);
        int judged = 0;
        for (int i = 0; i < 1500; i++)
        {
            int pole = i % 2 == 0 ? 1 : -1;
            Polygon polygon = Around(sky, sizeDeg, pole);
            var box = new Box(
                new SkyCoord(sky.Uniform(0, 360), pole * (90 - (sizeDeg * sky.Uniform(0, 1.2)))),
                Angle.FromDegrees(sky.Next(4) == 0 ? 360 : sky.Uniform(5, 350)),
                Angle.FromDegrees(sizeDeg * sky.Uniform(0.2, 1.5)));
            Plane plane = new(polygon, box, sizeDeg, pole);
            judged += plane.Judge(grown => plane.Meets(grown), polygon.Intersects(box), $"case {i} meets");
            judged += plane.Judge(grown => plane.PolygonIsWithin(grown), box.Contains(polygon), $"case {i} polygon in box");
            judged += plane.Judge(grown => plane.BoxIsWithin(-grown), polygon.Contains(box), $"case {i} box in polygon");
            Assert.Equal(polygon.Intersects(box), box.Intersects(polygon));
        }

        Assert.InRange(judged, 3000, 4500);
    }

    [Fact]
    public void Side_that_passes_through_a_box_at_the_pole_meets_it()
    {
        // The polygon passes by the pole at 0.3 microdegrees; its corners are far from the box and the box's are outside of it.
        var strip = new Polygon([new(90, 90 - 3e-7), new(0.01, 89.999), new(0.02, 89.999)]);
        var cap = new Box(new SkyCoord(0, 90 - 5e-7), Angle.FromDegrees(360), Angle.FromDegrees(4e-7));
        Assert.True(strip.Intersects(cap));
        Assert.False(cap.Contains(strip));
    }

    private static Polygon Around(RandomSky sky, double sizeDeg, int pole)
    {
        (double centerX, double centerY) = (sizeDeg * sky.Uniform(-1, 1), sizeDeg * sky.Uniform(-1, 1));
        int corners = 3 + sky.Next(4);
        double turn = sky.Uniform(0, 360);
        var vertices = new List<SkyCoord>();
        for (int corner = 0; corner < corners; corner++)
        {
            double radius = sizeDeg * sky.Uniform(0.3, 1);
            (double sine, double cosine) = Math.SinCos((turn + (360.0 * corner / corners)) * Math.PI / 180);
            (double x, double y) = (centerX + (radius * cosine), centerY + (radius * sine));
            vertices.Add(new SkyCoord(Math.Atan2(y, x) * 180 / Math.PI, pole * (90 - double.Hypot(x, y))));
        }

        return new Polygon(vertices);
    }

    /// <summary>Both shapes in the plane that touches the sky at the pole, in units of the size.</summary>
    private sealed class Plane
    {
        private readonly (double X, double Y)[] _corners;
        private readonly List<(double X, double Y)> _ofPolygon = [];
        private readonly double _ra;
        private readonly double _halfWidth;
        private readonly double _inner;
        private readonly double _outer;

        internal Plane(Polygon polygon, Box box, double sizeDeg, int pole)
        {
            _corners = [.. polygon.Vertices.Select(vertex => At((90 - (pole * vertex.DecDegrees)) / sizeDeg, vertex.RaDegrees))];
            _ra = box.Center.RaDegrees;
            _halfWidth = box.Width.Degrees / 2;
            double middle = (90 - (pole * box.Center.DecDegrees)) / sizeDeg;
            double half = box.Height.Degrees / sizeDeg / 2;
            (_inner, _outer) = (Math.Max(0, middle - half), middle + half);
            for (int corner = 0; corner < _corners.Length; corner++)
            {
                ((double x, double y), (double toX, double toY)) = (_corners[corner], _corners[(corner + 1) % _corners.Length]);
                _ofPolygon.AddRange(Enumerable.Range(0, 200).Select(step => (x + ((toX - x) * step / 200), y + ((toY - y) * step / 200))));
            }

            for (double x = -2; x <= 2; x += 0.05)
            {
                for (double y = -2; y <= 2; y += 0.05)
                {
                    if (IsInPolygon(x, y))
                    {
                        _ofPolygon.Add((x, y));
                    }
                }
            }

            if (IsInPolygon(0, 0))
            {
                _ofPolygon.Add((0, 0));
            }
        }

        internal bool Meets(double grown) => _ofPolygon.Exists(point => IsInBox(point, grown)) || OfBox(grown).Any(point => IsInPolygon(point.X, point.Y));

        internal bool PolygonIsWithin(double grown) => _ofPolygon.TrueForAll(point => IsInBox(point, grown));

        internal bool BoxIsWithin(double grown) => OfBox(grown).All(point => IsInPolygon(point.X, point.Y)) && !_ofPolygon.Take(_corners.Length * 200).Any(point => IsInBox(point, grown - 1e-9));

        /// <summary>Compares an answer with the plane's, where a box a little smaller or larger has the same one.</summary>
        internal int Judge(Func<double, bool> truth, bool? answer, string what)
        {
            bool expected = truth(-Margin);
            if (expected != truth(Margin))
            {
                return 0;
            }

            Assert.True(answer == expected, $"{what}: {answer}, and the plane has {expected}.");
            return 1;
        }

        private static (double X, double Y) At(double distance, double raDeg) =>
            (distance * Math.Cos(raDeg * Math.PI / 180), distance * Math.Sin(raDeg * Math.PI / 180));

        private bool IsInBox((double X, double Y) point, double grown)
        {
            double distance = double.Hypot(point.X, point.Y);
            double inner = _inner == 0 ? 0 : _inner - grown;
            if (distance < inner || distance > _outer + grown)
            {
                return false;
            }

            // Beside a meridian by so much, not by an angle, which at the pole is nothing.
            double away = Math.Abs(Math.IEEERemainder((Math.Atan2(point.Y, point.X) * 180 / Math.PI) - _ra, 360)) - _halfWidth;
            double beside = distance * Math.Sin(Math.Min(90, Math.Abs(away)) * Math.PI / 180);
            return _halfWidth >= 180 || (away <= 0 ? beside >= -grown : beside <= grown);
        }

        private IEnumerable<(double X, double Y)> OfBox(double grown)
        {
            for (double x = -2.5; x <= 2.5; x += 0.04)
            {
                for (double y = -2.5; y <= 2.5; y += 0.04)
                {
                    if (IsInBox((x, y), grown))
                    {
                        yield return (x, y);
                    }
                }
            }

            double inner = Math.Max(0, _inner - grown);
            double outer = _outer + grown;
            for (int step = -100; step <= 100; step++)
            {
                double ra = _ra + (_halfWidth * step / 100);
                foreach ((double X, double Y) point in ((double X, double Y)[])[At(inner, ra), At(outer, ra), At(inner + ((outer - inner) * (step + 100) / 200), _ra - _halfWidth), At(inner + ((outer - inner) * (step + 100) / 200), _ra + _halfWidth)])
                {
                    if (IsInBox(point, grown))
                    {
                        yield return point;
                    }
                }
            }
        }

        private bool IsInPolygon(double x, double y)
        {
            bool inside = false;
            for (int corner = 0; corner < _corners.Length; corner++)
            {
                ((double fromX, double fromY), (double toX, double toY)) = (_corners[corner], _corners[(corner + 1) % _corners.Length]);
                inside ^= (fromY > y) != (toY > y) && x < fromX + ((toX - fromX) * (y - fromY) / (toY - fromY));
            }

            return inside;
        }
    }
}
