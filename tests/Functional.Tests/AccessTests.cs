using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hven.Functional.Tests.Support;
using Hven.Platform.Accounts;
using Hven.Server;
using Hven.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hven.Functional.Tests;

/// <summary>Who may use what: each address by role, and tables that are open to some.</summary>
public sealed class AccessTests(DemoServer demo)
{
    private static readonly string[] s_roles = ["anonymous", "limited", "default", "advanced", "admin"];

    /// <summary>The table in docs/operate/access.md is what the server has: a new address without a rule, or a rule that changed, fails here.</summary>
    [Fact]
    public async Task Table_of_addresses_is_the_committed_one()
    {
        StringBuilder table = new("| Address | Takes |");
        foreach (string role in s_roles)
        {
            table.Append($" {role} |");
        }

        table.Append($"\n|---|---|{string.Concat(s_roles.Select(_ => "---|"))}\n");
        Dictionary<string, HashSet<string>> capabilities = await CapabilitiesAsync();
        foreach ((string method, string pattern, string? needed) in Routes())
        {
            table.Append($"| `{method} {pattern}` | {(needed is null ? "nothing" : $"`{needed}`")} |{string.Concat(s_roles.Select(role => needed is null || capabilities[role].Contains(needed) ? " yes |" : " |"))}\n");
        }

        string file = Path.Combine(Root(), "docs", "operate", "access.md");
        string text = await File.ReadAllTextAsync(file);
        int start = text.IndexOf("| Address |", StringComparison.Ordinal);
        string committed = text[start..].TrimEnd() + "\n";
        if (committed != table.ToString() && Environment.GetEnvironmentVariable("UPDATE_ACCESS") == "1")
        {
            await File.WriteAllTextAsync(file, text[..start] + table);
            return;
        }

        Assert.True(committed == table.ToString(), $"The server's addresses are not those of {file}. If the change is meant, write it there with: UPDATE_ACCESS=1 ./dev test AccessTests\n{table}");
    }

