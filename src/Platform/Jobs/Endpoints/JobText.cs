using System.Globalization;
using System.Text.Json;
using Hven.Platform.Http;
using Hven.Platform.State;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary>Checks what users write on jobs.</summary>
internal static class JobText
{
    private const int MostName = 200;
    private const int MostComment = 4000;
    private const int MostTags = 20;
    private const int MostTag = 40;
    private const int MostParameters = 100;

    /// <summary>A name, or null for none.</summary>
    public static string? Name(string? text) => Text("name", text, MostName);

    /// <summary>A comment, or null for none.</summary>
    public static string? Comment(string? text) => Text("comment", text, MostComment);

    /// <summary>Words without blanks, each once.</summary>
    public static IReadOnlyList<string> Tags(IReadOnlyList<string>? tags)
    {
        string[] words = [.. (tags ?? []).Distinct(StringComparer.Ordinal)];
        return words.Length > MostTags
            ? throw new ServiceException("job-tags", 400, $"There are {words.Length} tags; {MostTags} are allowed.")
            : words.FirstOrDefault(word => word.Length is 0 or > MostTag || !word.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-')) is { } bad
                ? throw new ServiceException("job-tags", 400, $"'{bad}' cannot be a tag: use 1 to {MostTag} letters, digits and . _ - without blanks.")
                : words;
    }

    /// <summary>Parameters of JSON as those of jobs.</summary>
    public static IReadOnlyList<JobParameter> Parameters(IReadOnlyDictionary<string, JsonElement>? values)
    {
        var parameters = new List<JobParameter>();
        foreach ((string name, JsonElement value) in values ?? new Dictionary<string, JsonElement>())
        {
            IEnumerable<JsonElement> all = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
            parameters.AddRange(all.Where(one => one.ValueKind != JsonValueKind.Null).Select(one => new JobParameter(name.ToUpperInvariant(), Value(name, one))));
        }

        return parameters.Count <= MostParameters ? parameters : throw new ServiceException("job-parameters", 400, $"There are {parameters.Count} parameters; {MostParameters} are allowed.");
    }

    private static string Value(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new ServiceException("job-parameters", 400, $"parameters.{name} is {value.ValueKind.ToString().ToLower(CultureInfo.InvariantCulture)}; it must be a text, a number, true, false, or a list of these."),
    };

    private static string? Text(string what, string? text, int most) =>
        text is null || text.Trim().Length == 0 ? null
        : text.Length > most ? throw new ServiceException("job-text", 400, $"{what} has {text.Length} characters; {most} are allowed.")
        : StateText.Clean(text.Trim(), most);
}
