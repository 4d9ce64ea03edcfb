using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary><c>hven admin</c>, and releases that administrators open to groups.</summary>
public sealed class AdminCommandTests(DemoServer demo)
{
    [Fact]
    public async Task Administrator_sees_and_steers_from_the_command_line()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient nobody = server.Anonymous();
        using TemporaryFolder folder = new();
        string token = await server.TokenAsync("ada", "admin", "query");
        Task<string> Hven(params string[] arguments) => HvenProgram.MustAsync(server.Server.Address, token, folder.Path, ["admin", .. arguments]);
        Assert.Matches("ben .*default", await Hven("users"));
        await ada.PutAsJsonAsync("/api/v1/admin/groups/members", new { members = Array.Empty<string>() });
        Assert.Contains("members", await Hven("user", "ben", "--group", "members", "--role", "advanced"), StringComparison.Ordinal);
        Assert.Equal("advanced", (await ben.GetFromJsonAsync<JsonElement>("/api/v1/me")).GetProperty("roles")[0].GetString());
        JobApiTests.Id(await JobApiTests.MakeAsync(ben, new { query = "SELECT TOP 1 RA FROM dr1.main" }));
        Assert.Contains("SELECT TOP 1 RA", await Hven("jobs"), StringComparison.Ordinal);
        foreach (string list in new[] { "roles", "groups", "usage", "audit", "notices", "server", "releases" })
        {
            await Hven(list);
            JsonDocument.Parse(await Hven(list, "--json"));
        }

        // Open to a group, then one table to another, then to everybody; seen at once.
        await Hven("open", "dr1", "--group", "members");
        Assert.Equal(1, await ben.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.tables WHERE table_name = 'dr1.main'"));
        using HttpResponseMessage closed = await nobody.QueryAsync("SELECT TOP 1 RA FROM dr1.main");
        Assert.Equal(HttpStatusCode.BadRequest, closed.StatusCode);
        await ada.PutAsJsonAsync("/api/v1/admin/groups/few", new { members = Array.Empty<string>() });
        await Hven("open", "dr1", "--everybody");
        await Hven("open", "dr1", "--table", "main", "--group", "few");
        using HttpResponseMessage few = await ben.QueryAsync("SELECT TOP 1 RA FROM dr1.main");
        Assert.Equal(HttpStatusCode.BadRequest, few.StatusCode);
        await Hven("open", "dr1", "--table", "main", "--everybody");
        Assert.Single(await nobody.RowsAsync("SELECT TOP 1 RA FROM dr1.main"));
        Assert.Contains("release.access", await Hven("audit"), StringComparison.Ordinal);
        Assert.Equal(1, (await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "admin", "open", "dr1", "--group", "nobody-knows")).Code);
        Assert.Equal(2, (await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "admin", "open", "dr1")).Code);
        Assert.Equal(2, (await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "admin", "open", "dr9", "--everybody")).Code);
        using HttpResponseMessage unknown = await ada.PutAsJsonAsync("/api/v1/admin/releases/dr1/access", new { tableGroups = new { nothing = new[] { "few" } } });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);

        await Hven("notice", "New disks", "From noon on.", "--role", "advanced");
        Assert.Contains("New disks", await ben.GetStringAsync("/api/v1/notices"), StringComparison.Ordinal);
        Assert.DoesNotContain("New disks", await nobody.GetStringAsync("/api/v1/notices"), StringComparison.Ordinal);
        await Hven("maintenance", "Back at noon.");
        using HttpResponseMessage paused = await ben.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", parameters = new { query = "SELECT TOP 1 RA FROM dr1.main" } });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, paused.StatusCode);
        await Hven("maintenance");
        await JobApiTests.EndedAsync(ben, JobApiTests.Id(await JobApiTests.MakeAsync(ben, new { query = "SELECT TOP 1 RA FROM dr1.main" })));
        (int code, _, string error) = await HvenProgram.RunAsync(server.Server.Address, await server.TokenAsync("ben", "query"), folder.Path, "admin", "users");
        Assert.True(code == 1 && error.Contains("admin", StringComparison.Ordinal), error);
    }
}
