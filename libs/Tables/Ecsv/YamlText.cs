using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hven.Tables.Ecsv;

/// <summary>Reads YAML that comes from outside: its nesting is bounded, and whatever the parser says of it becomes the library's own exception.</summary>
internal static class YamlText
{
    // Descriptions of tables are some six levels deep. The library reads levels by recursion, so that a few kilobytes could end the process.
    private const int MaxDepth = 64;

    /// <summary>Reads the mapping that a text consists of.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="code">Code of the exception.</param>
    /// <param name="what">What the text is, for its message.</param>
    /// <exception cref="TableFormatException">The text is not YAML, is nested too deeply, or is no mapping.</exception>
    public static YamlMappingNode Read(string yaml, string code, string what)
    {
        try
        {
            CheckDepth(yaml, code, what);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode root }, ..] ? root : throw new TableFormatException(code, $"{what} is not a mapping of YAML.");
        }
        catch (YamlException fault)
        {
            throw new TableFormatException(code, $"{what} is not valid YAML at line {fault.Start.Line}: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // The parser's own answer to some nodes and mappings that do not end.
            throw new TableFormatException(code, $"{what} is not valid YAML: {fault.Message}", fault);
        }
    }

    /// <summary>The value of a key.</summary>
    public static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : null;

    /// <summary>The value of a key when it is a text that is not empty.</summary>
    public static string? Text(YamlMappingNode map, string key) => Child(map, key) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;

    private static void CheckDepth(string yaml, string code, string what)
    {
        var parser = new Parser(new StringReader(yaml));
        for (int depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new TableFormatException(code, $"{what} is nested more than {MaxDepth} deep at line {parser.Current.Start.Line}.");
            }
        }
    }
}
