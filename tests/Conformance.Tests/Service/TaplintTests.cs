using Hven.Conformance.Tests.Support;

namespace Hven.Conformance.Tests.Service;

/// <summary>The validator of STILTS, all stages, over the demo survey and real catalogues: no error and no warning.</summary>
[Collection(nameof(SurveyServer))]
public sealed class TaplintTests(SurveyServer survey)
{
    // Those that find nothing to test without data models that this service does not claim end with a word on that.
    private static readonly string[] s_stages = ["TMV", "TME", "TMS", "TMC", "CPV", "CAP", "AVV", "QGE", "QPO", "QAS", "UWS", "MDQ", "OBS", "LOC", "UPL", "EXA"];

    [Fact]
    public async Task Stilts_taplint_finds_no_error_and_no_warning()
    {
        string report = await Tool.RunAsync("stilts", "taplint", $"tapurl={survey.Tap}", "report=EWIS", "maxrepeat=4");
        string[] lines = report.Split('\n');
        string totals = lines.Single(line => line.StartsWith("Totals:", StringComparison.Ordinal));
        string[] findings = [.. lines.Where(line => line.StartsWith("E-", StringComparison.Ordinal) || line.StartsWith("W-", StringComparison.Ordinal) || line.StartsWith("F-", StringComparison.Ordinal))];
        Assert.True(findings.Length == 0 && totals.StartsWith("Totals: Errors: 0; Warnings: 0;", StringComparison.Ordinal), $"{totals}\n{string.Join('\n', findings)}");
        Assert.All(s_stages, stage => Assert.Contains($"Section {stage}:", report, StringComparison.Ordinal));
    }
}
