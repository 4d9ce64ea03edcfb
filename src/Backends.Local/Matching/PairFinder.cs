using Hven.Sky;

namespace Hven.Backends.Local.Matching;

/// <summary>
/// Finds the pairs of two sets of rows that lie within an angle of each other: goes through the smaller set in the order of the sky and looks around each
/// of its rows in the other. What that costs grows with the smaller set and with the pairs, not with the other set.
/// </summary>
/// <remarks>Not safe for concurrent use: one for each thread, which share the parts of the smaller set that are still to do.</remarks>
internal sealed class PairFinder
{
    // Circles that hold more rows than this are covered by finer ranges, whose inner ones need no test.
    private const double ManyRows = 64;

    // Cells that hold about this many rows cost less to look through than finer ones to find.
    private const double FewRows = 2;
    private const int BlockRows = 256;
    private const int FineRanges = 24;

    private readonly SkyRows _from;
    private readonly SkyRows _in;
    private readonly MatchAngle _angle;
    private readonly MatchParts _parts;
    private readonly PixelNeighbourhood? _neighbourhood;
    private readonly PixelRange[] _few = new PixelRange[PixelNeighbourhood.MostRanges];
    private PixelRange[] _ranges = [];
    private int _rangeCount;
    private int _range;
    private long _place = -1;
    private long _last = -1;
    private long _candidate;
    private long _lastCandidate = -1;
    private bool _areInside;
    private long _hint;
    private double _ra;
    private double _dec;
    private double _cosDec;

    /// <summary>Finds pairs.</summary>
    /// <param name="from">The smaller set.</param>
    /// <param name="target">The other.</param>
    /// <param name="angle">How far they may lie apart.</param>
    /// <param name="parts">The parts of the smaller set.</param>
    public PairFinder(SkyRows from, SkyRows target, MatchAngle angle, MatchParts parts)
    {
        (_from, _in, _angle, _parts) = (from, target, angle, parts);
        double density = target.TypicalDensity();
        double sphere = Healpix.PixelCount(Healpix.MaxOrder) / (4 * Math.PI);
        int finest = PixelNeighbourhood.FinestOrder(angle.Radius);
        if (finest >= 0 && density * sphere * Math.PI * angle.Radius.Radians * angle.Radius.Radians < ManyRows)
        {
            int order = finest;
            while (order > 0 && density * (1L << (2 * (Healpix.MaxOrder - order + 1))) < FewRows)
            {
                order--;
            }

            _neighbourhood = new(angle.Radius, order);
        }
    }

    /// <summary>Rows of the smaller set whose surroundings were looked at or are being looked at.</summary>
    public int RowsDone { get; private set; }

    /// <summary>Finds the next pairs.</summary>
    /// <param name="from">Takes the places in the smaller set.</param>
    /// <param name="target">Takes the places in the other; as long.</param>
    /// <returns>How many there are; 0 at the end.</returns>
    /// <exception cref="OperationCanceledException">The match was stopped.</exception>
    public int Next(Span<long> from, Span<long> target)
    {
        int count = 0;
        while (count < from.Length)
        {
            if (_candidate > _lastCandidate)
            {
                if (!MoveToRange())
                {
                    break;
                }

                continue;
            }

            int block = (int)Math.Min(Math.Min(BlockRows, from.Length - count), _lastCandidate - _candidate + 1);
            if (_areInside)
            {
                for (int index = 0; index < block; index++)
                {
                    from[count] = _place;
                    target[count++] = _candidate + index;
                }
            }
            else
            {
                count = Test(block, from, target, count);
            }

            _candidate += block;
        }

        return count;
    }

    private int Test(int block, Span<long> from, Span<long> target, int count)
    {
        ReadOnlySpan<double> ra = _in.Ra(_candidate, block);
        ReadOnlySpan<double> dec = _in.Dec(_candidate, block);
        for (int index = 0; index < block; index++)
        {
            if (_angle.Fits(_ra, _dec, _cosDec, ra[index], dec[index]))
            {
                from[count] = _place;
                target[count++] = _candidate + index;
            }
        }

        return count;
    }

