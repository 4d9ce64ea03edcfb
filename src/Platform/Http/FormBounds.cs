using Microsoft.AspNetCore.Http;

namespace Hven.Platform.Http;

/// <summary>How large a form with files may be, and all those together that are being read. Safe for concurrent use.</summary>
/// <param name="mostBytes">Size of one form.</param>
/// <param name="togetherBytes">Size of all forms that requests are being answered for.</param>
public sealed class FormBounds(long mostBytes, long togetherBytes)
{
    private long _used;

    /// <summary>Size of one form.</summary>
    public long MostBytes { get; } = mostBytes;

    /// <summary>Makes room for a request's form until the request is answered. One that does not tell its length may come to the largest.</summary>
    /// <exception cref="ServiceException">There is no room for it.</exception>
    public void Take(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        long bytes = Math.Min(request.ContentLength ?? MostBytes, MostBytes);
        request.HttpContext.Response.RegisterForDispose(new Room(this, bytes));
        if (Interlocked.Add(ref _used, bytes) > togetherBytes)
        {
            throw new ServiceException("forms-full", 503, $"Requests with {togetherBytes >> 20} MiB of uploads are being answered; there is no room for yours now. Try again in a few seconds.")
            {
                RetryAfter = TimeSpan.FromSeconds(10),
            };
        }
    }

    private sealed class Room(FormBounds bounds, long bytes) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref bounds._used, -bytes);
    }
}
