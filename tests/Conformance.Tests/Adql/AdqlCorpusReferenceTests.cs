using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Adql;

/// <summary>The answers that the corpus expects are those of its reference: SQLite, numpy, astropy and healpy.</summary>
public sealed class AdqlCorpusReferenceTests
{
    // The mathematics of another machine may round otherwise.
    private const double Rounding = 1e-12;

    [Fact]
    public async Task Kept_answers_are_those_of_the_reference()
    {
        string answers = await Tool.RunAsync("/usr/bin/python3", Path.Combine(AdqlCorpus.Folder, "reference.py"), "expect", AdqlCorpus.Folder);
        string[] worked = answers.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] kept = await File.ReadAllLinesAsync(Path.Combine(AdqlCorpus.Folder, "expected.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(kept.Length, worked.Length);
        for (int i = 0; i < kept.Length; i++)
        {
            Assert.True(IsSame(JsonDocument.Parse(kept[i]).RootElement, JsonDocument.Parse(worked[i]).RootElement), $"{kept[i]}\n{worked[i]}");
        }
    }

    [Fact]
    public void Every_answered_query_has_an_answer() => Assert.Equal(
        AdqlCorpus.Queries.Values.Where(query => query.Find("error") is null).Select(query => query.Name),
        File.ReadLines(Path.Combine(AdqlCorpus.Folder, "expected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()));

    private static bool IsSame(JsonElement one, JsonElement other) => (one.ValueKind, other.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => one.GetRawText() == other.GetRawText()
            || Math.Abs(one.GetDouble() - other.GetDouble()) <= Rounding * Math.Max(1, Math.Abs(one.GetDouble())),
        (JsonValueKind.Array, JsonValueKind.Array) => one.GetArrayLength() == other.GetArrayLength()
            && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => IsSame(pair.First, pair.Second)),
        (JsonValueKind.Object, JsonValueKind.Object) => IsSame(one.GetProperty("rows"), other.GetProperty("rows"))
            && one.GetProperty("name").GetString() == other.GetProperty("name").GetString(),
        _ => one.GetRawText() == other.GetRawText(),
    };
}
