using System.Runtime.CompilerServices;

namespace Hven.Testing;

/// <summary>A query of the corpus with what must come of it; see the head of <c>Corpus/queries.adql</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its text.</param>
/// <param name="Directives">What stands behind <c>-- @</c>, by its first word.</param>
public sealed record CorpusQuery(string Name, string Text, IReadOnlyDictionary<string, string> Directives)
{
    public string? Find(string directive) => Directives.GetValueOrDefault(directive);
}

/// <summary>The ADQL corpus in <c>tests/Testing/Corpus</c>: queries, the tables they ask, and answers that no engine of ours worked out.</summary>
public static class AdqlCorpus
{
    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Here())!, "Corpus");

    /// <summary>The queries by name.</summary>
    public static IReadOnlyDictionary<string, CorpusQuery> Queries { get; } = Read().ToDictionary(query => query.Name);

    private static IEnumerable<CorpusQuery> Read()
    {
        string? name = null;
        var directives = new Dictionary<string, string>();
        var text = new List<string>();
        foreach (string line in File.ReadLines(Path.Combine(Folder, "queries.adql")))
        {
            if (line.StartsWith("-- @name ", StringComparison.Ordinal))
            {
                if (name is not null)
                {
                    yield return new CorpusQuery(name, string.Join('\n', text).Trim(), directives);
                }

                name = line[9..].Trim();
                directives = [];
                text.Clear();
            }
            else if (line.StartsWith("-- @", StringComparison.Ordinal))
            {
                string[] words = line[4..].Split(' ', 2);
                directives[words[0]] = words.Length > 1 ? words[1].Trim() : "";
            }
            else if (!line.StartsWith("##", StringComparison.Ordinal))
            {
                text.Add(line);
            }
        }

        yield return new CorpusQuery(name!, string.Join('\n', text).Trim(), directives);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
