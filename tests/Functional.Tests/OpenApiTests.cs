using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hven.Functional.Tests;

/// <summary>The JSON API is what <c>openapi.json</c> at the root of the repository says, which the clients are made from.</summary>
public sealed class OpenApiTests(DemoServer demo)
{
    private static readonly JsonSerializerOptions s_form = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Document_is_the_committed_one()
    {
        JsonNode document = JsonNode.Parse(await demo.Client.GetStringAsync("/api/openapi.json"))!;

        // The address is that of this run.
        document.AsObject().Remove("servers");
        string served = document.ToJsonString(s_form) + "\n";
        string file = Path.Combine(Root(), "openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, served);
        }

        string committed = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        string[] differences = [.. served.Split('\n').Except(committed.Split('\n')).Select(line => $"+ {line}"), .. committed.Split('\n').Except(served.Split('\n')).Select(line => $"- {line}")];
        Assert.True(
            committed == served,
            $"The server's API is not the one in {file}. If the change is meant, write it there with:\n"
            + $"  UPDATE_OPENAPI=1 ./dev test OpenApiTests\nLines that differ:\n{string.Join('\n', differences.Take(40))}");
    }

    [Fact]
    public async Task Document_names_each_route_and_its_summary()
    {
        JsonElement paths = JsonDocument.Parse(await demo.Client.GetStringAsync("/api/openapi.json")).RootElement.GetProperty("paths");
        Assert.All(paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()), operation =>
        {
            Assert.NotEqual("", operation.Value.GetProperty("operationId").GetString());
            Assert.NotEqual("", operation.Value.GetProperty("summary").GetString());
        });
        Assert.All(paths.EnumerateObject(), path => Assert.StartsWith("/api/v1/", path.Name));
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hven.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
