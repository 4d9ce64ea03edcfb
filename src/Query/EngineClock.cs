using Hven.Platform.Http;

namespace Hven.Query;

/// <summary>Counts the time that the engine works for one query, and stops it when that is used up.</summary>
internal sealed class EngineClock : IDisposable
{
    private readonly TimeSpan _allowed;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _any;
    private TimeSpan _used;

    public EngineClock(TimeSpan allowed, TimeProvider time, CancellationToken stop)
    {
        _allowed = allowed;
        _time = time;
        _stop = stop;
        _timeout = new(Timeout.InfiniteTimeSpan, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(stop, _timeout.Token);
    }

    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> work)
    {
        long started = _time.GetTimestamp();
        ValueTask<T> working = work(_any.Token);
        if (working.IsCompletedSuccessfully)
        {
            // A lookup is done before a timer for it could be set.
            _used += _time.GetElapsedTime(started);
            return await working;
        }

        if (_allowed != Timeout.InfiniteTimeSpan)
        {
            _timeout.CancelAfter(_allowed > _used ? _allowed - _used : TimeSpan.Zero);
        }

        try
        {
            return await working;
        }
        catch (OperationCanceledException exception) when (!_stop.IsCancellationRequested)
        {
            throw new ServiceException(
                "timeout", 504, $"The query was stopped after {_allowed.TotalSeconds:0} s. Ask for a smaller region or fewer rows, or run it as a job.", exception);
        }
        finally
        {
            _timeout.CancelAfter(Timeout.InfiniteTimeSpan);
            _used += _time.GetElapsedTime(started);
        }
    }

    public void Dispose()
    {
        _any.Dispose();
        _timeout.Dispose();
    }
}
