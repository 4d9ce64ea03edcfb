namespace Hven.Client;

/// <summary>The members of a problem document (RFC 9457) that the server uses.</summary>
internal sealed record ProblemDocument(
    string? Title = null, string? Detail = null, string? Code = null, string? RequestId = null, IReadOnlyList<QueryDiagnostic>? Diagnostics = null);
