using System.Globalization;
using Hven.Backends.Local;
using Hven.Platform.Storage;
using Hven.Query.Ingest;

namespace Hven.Server.Commands;

/// <summary>Runs an ingest for a command: progress on stderr, the outcome on stdout, an exit code.</summary>
internal static class IngestRun
{
    public static async Task<int> RunAsync(IngestRequest request, bool accelerate, CancellationToken cancellationToken)
    {
        using ProgressLine line = new();
        long started = TimeProvider.System.GetTimestamp();
        try
        {
            CatalogIngest ingest = new(accelerate ? LocalModule.CreateAccelerator(request.Data) : null);
            IngestResult result = await ingest.RunAsync(request, line, cancellationToken);
            line.Dispose();
            TimeSpan took = TimeProvider.System.GetElapsedTime(started);
            foreach (string note in result.Notes)
            {
                Console.WriteLine(note);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Release}.{request.Table}: {result.Rows:N0} rows in {result.Partitions} files, {result.Bytes / (double)result.Rows:N0} bytes a row, {took.TotalSeconds:N1} s, {result.Rows / took.TotalSeconds:N0} rows/s."));
            if (result.RejectsFile is not null)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Rejects:N0} rows could not be read; {result.RejectsFile} lists them with the reason."));
            }

            return ExitCodes.Done;
        }
        catch (Exception exception) when (exception is IngestException or ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            line.Dispose();
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            line.Dispose();
            await Console.Error.WriteLineAsync("Stopped. The same command goes on where it stopped.");
            return ExitCodes.Failed;
        }
    }

    /// <summary>One line on a terminal that is rewritten, or a line now and then in a log.</summary>
    private sealed class ProgressLine : IProgress<IngestProgress>, IDisposable
    {
        private readonly bool _terminal = !Console.IsErrorRedirected;
        private readonly Lock _lock = new();
        private string _stage = "";
        private long _stageStarted;
        private long _lastShown;
        private bool _shown;

        public void Report(IngestProgress value)
        {
            lock (_lock)
            {
                long now = TimeProvider.System.GetTimestamp();
                if (value.Stage != _stage)
                {
                    _stage = value.Stage;
                    _stageStarted = now;
                    _lastShown = 0;
                }

                if (_lastShown != 0 && TimeProvider.System.GetElapsedTime(_lastShown) < (_terminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10)))
                {
                    return;
                }

                _lastShown = now;
                double seconds = TimeProvider.System.GetElapsedTime(_stageStarted).TotalSeconds;
                double rate = seconds > 0.5 ? (value.Rows - value.Resumed) / seconds : 0;
                string text = string.Create(CultureInfo.InvariantCulture, $"{value.Stage}: {value.Rows:N0}");
                text += value.TotalRows is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total:N0}") : "";
                text += rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {rate:N0} rows/s") : "";
                text += rate > 0 && value.TotalRows is { } all && all > value.Rows ? $", {TimeSpan.FromSeconds((all - value.Rows) / rate):h\\:mm\\:ss} left" : "";
                text += value.Rejects > 0 ? string.Create(CultureInfo.InvariantCulture, $", {value.Rejects:N0} rejected") : "";
                Console.Error.Write(_terminal ? $"\r\x1b[K{text}" : text + "\n");
                _shown = true;
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                if (_terminal && _shown)
                {
                    Console.Error.Write("\r\x1b[K");
                    _shown = false;
                }
            }
        }
    }
}