    /// <summary>Goes to the next rows of the other set that may fit; false when all is done.</summary>
    private bool MoveToRange()
    {
        while (_range == _rangeCount)
        {
            if (_place == _last)
            {
                if (!_parts.TryTake(out _place, out _last))
                {
                    _place = _last = -1;
                    return false;
                }
            }
            else
            {
                _place++;
            }

            LookAround();
        }

        PixelRange range = _ranges[_range++];
        _candidate = _in.LowerBound(range.First, _hint);
        long end = _in.LowerBound(range.Last + 1, _candidate);
        (_lastCandidate, _hint, _areInside) = (end - 1, _candidate, range.IsInside);
        return true;
    }

    private void LookAround()
    {
        RowsDone++;
        _ra = _from.Ra(_place, 1)[0];
        _dec = _from.Dec(_place, 1)[0];
        _cosDec = Math.Cos(double.DegreesToRadians(_dec));
        _range = 0;
        _rangeCount = _neighbourhood?.Find(_from.Pixel(_place), _few) ?? 0;
        _ranges = _few;
        if (_rangeCount == 0)
        {
            _ranges = [.. HealpixCover.Of(new Circle(new SkyCoord(_ra, _dec), _angle.Radius), FineRanges)];
            _rangeCount = _ranges.Length;
        }
    }
}

/// <summary>How far the rows of a pair may lie apart; by haversines, as in the engine's SQL and in the sky library.</summary>
internal sealed class MatchAngle
{
    private const double HalfRadiansPerDegree = Math.PI / 360;

    private readonly double _limit;
    private readonly double _mostDec;
    private readonly bool _isStrict;

    /// <summary>An angle.</summary>
    /// <param name="radius">The angle, 0 to 180 degrees.</param>
    /// <param name="isStrict">Whether the angle itself is left out.</param>
    public MatchAngle(Angle radius, bool isStrict)
    {
        (Radius, _isStrict) = (radius, isStrict);
        double sine = Math.Sin(radius.Radians / 2);
        _limit = radius.Degrees >= 180 && !isStrict ? 2 : sine * sine;
        _mostDec = radius.Degrees + 1e-9;
    }

    public Angle Radius { get; }

    /// <summary>Whether two positions in degrees lie near enough.</summary>
    public bool Fits(double ra1, double dec1, double cosDec1, double ra2, double dec2)
    {
        double deltaDec = dec1 - dec2;
        if (!(Math.Abs(deltaDec) <= _mostDec))
        {
            return false;
        }

        double deltaRa = ra1 - ra2;
        deltaRa = deltaRa > 180 ? deltaRa - 360 : deltaRa < -180 ? deltaRa + 360 : deltaRa;
        double sinDec = Math.Sin(deltaDec * HalfRadiansPerDegree);
        double sinRa = Math.Sin(deltaRa * HalfRadiansPerDegree);
        double haversine = (sinDec * sinDec) + (cosDec1 * Math.Cos(dec2 * (2 * HalfRadiansPerDegree)) * sinRa * sinRa);
        return _isStrict ? haversine < _limit : haversine <= _limit;
    }
}

/// <summary>The places of a set of rows that are still to do, handed out to threads in small parts.</summary>
internal sealed class MatchParts(IReadOnlyList<(long First, long Last)> parts, MatchStop stop)
{
    private const int PartRows = 1024;

    private readonly Lock _lock = new();
    private int _part;
    private long _next = parts.Count > 0 ? parts[0].First : 0;

    /// <summary>Takes the next part; false when there is none.</summary>
    /// <exception cref="OperationCanceledException">The match was stopped.</exception>
    public bool TryTake(out long first, out long last)
    {
        stop.ThrowIfStopped();
        lock (_lock)
        {
            if (_part == parts.Count)
            {
                (first, last) = (-1, -1);
                return false;
            }

            long end = parts[_part].Last;
            first = _next;
            last = Math.Min(first + PartRows - 1, end);
            _next = last + 1;
            if (last == end && ++_part < parts.Count)
            {
                _next = parts[_part].First;
            }

            return true;
        }
    }
}

/// <summary>Stops matches between two parts of their work.</summary>
internal sealed class MatchStop
{
    private volatile bool _isStopped;

    public void Stop() => _isStopped = true;

    public void ThrowIfStopped()
    {
        if (_isStopped)
        {
            throw new OperationCanceledException("The match was stopped.");
        }
    }
}
