namespace Hven.Tables.Votable;

/// <summary>The document that IVOA services answer errors with (DALI 1.1, section 4.4).</summary>
public static class VotableError
{
    /// <summary>Writes a whole error document.</summary>
    /// <param name="stream">Where it goes; stays open.</param>
    /// <param name="message">What went wrong, for a person; may hold any character.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public static async Task WriteAsync(Stream stream, string message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(message);
        VotableInfo status = new("QUERY_STATUS", "ERROR") { Text = message };
        VotableDocument document = new() { Version = "1.4", Members = [new VotableResource { Type = "results", Members = [status] }] };
        await using VotableDocumentWriter writer = new(stream);
        await writer.EndAsync(document, cancellationToken).ConfigureAwait(false);
    }
}
