namespace Hven.Platform.Http;

/// <summary>A request that cannot be answered, with what the caller is told. Mapped once per protocol: problem details, VOTable error, text.</summary>
public sealed class ServiceException : Exception
{
    /// <summary>Refuses a request.</summary>
    /// <param name="code">Stable code for programs, for instance <c>table-unknown</c>.</param>
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="message">What was wrong, the value, and what to do.</param>
    /// <param name="innerException">What the failure came from, if anything.</param>
    public ServiceException(string code, int status, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Status = status;
    }

    /// <summary>Stable code for programs.</summary>
    public string Code { get; }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>Further members of the problem document, for instance the places of errors in a query.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();

    /// <summary>The limit that was met, for status 429.</summary>
    public ServiceLimit? Limit { get; init; }

    /// <summary>When to try again, for status 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A limit of a user that was met.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Most">How much it allows.</param>
public sealed record ServiceLimit(string Name, long Most);
