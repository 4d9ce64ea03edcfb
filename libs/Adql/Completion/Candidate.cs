namespace Hven.Adql.Completion;

/// <summary>A proposal before it is matched against what was typed.</summary>
internal readonly record struct Candidate(string Name, CompletionKind Kind, string Detail);
