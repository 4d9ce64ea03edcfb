namespace Hven.Sky;

/// <summary>
/// Puts coverages of space and time together from groups in any sequence: pairs of them are united, then pairs of those, so that each group
/// is gone through about log2(n) times.
/// </summary>
internal sealed class SpaceTimeBuilder(int timeOrder = 0, int spaceOrder = 0)
{
    // Entry k holds the union of 2^k groups, or nothing.
    private readonly List<SpaceTimeMoc?> _unions = [];
    private int _timeOrder = timeOrder;
    private int _spaceOrder = spaceOrder;

    internal void Add(Moc<TimeDimension> times, Moc<SpaceDimension> space)
    {
        _timeOrder = Math.Max(_timeOrder, times.Order);
        _spaceOrder = Math.Max(_spaceOrder, space.Order);
        if (times.IsEmpty || space.IsEmpty)
        {
            return;
        }

        SpaceTimeMoc sum = SpaceTimeMoc.Of(times, space);
        for (int i = 0; ; i++)
        {
            if (i == _unions.Count)
            {
                _unions.Add(null);
            }

            if (_unions[i] is not { } waiting)
            {
                _unions[i] = sum;
                return;
            }

            sum = waiting.Union(sum);
            _unions[i] = null;
        }
    }

    internal SpaceTimeMoc ToMoc() =>
        _unions.OfType<SpaceTimeMoc>().Aggregate(SpaceTimeMoc.Empty(_timeOrder, _spaceOrder), (sum, part) => part.Union(sum));
}
