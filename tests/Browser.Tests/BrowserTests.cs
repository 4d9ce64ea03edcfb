namespace Hven.Browser.Tests;

/// <summary>What people do on the pages, in a real browser on a real server: each check of <c>web/tests/browser</c> is a test.</summary>
public sealed class BrowserTests(DemoServer server)
{
    public static TheoryData<string> Checks => [.. WebScript.List()];

    [Theory]
    [MemberData(nameof(Checks), DisableDiscoveryEnumeration = true)]
    public async Task Check_passes(string name)
    {
        Assert.SkipWhen(WebScript.Chromium is null, "There is no Chromium here; install it, or name it in the environment variable CHROMIUM.");
        (int exitCode, string output) = await WebScript.RunAsync(name, server.Url, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Check_unknown_fails()
    {
        Assert.SkipWhen(WebScript.Chromium is null, "There is no Chromium here; install it, or name it in the environment variable CHROMIUM.");
        (int exitCode, string output) = await WebScript.RunAsync("no such check", server.Url, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("no such check", output, StringComparison.Ordinal);
    }
}
