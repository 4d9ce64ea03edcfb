namespace Hven.Platform.Http;

/// <summary>Marks an endpoint of an IVOA service, whose refusals are VOTable documents.</summary>
public sealed class VotableErrors
{
    /// <summary>The mark.</summary>
    public static VotableErrors Mark { get; } = new();
}
