namespace Hven.Client;

/// <summary>The members of a problem document (RFC 9457) that the server uses.</summary>
internal sealed record ProblemDocument(string? Title, string? Detail, string? Code, string? RequestId, IReadOnlyList<QueryDiagnostic>? Diagnostics);
