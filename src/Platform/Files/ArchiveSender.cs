using System.Diagnostics.Metrics;
using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Hven.Platform.Files;

/// <summary>Sends archives while they are made, so many at a time as may. A client that goes away ends its own.</summary>
internal sealed partial class ArchiveSender : IDisposable
{
    private readonly UserFileOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ArchiveSender> _logger;
    private readonly Meter _meter = new("Hven.Platform.Files");
    private int _open;

    /// <summary>Makes it.</summary>
    public ArchiveSender(IOptions<UserFileOptions> options, TimeProvider time, ILogger<ArchiveSender> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _meter.CreateObservableGauge("hven.files.archives", () => Volatile.Read(ref _open), description: "Archives that are being made.");
    }

    /// <summary>Sends one.</summary>
    /// <exception cref="ServiceException">Too many are being made, or it would hold too much or nothing.</exception>
    public async Task SendAsync(HttpContext context, string name, ArchiveFormat format, IReadOnlyList<ArchiveEntry> entries)
    {
        int most = _options.ArchiveFiles;
        if (entries.Count == 0 || entries.Count > most)
        {
            throw new ServiceException("archive", entries.Count == 0 ? 404 : 413, entries.Count == 0 ? "There are no files for an archive." : $"This archive would hold more than {most} files, which is as many as may. Take parts of it.");
        }

        try
        {
            if (Interlocked.Increment(ref _open) > _options.Archives)
            {
                throw new ServiceException("archives-busy", 503, $"{_options.Archives} archives are being made, which is as many as may. Try again in a minute, or take the files one by one.") { RetryAfter = TimeSpan.FromMinutes(1) };
            }

            ContentDispositionHeaderValue disposition = new("attachment");
            disposition.SetHttpFileName($"{name}.{Archive.Extension(format)}");
            context.Response.ContentType = Archive.MediaType(format);
            context.Response.Headers.ContentDisposition = disposition.ToString();
            if (!HeadRequest.IsHead(context))
            {
                await Archive.WriteAsync(context.Response.Body, format, entries, _time.GetUtcNow(), context.RequestAborted);
            }
        }
        catch (Exception exception) when (context.Response.HasStarted && exception is IOException or UnauthorizedAccessException or ServiceException)
        {
            // A cut connection is a truth that an archive that ends early is not.
            bool isGone = context.RequestAborted.IsCancellationRequested;
            context.Abort();
            if (!isGone)
            {
                LogBrokenOff(exception, name);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    [LoggerMessage(1502, LogLevel.Error, "The archive {Name} was broken off on its way to a client: a file is not what it was")]
    private partial void LogBrokenOff(Exception exception, string name);
}
