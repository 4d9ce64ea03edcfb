using Hven.Platform.Storage;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Catalog;

/// <summary>
/// The survey's catalogue as it is now. Whoever asks gets what was read at most two seconds ago, so a table that another process has ingested
/// appears by itself. Safe for concurrent use.
/// </summary>
public sealed partial class CatalogWatcher
{
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(2);

    private readonly DataDirectory _data;
    private readonly TimeProvider _time;
    private readonly ILogger<CatalogWatcher> _logger;
    private readonly Lock _lock = new();
    private volatile SurveyCatalog _current;
    private long _checked;

    /// <summary>Reads the data directory for the first time.</summary>
    /// <exception cref="InvalidDataException">A description cannot be read; the message names the file.</exception>
    public CatalogWatcher(DataDirectory data, TimeProvider time, ILogger<CatalogWatcher> logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        _data = data;
        _time = time;
        _logger = logger;
        _current = SurveyCatalog.Load(data);
        _checked = time.GetTimestamp();
    }

    /// <summary>The catalogue.</summary>
    public SurveyCatalog Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _checked)) > s_checkEvery && _lock.TryEnter())
            {
                try
                {
                    Refresh();
                }
                finally
                {
                    Volatile.Write(ref _checked, _time.GetTimestamp());
                    _lock.Exit();
                }
            }

            return _current;
        }
    }

    /// <summary>Looks for changes now.</summary>
    public void RefreshNow()
    {
        lock (_lock)
        {
            Refresh();
            Volatile.Write(ref _checked, _time.GetTimestamp());
        }
    }

    private void Refresh()
    {
        try
        {
            if (SurveyCatalog.ComputeStamp(_data) != _current.Stamp)
            {
                _current = SurveyCatalog.Load(_data);
                LogReloaded(_current.Releases.Count, _current.Releases.Sum(release => release.Tables.Count));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // What was good stays in service; the operator reads what is wrong.
            LogUnreadable(exception);
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "The catalogue changed: {Releases} releases, {Tables} tables")]
    private partial void LogReloaded(int releases, int tables);

    [LoggerMessage(1002, LogLevel.Error, "The catalogue changed but cannot be read; the former one stays in service")]
    private partial void LogUnreadable(Exception exception);
}
