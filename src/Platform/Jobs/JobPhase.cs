using System.Text.Json.Serialization;

namespace Hven.Platform.Jobs;

/// <summary>Where a job stands (UWS 1.1, section 2.1.3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobPhase>))]
public enum JobPhase
{
    /// <summary>Made, not yet asked to run; its parameters can still change.</summary>
    [JsonStringEnumMemberName("PENDING")]
    Pending,

    /// <summary>Waits for its turn.</summary>
    [JsonStringEnumMemberName("QUEUED")]
    Queued,

    /// <summary>Runs.</summary>
    [JsonStringEnumMemberName("EXECUTING")]
    Executing,

    /// <summary>Ended with its results.</summary>
    [JsonStringEnumMemberName("COMPLETED")]
    Completed,

    /// <summary>Failed; its error says why.</summary>
    [JsonStringEnumMemberName("ERROR")]
    Error,

    /// <summary>Stopped by its user, or by the server because it took too long.</summary>
    [JsonStringEnumMemberName("ABORTED")]
    Aborted,

    /// <summary>Held back by the server; to be asked to run again.</summary>
    [JsonStringEnumMemberName("HELD")]
    Held,

    /// <summary>Its results were deleted; its record stays.</summary>
    [JsonStringEnumMemberName("ARCHIVED")]
    Archived,
}

/// <summary>What phases mean.</summary>
public static class JobPhases
{
    /// <summary>The phase in the words of UWS.</summary>
    public static string Word(this JobPhase phase) => phase.ToString().ToUpperInvariant();

    /// <summary>Whether a job in this phase may still change by itself or be run: those that WAIT waits in (UWS 1.1, section 2.2.1.1).</summary>
    public static bool IsActive(this JobPhase phase) => phase is JobPhase.Pending or JobPhase.Queued or JobPhase.Executing;

    /// <summary>Whether a job in this phase has ended.</summary>
    public static bool IsEnd(this JobPhase phase) => phase is JobPhase.Completed or JobPhase.Error or JobPhase.Aborted or JobPhase.Archived;

    /// <summary>A phase by its word, in any case, or null.</summary>
    public static JobPhase? Find(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        foreach (JobPhase phase in Enum.GetValues<JobPhase>())
        {
            if (word.Equals(phase.Word(), StringComparison.OrdinalIgnoreCase))
            {
                return phase;
            }
        }

        return null;
    }
}
