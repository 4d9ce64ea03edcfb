namespace Hven.Cli;

/// <summary>The command was given in a way that cannot be meant.</summary>
internal sealed class UsageException(string message) : Exception(message);
