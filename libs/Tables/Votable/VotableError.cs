using System.Text;

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
        Utf8Output output = new();
        VotableWriter.Open(output);
        output.Raw("<RESOURCE type=\"results\">\n<INFO name=\"QUERY_STATUS\" value=\"ERROR\">"u8);
        output.Escaped(Encoding.UTF8.GetBytes(message), inAttribute: false);
        output.Raw("</INFO>\n</RESOURCE>\n</VOTABLE>\n"u8);
        await stream.WriteAsync(output.Written, cancellationToken).ConfigureAwait(false);
    }
}