    [Fact]
    public async Task Each_address_lets_in_the_roles_of_the_table_and_nobody_else()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        Dictionary<string, HashSet<string>> capabilities = await CapabilitiesAsync();
        var faults = new List<string>();
        foreach (string role in s_roles)
        {
            using HttpClient client = await ClientAsync(server, role);

            // What ends the session comes last: everything after it would be asked by nobody.
            foreach ((string method, string pattern, string? needed) in Routes().OrderBy(route => route.Method == "DELETE" && route.Pattern.StartsWith("/api/v1/session", StringComparison.Ordinal)))
            {
                using HttpRequestMessage request = new(new(method), Address(pattern));
                if (method is "POST" or "PUT" or "PATCH")
                {
                    request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                }

                using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                string body = answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();
                bool isRefused = body.Contains(answer.StatusCode == HttpStatusCode.Unauthorized ? "Sign in first" : "do not grant", StringComparison.Ordinal);
                bool isOpen = needed is null || capabilities[role].Contains(needed);
                if (isRefused == isOpen || answer.StatusCode == HttpStatusCode.InternalServerError)
                {
                    faults.Add($"{role} {method} {pattern}: {(int)answer.StatusCode} {body}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Table_that_is_open_to_a_group_does_not_exist_to_others()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        await ada.PutAsJsonAsync("/api/v1/admin/groups/members", new { members = new[] { "ben" } });
        await OpenToAsync(server, "members");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        await Api.EventuallyAsync(() => nobody.GetStringAsync("/api/v1/tables"), text => !text.Contains("dr1", StringComparison.Ordinal), TimeSpan.FromSeconds(15), "the release is still shown");
        foreach (HttpClient stranger in new[] { cleo, nobody })
        {
            using HttpResponseMessage query = await stranger.QueryAsync("SELECT COUNT(*) AS n FROM dr1.main");
            Assert.Equal(HttpStatusCode.BadRequest, query.StatusCode);
            Assert.Equal(0, await stranger.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.tables WHERE schema_name = 'dr1'"));
            Assert.Equal(0, await stranger.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.columns WHERE table_name LIKE 'dr1%'"));
            Assert.Equal(1, await stranger.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.schemas"));
            foreach (string address in new[] { "/tap/tables", "/tap/examples", "/api/v1/tables", "/tap/sync?LANG=ADQL&QUERY=SELECT+*+FROM+tap_schema.tables" })
            {
                Assert.DoesNotContain("dr1", await stranger.GetStringAsync(address), StringComparison.Ordinal);
            }

            using HttpResponseMessage cone = await stranger.GetAsync("/scs/dr1/main?RA=10&DEC=0&SR=0.1");
            Assert.Equal(HttpStatusCode.NotFound, cone.StatusCode);
            Assert.DoesNotContain("dr1.main.", await cone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using HttpResponseMessage complete = await stranger.PostAsJsonAsync("/api/v1/query/complete", new { query = "SELECT * FROM d", offset = 15 });
            Assert.DoesNotContain("dr1", await complete.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await ben.MustAnswerAsync();
        await ada.MustAnswerAsync();
        Assert.Equal(1, await ben.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.tables WHERE schema_name = 'dr1'"));

        // Who leaves the group is out at once.
        await ada.PutAsJsonAsync("/api/v1/admin/groups/members", new { members = Array.Empty<string>() });
        using HttpResponseMessage left = await ben.QueryAsync("SELECT COUNT(*) AS n FROM dr1.main");
        Assert.Equal(HttpStatusCode.BadRequest, left.StatusCode);
    }

    [Fact]
    public async Task Limits_of_a_user_hold_for_quick_queries()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { rowsPerQuery = 7 } });
        Assert.Equal(7, (await ben.RowsAsync("SELECT COADD_OBJECT_ID FROM dr1.main", maxRows: 100)).Count);
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { quickQueries = 0 } });
        using HttpResponseMessage refused = await ben.QueryAsync("SELECT TOP 1 COADD_OBJECT_ID FROM dr1.main");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Fact]
    public async Task Query_of_a_user_is_seen_and_stopped_by_nobody_else()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        using HttpResponseMessage answer = await ben.QueryAsync("SELECT TOP 1 COADD_OBJECT_ID FROM dr1.main");
        string address = $"/api/v1/queries/{answer.QueryId()}";
        foreach ((HttpClient client, HttpStatusCode expected) in new[] { (cleo, HttpStatusCode.NotFound), (nobody, HttpStatusCode.NotFound), (ben, HttpStatusCode.OK), (ada, HttpStatusCode.OK) })
        {
            using HttpResponseMessage seen = await client.GetAsync(address);
            using HttpResponseMessage stopped = await client.DeleteAsync(address);
            Assert.Equal((expected, expected), (seen.StatusCode, stopped.StatusCode));
        }
    }

    private static async Task OpenToAsync(AccountServer server, string group)
    {
        string file = Path.Combine(server.Data, "releases", "dr1", "release.json");
        JsonNode release = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        release["groups"] = new JsonArray(group);
        await File.WriteAllTextAsync(file, release.ToJsonString());
    }

    private static async Task<HttpClient> ClientAsync(AccountServer server, string role)
    {
        if (role == Caller.AnonymousName)
        {
            return server.Anonymous();
        }

        using HttpClient ada = await server.SignInAsync("ada");
        using HttpResponseMessage made = await ada.PostAsJsonAsync("/api/v1/admin/users", new { name = $"user-{role}", password = AccountServer.Password, roles = new[] { role } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return await server.SignInAsync($"user-{role}");
    }

    /// <summary>What the shipped roles may do, as a new server tells it.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> CapabilitiesAsync()
    {
        await using Stream stream = typeof(Capability).Assembly.GetManifestResourceStream("Hven.Platform.Accounts.roles.json")!;
        using JsonDocument roles = await JsonDocument.ParseAsync(stream);
        return roles.RootElement.EnumerateArray().ToDictionary(
            role => role.GetProperty("name").GetString()!, role => role.GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()!).ToHashSet());
    }

    private static List<(string Method, string Pattern, string? Needed)> Routes()
    {
        using TemporaryFolder folder = new();
        WebApplication application = HvenServer.Build(new(folder["data"]), "http://127.0.0.1:0");
        RouteEndpoint[] endpoints = [.. ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
        var routes = new List<(string, string, string?)>();
        foreach (RouteEndpoint endpoint in endpoints)
        {
            AccessRule? rule = endpoint.Metadata.GetMetadata<AccessRule>();
            Assert.True(rule is not null, $"{endpoint.RoutePattern.RawText} has no rule: add .Needs(...) or .OpenToAll() where it is mapped.");
            Assert.True(rule.Needed is null || Capability.All.Contains(rule.Needed), $"{endpoint.RoutePattern.RawText} takes '{rule.Needed}', which is no capability.");
            IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            routes.AddRange(methods.Select(method => (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), rule.Needed)));
        }

        return [.. routes.Distinct().OrderBy(route => route.Item2, StringComparer.Ordinal).ThenBy(route => route.Item1, StringComparer.Ordinal)];
    }

    private static string Address(string pattern) => string.Join('/', pattern.Split('/').Select(part => part switch
    {
        _ when !part.StartsWith('{') => part,
        _ when part.Contains(":long", StringComparison.Ordinal) => "999999",
        _ => "nothing-of-this-name",
    }));

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
