using Hven.Platform.Http;

namespace Hven.Query;

/// <summary>Limits of quick queries: section <c>Query</c> of <c>hven.json</c>.</summary>
public sealed class QueryOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Query";

    /// <summary>Seconds that the engine may work for one quick query. Waiting for a slow client does not count.</summary>
    public int QuickSeconds { get; set; } = 30;

    /// <summary>Quick queries that one address may have at a time, so that no one takes all places. More are refused with status 429.</summary>
    public int PerClient { get; set; } = 250;

    /// <summary>Rows of a quick query when the caller names no number.</summary>
    public long DefaultRows { get; set; } = 100_000;

    /// <summary>Rows of a quick query at most, whatever the caller names.</summary>
    public long MaxRows { get; set; } = 20_000_000;

    /// <summary>
    /// Disk in MiB that results in FITS may take together while they are written, since the number of rows stands at their head; and as much again for
    /// uploads while they are read.
    /// </summary>
    public int SpoolMiB { get; set; } = 10_240;

    /// <summary>Size of one uploaded table in MiB at most.</summary>
    public int MaxUploadMiB { get; set; } = 256;

    /// <summary>Rows of one uploaded table at most.</summary>
    public long MaxUploadRows { get; set; } = 5_000_000;

    /// <summary>
    /// Hosts that uploads may be fetched from: <c>host</c>, <c>host:port</c>, <c>*.domain</c>, or <c>*</c> for all with public addresses. None unless
    /// told otherwise: a service that fetches what strangers name is a tool in their hands.
    /// </summary>
    public IReadOnlyList<string> UploadHosts { get; set; } = [];

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (QuickSeconds is < 1 or > 86_400)
        {
            yield return $"{Section}:QuickSeconds is {QuickSeconds}; it must be from 1 to 86400.";
        }

        if (PerClient < 1)
        {
            yield return $"{Section}:PerClient is {PerClient}; it must be at least 1.";
        }

        if (MaxRows < 1)
        {
            yield return $"{Section}:MaxRows is {MaxRows}; it must be at least 1.";
        }

        if (SpoolMiB < 1)
        {
            yield return $"{Section}:SpoolMiB is {SpoolMiB}; it must be at least 1.";
        }

        if (MaxUploadMiB is < 1 or > 65_536)
        {
            yield return $"{Section}:MaxUploadMiB is {MaxUploadMiB}; it must be from 1 to 65536.";
        }

        if (MaxUploadRows < 1)
        {
            yield return $"{Section}:MaxUploadRows is {MaxUploadRows}; it must be at least 1.";
        }

        foreach (string host in UploadHosts.Where(host => !AllowedHosts.IsPattern(host)))
        {
            yield return $"{Section}:UploadHosts has '{host}'; it must be a host's name, with :port if it is not 80 or 443, or *.domain, or *.";
        }

        if (DefaultRows < 1 || DefaultRows > MaxRows)
        {
            yield return $"{Section}:DefaultRows is {DefaultRows}; it must be from 1 to MaxRows ({MaxRows}).";
        }
    }
}
