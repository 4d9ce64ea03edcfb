namespace Hven.Cli;

/// <summary>The program that reads our output has had enough, as <c>head</c> does.</summary>
internal sealed class OutputClosedException(Exception cause) : Exception("The output was closed.", cause);
