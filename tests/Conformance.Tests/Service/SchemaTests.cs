using System.Diagnostics;
using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>Every XML document of the service is valid against the schema of its standard, as STILTS carries it.</summary>
[Collection(nameof(SurveyServer))]
public sealed class SchemaTests(SurveyServer survey)
{
    [Theory]
    [InlineData("tap/capabilities")]
    [InlineData("tap/availability")]
    [InlineData("tap/tables")]
    [InlineData("tap/tables?detail=min")]
    [InlineData("tap/tables/dr1.main")]
    [InlineData("tap/async")]
    [InlineData("registry.xml")]
    public async Task Document_is_valid(string address)
    {
        using TemporaryFolder folder = new();
        string text = await survey.Server.Client.GetStringAsync(new Uri(address, UriKind.Relative));
        await MustBeValidAsync(folder.Write("document.xml", text));

        // The validator would see a fault.
        string name = text.Contains("<name>", StringComparison.Ordinal) ? "name" : text.Contains("available", StringComparison.Ordinal) ? "vosi:available" : "uws:jobs";
        string broken = folder.Write("broken.xml", text.Replace($"<{name}", "<odd", StringComparison.Ordinal).Replace($"</{name}", "</odd", StringComparison.Ordinal));
        Assert.NotEqual(0, (await ValidateAsync(broken)).ExitCode);
    }

    [Theory]
    [InlineData("SELECT TOP 1 ra FROM dr1.main", "COMPLETED")]
    [InlineData("SELECT nothing FROM dr1.main", "ERROR")]
    [InlineData(null, "PENDING")]
    public async Task Job_is_valid(string? query, string phase)
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> parameters = new() { ["LANG"] = "ADQL", ["RUNID"] = "<&>", ["odd name"] = "\u0001 and \U0001F30C", ["PHASE"] = "RUN" };
        if (query is null)
        {
            parameters.Remove("PHASE");
        }
        else
        {
            parameters["QUERY"] = query;
        }

        using FormUrlEncodedContent form = new(parameters);
        using HttpResponseMessage made = await survey.Server.Client.PostAsync(new Uri("tap/async", UriKind.Relative), form);
        Uri job = made.RequestMessage!.RequestUri!;
        string text = await made.Content.ReadAsStringAsync();
        while (query is not null && !text.Contains($"<uws:phase>{phase}<", StringComparison.Ordinal))
        {
            string now = text.Split("<uws:phase>")[1].Split('<')[0];
            Assert.Contains(now, (string[])["QUEUED", "EXECUTING"]);
            text = await survey.Server.Client.GetStringAsync($"{job}?WAIT=30&PHASE={now}");
        }

        await MustBeValidAsync(folder.Write("job.xml", text));
        await MustBeValidAsync(folder.Write("list.xml", await survey.Server.Client.GetStringAsync(new Uri("tap/async", UriKind.Relative))));
        await MustBeValidAsync(folder.Write("parameters.xml", await survey.Server.Client.GetStringAsync($"{job}/parameters")));
        await MustBeValidAsync(folder.Write("results.xml", await survey.Server.Client.GetStringAsync($"{job}/results")));
    }

    private static async Task MustBeValidAsync(string file)
    {
        (int exitCode, string report) = await ValidateAsync(file);
        Assert.True(exitCode == 0, $"{report}\n{await File.ReadAllTextAsync(file)}");
    }

    private static async Task<(int ExitCode, string Report)> ValidateAsync(string file)
    {
        ProcessStartInfo start = new(
            "stilts",
            [
                "xsdvalidate", "uselocals=true", $"schemaloc=http://www.ivoa.net/xml/RegistryInterface/v1.0={Schema("registry_interface.xsd")}",
                $"schemaloc=http://www.ivoa.net/xml/ConeSearch/v1.0={Schema("cone_search.xsd")}", $"doc={file}",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    private static string Schema(string name) => Path.Combine(Tool.RepositoryRoot, "tests", "Conformance.Tests", "Reference", name);
}
