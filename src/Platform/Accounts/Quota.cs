using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hven.Platform.Accounts;

/// <summary>Limits of a role or a user. A member that is null sets no limit of its own.</summary>
public sealed record Quota
{
    /// <summary>Jobs that run at one time.</summary>
    public int? RunningJobs { get; init; }

    /// <summary>Jobs that wait for their turn.</summary>
    public int? QueuedJobs { get; init; }

    /// <summary>Hours that jobs may run in a day (UTC), together.</summary>
    public double? JobHoursPerDay { get; init; }

    /// <summary>Bytes of results, files and tables.</summary>
    public long? StoredBytes { get; init; }

    /// <summary>Rows that one query may deliver.</summary>
    public long? RowsPerQuery { get; init; }

    /// <summary>Queries that run at one time while their client waits.</summary>
    public int? QuickQueries { get; init; }

    /// <summary>Turn of jobs among those of all users: larger goes first; 0 when not set.</summary>
    public int? Priority { get; init; }

    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Limits of somebody with several roles: of each the most generous; a role that sets none counts for nothing.</summary>
    public static Quota Widest(IEnumerable<Quota> quotas)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        Quota[] all = [.. quotas];
        return new()
        {
            RunningJobs = all.Max(quota => quota.RunningJobs),
            QueuedJobs = all.Max(quota => quota.QueuedJobs),
            JobHoursPerDay = all.Max(quota => quota.JobHoursPerDay),
            StoredBytes = all.Max(quota => quota.StoredBytes),
            RowsPerQuery = all.Max(quota => quota.RowsPerQuery),
            QuickQueries = all.Max(quota => quota.QuickQueries),
            Priority = all.Max(quota => quota.Priority),
        };
    }

    /// <summary>These limits, with those that are set in another in their place.</summary>
    public Quota With(Quota other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new()
        {
            RunningJobs = other.RunningJobs ?? RunningJobs,
            QueuedJobs = other.QueuedJobs ?? QueuedJobs,
            JobHoursPerDay = other.JobHoursPerDay ?? JobHoursPerDay,
            StoredBytes = other.StoredBytes ?? StoredBytes,
            RowsPerQuery = other.RowsPerQuery ?? RowsPerQuery,
            QuickQueries = other.QuickQueries ?? QuickQueries,
            Priority = other.Priority ?? Priority,
        };
    }

    /// <summary>What is wrong with the limits; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        foreach ((string name, double? value) in new (string, double?)[]
        {
            ("runningJobs", RunningJobs), ("queuedJobs", QueuedJobs), ("jobHoursPerDay", JobHoursPerDay), ("storedBytes", StoredBytes), ("rowsPerQuery", RowsPerQuery), ("quickQueries", QuickQueries),
        })
        {
            if (value is < 0 or double.NaN)
            {
                yield return FormattableString.Invariant($"{name} is {value}; it must be 0 or more, or null for no limit.");
            }
        }
    }

    internal string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static Quota FromJson(string text) => JsonSerializer.Deserialize<Quota>(text, Json) ?? new();
}
