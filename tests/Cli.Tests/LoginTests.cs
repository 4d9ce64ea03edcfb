using Microsoft.AspNetCore.Http;

namespace Hven.Cli.Tests;

/// <summary><c>hven login</c> over time, and what servers answer to it that do not mean well.</summary>
public sealed class LoginTests : IDisposable
{
    private const string Codes = """{"device_code":"d","user_code":"BCDF-GHJK","verification_uri":"http://s/device","verification_uri_complete":"http://s/device?code=BCDF-GHJK","expires_in":900,"interval":5}""";
    private const string Me = """{"name":"ben","signedIn":true,"roles":["default"],"groups":[],"capabilities":["query"]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("hven-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Login_waits_longer_when_it_is_told_to_and_goes_on_when_the_server_is_away_for_a_moment()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Polls(server, "authorization_pending", "slow_down", "503", "break", "authorization_pending", "token");
        QuickTime time = new();
        using Session session = NewSession(time);
        Assert.Equal(0, await session.RunAsync(server, "login"));
        Assert.Equal([5, 5, 10, 20, 40, 40], time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Contains("BCDF-GHJK", session.Error, StringComparison.Ordinal);
        Assert.Contains("as ben", session.Output, StringComparison.Ordinal);
        Assert.Contains("hven_good", await File.ReadAllTextAsync(Path.Combine(_folder, "hven/credentials.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("hven_good", session.Output + session.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access_denied", "denied")]
    [InlineData("expired_token", "in time")]
    [InlineData("something_else", "in time")]
    [InlineData("html", "not a Hven server")]
    [InlineData("empty", "not a Hven server")]
    public async Task Login_that_comes_to_nothing_says_why_and_keeps_nothing(string answer, string words)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Polls(server, "authorization_pending", answer);
        using Session session = NewSession(new QuickTime());
        Assert.Equal(1, await session.RunAsync(server, "login"));
        Assert.Contains(words, session.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "hven/credentials.json")));
    }

    [Theory]
    [InlineData("authorization_pending")]
    [InlineData("slow_down")]
    [InlineData("503")]
    public async Task Login_ends_when_the_code_does_whatever_the_server_says(string answer)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Polls(server, answer);
        QuickTime time = new();
        using Session session = NewSession(time);
        Assert.Equal(1, await session.RunAsync(server, "login"));
        Assert.InRange(time.Waits.Sum(wait => wait.TotalSeconds), 900, 1100);
    }

    [Fact]
    public async Task Token_among_the_arguments_is_refused_and_tried_nowhere()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        using Session session = NewSession(new QuickTime());
        Assert.Equal(2, await session.RunAsync(server, "login", "--token", "hven_secret"));
        Assert.Empty(server.Requests);
        Assert.DoesNotContain("hven_secret", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_token_goes_to_no_other_server()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        await using FakeServer other = await FakeServer.StartAsync();
        Polls(server, "token");
        Polls(other, "token");
        using Session login = NewSession(new QuickTime(), "hven_good\n");
        Assert.Equal(0, await login.RunAsync(server, "login", "--token", "-"));
        using Session there = NewSession(new QuickTime());
        Assert.Equal(0, await there.RunAsync(other, "whoami"));
        Assert.Equal("", other.LastAuthorization ?? "");

        // Nor to what only looks like it: another port, another path, the name with something behind it.
        foreach (string address in new[] { $"http://127.0.0.1:{other.Address.Port}/", $"{other.Address.AbsoluteUri.TrimEnd('/')}/?{server.Address.AbsoluteUri}", $"http://{server.Address.Authority}@127.0.0.1:{other.Address.Port}/" })
        {
            using Session tricked = NewSession(new QuickTime());
            await tricked.RunAsync("whoami", "--url", address);
            Assert.Equal("", other.LastAuthorization ?? "");
        }

        using Session here = NewSession(new QuickTime());
        Assert.Equal(0, await here.RunAsync("whoami"));
        Assert.Equal("Bearer hven_good", server.LastAuthorization);
        using Session first = NewSession(new QuickTime());
        first.Environment["HVEN_TOKEN"] = "hven_given";
        Assert.Equal(0, await first.RunAsync("whoami"));
        Assert.Equal("Bearer hven_given", server.LastAuthorization);
    }

    [Fact]
    public async Task Names_from_a_server_steer_no_screen()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Account = FakeServer.Json("""{"name":"\u001b]0;gone\u0007ben","signedIn":true,"roles":["\u001b[2J"],"groups":["a\nb"],"capabilities":[]}""");
        using Session session = NewSession(new QuickTime());
        Assert.Equal(0, await session.RunAsync(server, "whoami"));
        Assert.DoesNotContain('\u001b', session.Output);
        Assert.DoesNotContain('\u0007', session.Output);
    }

    [Fact]
    public async Task Settings_that_are_damaged_or_open_to_others_are_told_with_what_to_do()
    {
        using Session unset = NewSession(new QuickTime());
        Assert.Equal(1, await unset.RunAsync("config", "get", "server"));
        Assert.Contains("not set", unset.Error, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, "hven"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "hven/config.json"), "{\"server\":");
        using Session damaged = NewSession(new QuickTime());
        Assert.Equal(2, await damaged.RunAsync("config", "list"));
        Assert.Contains("config.json is damaged", damaged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_and_files_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await using FakeServer server = await FakeServer.StartAsync();
        Polls(server, "token");
        using Session login = NewSession(new QuickTime(), "hven_good\n");
        Assert.Equal(0, await login.RunAsync(server, "login", "--token", "-"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "hven/credentials.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "hven")));
        File.SetUnixFileMode(Path.Combine(_folder, "hven/credentials.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        using Session open = NewSession(new QuickTime());
        Assert.Equal(2, await open.RunAsync(server, "whoami"));
        Assert.Contains("chmod 600", open.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hven_good", open.Error, StringComparison.Ordinal);
    }

    private Session NewSession(TimeProvider time, string input = "") => new() { Time = time, Input = input, Environment = { ["XDG_CONFIG_HOME"] = _folder } };

    /// <summary>Answers one poll after the other; the last stays.</summary>
    private static void Polls(FakeServer server, params string[] answers)
    {
        int asked = 0;
        server.Account = context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/api/v1/me": return FakeServer.Json(Me)(context);
                case "/api/v1/device": return FakeServer.Json(Codes)(context);
                case "/api/v1/session": context.Response.StatusCode = 204; return Task.CompletedTask;
            }

            string answer = answers[Math.Min(asked++, answers.Length - 1)];
            switch (answer)
            {
                case "token": return FakeServer.Json("""{"access_token":"hven_good","token_type":"Bearer"}""")(context);
                case "503": return FakeServer.Problem(503, """{"code":"state","detail":"away"}""")(context);
                case "break": context.Abort(); return Task.CompletedTask;
                case "html": return context.Response.WriteAsync("<html>");
                case "empty": return FakeServer.Json("{}")(context);
                default: return FakeServer.Problem(400, $$"""{"error":"{{answer}}"}""")(context);
            }
        };
    }

    /// <summary>A clock by which every wait is over at once.</summary>
    private sealed class QuickTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            _now += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
