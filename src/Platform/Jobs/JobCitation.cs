using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hven.Platform.Jobs;

/// <summary>A name for what a job was: equal for all jobs, of whatever server, that asked the same of equal tables and got equal files.</summary>
public static class JobCitation
{
    /// <summary>The name of a job that was completed: <c>hven:</c> with 32 hexadecimal digits of SHA-256 over parameters, tables and results; null for others.</summary>
    public static string? Of(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Phase is not (JobPhase.Completed or JobPhase.Archived))
        {
            return null;
        }

        StringBuilder text = new();
        Add(job.Kind);
        foreach (JobParameter parameter in job.Parameters.OrderBy(one => one.Name.ToUpperInvariant(), StringComparer.Ordinal))
        {
            Add(parameter.Name.ToUpperInvariant());
            Add(parameter.Value);
        }

        foreach (JobSource source in job.Sources.OrderBy(one => one.Table, StringComparer.Ordinal))
        {
            Add(source.Table);
            Add(source.Identity);
        }

        foreach (JobResult result in job.Results.OrderBy(one => one.File, StringComparer.Ordinal))
        {
            Add(result.Sha256);
        }

        return $"hven:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32]}";

        // Lengths, so that no two lists make one text.
        void Add(string part) => text.Append(part.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(part).Append('\n');
    }
}
