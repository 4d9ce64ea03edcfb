namespace Hven.Cli.Screen;

/// <summary>A line on standard error that tells how far a query is, while people wait. It starts hidden, and stays so when the wait is short.</summary>
internal sealed class Progress : IDisposable
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Terminal _terminal;
    private readonly long _started;
    private readonly ITimer? _timer;
    private long _rows;
    private long _bytes;
    private int _frame;
    private bool _visible;
    private bool _ended;

    public Progress(Terminal terminal)
    {
        _terminal = terminal;
        _started = terminal.Time.GetTimestamp();
        if (terminal.ErrorIsTerminal && terminal.HasEscapes)
        {
            _timer = terminal.Time.CreateTimer(_ => Draw(), null, s_delay, s_period);
        }
    }

    public TimeSpan Elapsed => _terminal.Time.GetElapsedTime(_started);

    public void Report(long rows, long bytes)
    {
        Volatile.Write(ref _rows, rows);
        Volatile.Write(ref _bytes, bytes);
    }

    /// <summary>Takes the line away for good, before anything else is written.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            if (_visible)
            {
                _visible = false;
                _terminal.Error.Write("\r\e[K");
                _terminal.Error.Flush();
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        End();
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            long rows = Volatile.Read(ref _rows);
            long bytes = Volatile.Read(ref _bytes);
            string line = $"{Frames[_frame++ % Frames.Length]} {Amount.Seconds(Elapsed)}{(rows > 0 ? $", {Amount.Rows(rows)}" : "")}{(bytes > 0 ? $", {Amount.Bytes(bytes)}" : "")}";
            _terminal.Error.Write($"\r\e[K{TerminalText.Cut(line, Math.Max(_terminal.Width - 1, 1))}");
            _terminal.Error.Flush();
            _visible = true;
        }
    }
}
