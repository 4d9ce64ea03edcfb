namespace Hven.Cli;

/// <summary>What the program's end tells a script.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}
