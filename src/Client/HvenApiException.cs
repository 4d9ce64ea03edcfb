using System.Net;

namespace Hven.Client;

/// <summary>The server answered that it cannot do what was asked.</summary>
public sealed class HvenApiException : Exception
{
    /// <summary>Makes a failure.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">The server's stable code, or <c>http</c> when the answer has none.</param>
    /// <param name="detail">What was wrong, for people.</param>
    public HvenApiException(HttpStatusCode status, string code, string detail)
        : base(detail)
    {
        Status = status;
        Code = code;
    }

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The server's stable code, for instance <c>table-unknown</c>; <c>http</c> when the answer has none.</summary>
    public string Code { get; }

    /// <summary>Findings in the query's text, when that is what was wrong.</summary>
    public IReadOnlyList<QueryDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>What the server's log calls this request.</summary>
    public string? RequestId { get; init; }

    /// <summary>When to try again, if the server tells.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
