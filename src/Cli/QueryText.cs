using System.Text;

namespace Hven.Cli;

/// <summary>Where the text of a query comes from: the argument itself, <c>-</c> for standard input, or <c>@FILE</c>.</summary>
internal static class QueryText
{
    /// <exception cref="UsageException">There is no text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<string> ReadAsync(string argument, Terminal terminal, CancellationToken cancellationToken)
    {
        string text = argument switch
        {
            "-" => await terminal.Input.ReadToEndAsync(cancellationToken),
            ['@', .. string file] => await ReadFileAsync(file, cancellationToken),
            _ => argument,
        };

        // People's fingers end a query with ;, which ADQL does not have.
        string query = text.TrimStart('\uFEFF').TrimEnd().TrimEnd(';').TrimEnd();
        return query.Trim().Length > 0 ? query : throw new UsageException("The query is empty.");
    }

    private static async Task<string> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
        {
            throw new UsageException("Give the file's name after @, as in @query.sql.");
        }

        try
        {
            return await File.ReadAllTextAsync(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), cancellationToken);
        }
        catch (DecoderFallbackException exception)
        {
            throw new IOException($"{file} is not UTF-8 text.", exception);
        }
    }
}
