using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hven.Functional.Tests.Support;
using Hven.Testing;
using MimeKit;

namespace Hven.Functional.Tests;

/// <summary>Mails and webhooks: what is done by them, and what nobody makes of them.</summary>
public sealed partial class MailTests(DemoServer demo)
{
    private const string Query = "SELECT TOP 5 COADD_OBJECT_ID FROM dr1.main ORDER BY COADD_OBJECT_ID";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Account_is_made_confirmed_and_approved_by_mail()
    {
        await using MailCatcher mail = MailCatcher.Start();
        await using AccountServer server = await AccountServer.StartAsync(demo, [.. mail.Settings, ("HVEN__Accounts__Registration", "Approval")]);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient nobody = server.Anonymous();
        await ada.PatchAsJsonAsync("/api/v1/me", new { email = "ada@example.org" });
        using HttpResponseMessage own = await ada.PostAsJsonAsync("/api/v1/accounts/confirm", new { code = CodeOf(await mail.WaitAsync("ada@example.org", "Confirm your new address", s_patience)) });

        using HttpResponseMessage without = await nobody.PostAsJsonAsync("/api/v1/accounts", new { name = "dora", password = AccountServer.Password });
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        using HttpResponseMessage made = await nobody.PostAsJsonAsync("/api/v1/accounts", new { name = "Zoë.Müller", password = AccountServer.Password, email = "zoe@example.org" });
        Assert.Equal("unconfirmed", (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, await SignInAsync(nobody, "Zoë.Müller", AccountServer.Password));
        MimeMessage asked = await mail.WaitAsync("zoe@example.org", "Confirm your address for Näher Survey", s_patience);
        Assert.Equal(("Näher Survey", "Zoë.Müller"), (asked.From.Mailboxes.Single().Name, asked.To.Mailboxes.Single().Name));
        Assert.Contains("Zoë.Müller", asked.TextBody, StringComparison.Ordinal);
        string code = CodeOf(asked);
        Assert.Contains($"href=\"http://survey.example.org/confirm?code={code}\"", asked.HtmlBody, StringComparison.Ordinal);

        using HttpResponseMessage forged = await nobody.PostAsJsonAsync("/api/v1/accounts/confirm", new { code = code[..^1] + "_" });
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using HttpResponseMessage confirmed = await nobody.PostAsJsonAsync("/api/v1/accounts/confirm", new { code });
        Assert.Equal("unapproved", (await confirmed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        using HttpResponseMessage twice = await nobody.PostAsJsonAsync("/api/v1/accounts/confirm", new { code });
        Assert.Equal(HttpStatusCode.Forbidden, twice.StatusCode);
        await mail.WaitAsync("ada@example.org", "Zoë.Müller asks for an account", s_patience);
        Assert.Equal(HttpStatusCode.Forbidden, await SignInAsync(nobody, "Zoë.Müller", AccountServer.Password));
        using HttpResponseMessage approved = await ada.PatchAsJsonAsync("/api/v1/admin/users/Zo%C3%AB.M%C3%BCller", new { status = "active" });
        Assert.True(approved.IsSuccessStatusCode, await approved.Content.ReadAsStringAsync());
        await mail.WaitAsync("zoe@example.org", "is ready", s_patience);
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(nobody, "Zoë.Müller", AccountServer.Password));
    }

    [Fact]
    public async Task Forgotten_password_is_set_anew_by_who_reads_the_mail_and_tells_nobody_who_has_an_account()
    {
        await using MailCatcher mail = MailCatcher.Start();
        await using AccountServer server = await AccountServer.StartAsync(demo, mail.Settings);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient nobody = server.Anonymous();
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { email = "ben@example.org" });
        foreach (string name in new[] { "nobody-of-this-name", "BEN@example.org", "cleo" })
        {
            using HttpResponseMessage answer = await nobody.PostAsJsonAsync("/api/v1/accounts/reset", new { name });
            Assert.Equal((HttpStatusCode.Accepted, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        string code = CodeOf(await mail.WaitAsync("ben@example.org", "Set a new password", s_patience));
        using HttpResponseMessage again = await nobody.PostAsJsonAsync("/api/v1/accounts/reset", new { name = "ben" });
        using HttpResponseMessage shortOne = await nobody.PostAsJsonAsync("/api/v1/accounts/reset/finish", new { code, password = "short" });
        Assert.Equal(HttpStatusCode.BadRequest, shortOne.StatusCode);
        using HttpResponseMessage set = await nobody.PostAsJsonAsync("/api/v1/accounts/reset/finish", new { code, password = "another good one" });
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        using HttpResponseMessage twice = await nobody.PostAsJsonAsync("/api/v1/accounts/reset/finish", new { code, password = "yet another one" });
        Assert.Equal(HttpStatusCode.Forbidden, twice.StatusCode);
        await mail.WaitAsync("ben@example.org", "was changed", s_patience);
        using HttpResponseMessage old = await ben.GetAsync("/api/v1/me/tokens");
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NoContent), (await SignInAsync(nobody, "ben", AccountServer.Password), await SignInAsync(nobody, "ben", "another good one")));
        Assert.Single(mail.Mails, one => one.Subject!.StartsWith("Set a new password", StringComparison.Ordinal));

        // Codes are good for what they were made for.
        using HttpResponseMessage mixed = await nobody.PostAsJsonAsync("/api/v1/accounts/confirm", new { code });
        Assert.Equal(HttpStatusCode.Forbidden, mixed.StatusCode);
    }

    [Fact]
    public async Task Own_address_counts_once_it_is_confirmed()
    {
        await using MailCatcher mail = MailCatcher.Start();
        await using AccountServer server = await AccountServer.StartAsync(demo, mail.Settings);
        using HttpClient ben = await server.SignInAsync("ben");
        await ben.PatchAsJsonAsync("/api/v1/me", new { email = "ben@elsewhere.org" });
        Assert.False((await ben.GetFromJsonAsync<JsonElement>("/api/v1/me")).GetProperty("emailConfirmed").GetBoolean());
        using HttpResponseMessage early = await ben.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", parameters = new { query = Query }, notify = new { mail = true } });
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        string code = CodeOf(await mail.WaitAsync("ben@elsewhere.org", "Confirm your new address", s_patience));
        await ben.PatchAsJsonAsync("/api/v1/me", new { email = "ben@third.org" });
        using HttpResponseMessage stale = await ben.PostAsJsonAsync("/api/v1/accounts/confirm", new { code });
        Assert.Equal(HttpStatusCode.Forbidden, stale.StatusCode);
        code = CodeOf(await mail.WaitAsync("ben@third.org", "Confirm your new address", s_patience));
        using HttpResponseMessage good = await ben.PostAsJsonAsync("/api/v1/accounts/confirm", new { code });
        Assert.True((await ben.GetFromJsonAsync<JsonElement>("/api/v1/me")).GetProperty("emailConfirmed").GetBoolean());
    }

    [Fact]
    public async Task End_of_a_job_is_told_by_mail_also_when_the_mail_server_was_away()
    {
        await using MailCatcher mail = MailCatcher.Start();
        await using AccountServer server = await AccountServer.StartAsync(demo, mail.Settings);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { email = "ben@example.org" });
        mail.Refuses = true;
        JsonElement job = await MakeAsync(ben, Query, new { mail = true }, "Five <b>stars</b>\r\nBcc: all@example.org {link}");
        Assert.Equal("COMPLETED", JobApiTests.Phase(await JobApiTests.EndedAsync(ben, JobApiTests.Id(job))));
        JsonElement failed = await MakeAsync(ben, "SELECT 1 / 0 AS x, COADD_OBJECT_ID / (COADD_OBJECT_ID - COADD_OBJECT_ID) AS y FROM dr1.main", new { mail = true }, "Never");
        await JobApiTests.EndedAsync(ben, JobApiTests.Id(failed));
        JsonElement waiting = await MakeAsync(ben, Query, new { mail = true }, "Stopped", run: false);
        using HttpResponseMessage stopped = await ben.PostAsync($"/api/v1/jobs/{JobApiTests.Id(waiting)}/cancel", null);
        await Task.Delay(3000);
        Assert.Empty(mail.Mails);
        mail.Refuses = false;
        MimeMessage told = await mail.WaitAsync("ben@example.org", "COMPLETED", TimeSpan.FromSeconds(60));
        Assert.Contains("5 rows", told.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told.Subject!);
        Assert.Null(told.Headers[HeaderId.Bcc]);
        Assert.Equal("ben@example.org", Assert.Single(told.To.Mailboxes).Address);
        Assert.DoesNotContain("<b>", told.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("{link}", told.TextBody, StringComparison.Ordinal);
        await mail.WaitAsync("ben@example.org", "ABORTED", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Webhook_is_signed_and_goes_to_listed_public_hosts_alone()
    {
        await using Receiver receiver = Receiver.Start();
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__Mail__WebhookHosts__0", $"127.0.0.1:{receiver.Port}"), ("HVEN__Mail__WebhookHosts__1", "*"));
        using HttpClient ben = await server.SignInAsync("ben");
        JsonElement job = await MakeAsync(ben, Query, new { webhook = $"http://127.0.0.1:{receiver.Port}/told?x=1", secret = "schlüssel" }, "Hooked");
        (string head, byte[] body) = await receiver.WaitAsync(s_patience);
        JsonElement told = JsonDocument.Parse(body).RootElement;
        Assert.Equal((JobApiTests.Id(job), "COMPLETED", "Hooked", 5), (told.GetProperty("jobId").GetString(), told.GetProperty("phase").GetString(), told.GetProperty("name").GetString(), told.GetProperty("rows").GetInt32()));
        Assert.Contains($"Hven-Signature: sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("schlüssel"), body))}", head, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("POST /told?x=1 ", head, StringComparison.Ordinal);

        // Not where an operator lists nothing; not to what no operator can mean. Names of private addresses are found out when it is sent.
        foreach (string address in new[]
        {
            "ftp://example.org/", "http://user:pw@example.org/", "file:///etc/passwd", "http://example.org:22/", "/relative", "gopher://example.org/", "", "http://", $"http://127.0.0.1:{receiver.Port + 1}/",
        })
        {
            using HttpResponseMessage refused = await ben.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", parameters = new { query = Query }, notify = new { webhook = address } });
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        int before = receiver.Count;
        foreach (string address in new[] { "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://10.0.0.1/" })
        {
            JsonElement sent = await MakeAsync(ben, Query, new { webhook = address });
            Assert.Equal("COMPLETED", JobApiTests.Phase(await JobApiTests.EndedAsync(ben, JobApiTests.Id(sent))));
        }

        await Api.EventuallyAsync(() => Task.FromResult(NoPublicAddress().Count(server.Server.Log)), count => count >= 9, TimeSpan.FromSeconds(30), "the refusals");
        Assert.Equal(before, receiver.Count);

        // A redirect to the inside is an answer like any other that is no success.
        receiver.Answer = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await MakeAsync(ben, Query, new { webhook = $"http://127.0.0.1:{receiver.Port}/moved" });
        await Api.EventuallyAsync(() => Task.FromResult(server.Server.Log.Contains("answered with status 302", StringComparison.Ordinal)), seen => seen, TimeSpan.FromSeconds(30), "the refusal");
        await using AccountServer closed = await AccountServer.StartAsync(demo);
        using HttpClient cleo = await closed.SignInAsync("cleo");
        using HttpResponseMessage none = await cleo.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", parameters = new { query = Query }, notify = new { webhook = "https://example.org/" } });
        Assert.Equal(HttpStatusCode.Forbidden, none.StatusCode);
    }

    [Fact]
    public async Task Mail_without_an_address_of_the_server_is_refused_at_the_start()
    {
        using TemporaryFolder folder = new();
        HvendOutcome outcome = await HvendProcess.RunAsync(["serve", "--data", folder.Path, "--urls", "http://127.0.0.1:0"], [("HVEN__Mail__Host", "mail.example.org"), ("HVEN__Mail__From", "a@example.org")], CancellationToken.None);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("PublicUrl", outcome.Error + outcome.Output, StringComparison.Ordinal);
    }

    private static string CodeOf(MimeMessage mail) => CodePattern().Match(mail.TextBody ?? "").Groups[1].Value is { Length: > 0 } code ? code : throw new InvalidDataException(mail.TextBody);

    private static async Task<HttpStatusCode> SignInAsync(HttpClient client, string name, string password)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/session", new { name, password });
        return answer.StatusCode;
    }

    private static async Task<JsonElement> MakeAsync(HttpClient client, string query, object notify, string? name = null, bool run = true)
    {
        using HttpResponseMessage made = await client.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", parameters = new { query }, name, notify, run });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        return await made.Content.ReadFromJsonAsync<JsonElement>();
    }

    [GeneratedRegex(@"[?&]code=([\w-]+)")]
    private static partial Regex CodePattern();

    [GeneratedRegex("has no public address")]
    private static partial Regex NoPublicAddress();

    /// <summary>Takes what is posted to it.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly System.Threading.Channels.Channel<(string, byte[])> _got = System.Threading.Channels.Channel.CreateUnbounded<(string, byte[])>();
        private Task _run = Task.CompletedTask;

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Answer { get; set; } = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

        public int Count { get; private set; }

        public static Receiver Start()
        {
            Receiver receiver = new();
            receiver._listener.Start();
            receiver._run = receiver.RunAsync();
            return receiver;
        }

        public async Task<(string Head, byte[] Body)> WaitAsync(TimeSpan patience)
        {
            using CancellationTokenSource late = new(patience);
            return await _got.Reader.ReadAsync(late.Token);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task RunAsync()
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await using NetworkStream stream = client.GetStream();
                List<byte> all = [];
                byte[] buffer = new byte[4096];
                while (true)
                {
                    int count = await stream.ReadAsync(buffer);
                    all.AddRange(buffer.AsSpan(0, count));
                    string text = Encoding.Latin1.GetString([.. all]);
                    int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                    if (count == 0 || (end >= 0 && all.Count >= end + 4 + int.Parse(Regex.Match(text, "(?i)content-length: (\\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
                    {
                        Count++;
                        _got.Writer.TryWrite((text[..end], [.. all.Skip(end + 4)]));
                        break;
                    }
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer));
            }
        }
    }
}
