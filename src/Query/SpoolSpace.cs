using Hven.Platform.Http;

namespace Hven.Query;

/// <summary>The disk that results take together while they are written whole before they are sent. Safe for concurrent use.</summary>
internal sealed class SpoolSpace(int limitMiB)
{
    private long _used;

    /// <summary>Counts bytes of a result; they count until they are given back, also when this throws.</summary>
    /// <exception cref="ServiceException">There is no room for them.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) > (long)limitMiB << 20)
        {
            throw new ServiceException(
                "spool", 503, "This result is written to the server's disk before it is sent, and the room for that is used up. Ask for fewer rows or columns, or for a format that streams, such as votable or parquet.")
            {
                RetryAfter = TimeSpan.FromSeconds(30),
            };
        }
    }

    /// <summary>Gives back what a result took.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _used, -bytes);
}
