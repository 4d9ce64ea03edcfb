using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hven.Functional.Tests.Support;

namespace Hven.Functional.Tests;

/// <summary>What operators see and steer.</summary>
public sealed class OperationTests(DemoServer demo)
{
    [Fact]
    public async Task Maintenance_refuses_new_queries_and_ends()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpResponseMessage begun = await ada.PutAsJsonAsync("/api/v1/admin/maintenance", new { message = "New disks until noon." });
        Assert.Equal(HttpStatusCode.NoContent, begun.StatusCode);
        using HttpResponseMessage refused = await ben.QueryAsync("SELECT COUNT(*) AS n FROM dr1.main");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("New disks until noon.", (await refused.ProblemAsync()).GetProperty("detail").GetString());
        using HttpResponseMessage tap = await ben.GetAsync("/tap/sync?LANG=ADQL&QUERY=SELECT+TOP+1+*+FROM+dr1.main");
        Assert.Contains("New disks until noon.", await tap.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Who mends it must be able to look.
        await ada.MustAnswerAsync();
        await ada.PutAsJsonAsync("/api/v1/admin/maintenance", new { message = (string?)null });
        await ben.MustAnswerAsync();
    }

    [Fact]
    public async Task Notice_is_shown_to_its_roles_until_it_is_read()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient nobody = server.Anonymous();
        await ada.PostAsJsonAsync("/api/v1/admin/notices", new { title = "DR2 is out", body = "<b>See</b> the tables." });
        await ada.PostAsJsonAsync("/api/v1/admin/notices", new { title = "For users", body = "x", roles = new[] { "default" } });
        await ada.PostAsJsonAsync("/api/v1/admin/notices", new { title = "Over", body = "x", until = TimeProvider.System.GetUtcNow().AddMinutes(-1) });
        using HttpResponseMessage wrong = await ada.PostAsJsonAsync("/api/v1/admin/notices", new { title = "x", body = "x", roles = new[] { "nobody" } });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(["DR2 is out"], await TitlesAsync(nobody));
        Assert.Equal(["For users", "DR2 is out"], await TitlesAsync(ben));
        JsonElement first = (await ben.GetFromJsonAsync<JsonElement>("/api/v1/notices"))[0];
        Assert.False(first.GetProperty("read").GetBoolean());
        for (int time = 0; time < 2; time++)
        {
            using HttpResponseMessage read = await ben.PostAsync($"/api/v1/notices/{first.GetProperty("id")}/read", null);
            Assert.Equal(HttpStatusCode.NoContent, read.StatusCode);
        }

        Assert.True((await ben.GetFromJsonAsync<JsonElement>("/api/v1/notices"))[0].GetProperty("read").GetBoolean());
        using HttpResponseMessage deleted = await ada.DeleteAsync($"/api/v1/admin/notices/{first.GetProperty("id")}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(["DR2 is out"], await TitlesAsync(ben));
    }

    [Fact]
    public async Task Use_is_counted_by_user_and_day()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        for (int time = 0; time < 3; time++)
        {
            await ben.RowsAsync("SELECT TOP 5 COADD_OBJECT_ID FROM dr1.main");
        }

        JsonElement row = Assert.Single((await ada.GetFromJsonAsync<JsonElement>("/api/v1/admin/usage?user=ben")).EnumerateArray().ToArray());
        Assert.Equal(("query", 3, 15, 0), (row.GetProperty("kind").GetString(), row.GetProperty("count").GetInt32(), row.GetProperty("rows").GetInt32(), row.GetProperty("failed").GetInt32()));
        await ben.RowsAsync("SELECT TOP 5 COADD_OBJECT_ID FROM dr1.main");
        row = (await ada.GetFromJsonAsync<JsonElement>($"/api/v1/admin/usage?user=ben&from={row.GetProperty("day")}"))[0];
        Assert.Equal(20, row.GetProperty("rows").GetInt32());
        Assert.Equal(0, (await ada.GetFromJsonAsync<JsonElement>("/api/v1/admin/usage?user=ben&to=2000-01-01")).GetArrayLength());
        using HttpResponseMessage wrong = await ada.GetAsync("/api/v1/admin/usage?from=yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Server_tells_how_it_is()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        JsonElement answer = await ada.GetFromJsonAsync<JsonElement>("/api/v1/admin/server");
        Assert.Equal(3, answer.GetProperty("users").GetInt32());
        Assert.True(answer.GetProperty("diskFreeBytes").GetInt64() > 0);
        JsonElement releases = answer.GetProperty("storage").EnumerateArray().Single(part => part.GetProperty("name").GetString() == "releases");
        long onDisk = new DirectoryInfo(Path.Combine(server.Data, "releases")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Assert.Equal(onDisk, releases.GetProperty("bytes").GetInt64());
    }

    private static async Task<string?[]> TitlesAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/notices")).EnumerateArray().Select(notice => notice.GetProperty("title").GetString())];
}
