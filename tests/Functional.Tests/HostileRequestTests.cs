using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hven.Functional.Tests.Support;

namespace Hven.Functional.Tests;

/// <summary>Requests that are wrong before any query is.</summary>
public sealed class HostileRequestTests(DemoServer demo)
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("\"SELECT ra FROM dr1.main\"")]
    [InlineData("{\"query\": 5}")]
    [InlineData("{\"query\": {\"a\": 1}}")]
    [InlineData("{\"query\": \"SELECT ra FROM dr1.main\", \"maxRows\": \"many\"}")]
    [InlineData("{\"query\": \"SELECT ra FROM dr1.main\", \"maxRows\": 1e40}")]
    [InlineData("{\"query\": \"SELECT ra FROM dr1.main\", \"format\": 5}")]
    [InlineData("{\"query\": \"\\ud800\"}")]
    [InlineData("{}")]
    [InlineData("{\"query\": null}")]
    public async Task Body_that_is_no_query_is_a_problem_with_status_400(string body)
    {
        foreach (string address in new[] { "/api/v1/query", "/api/v1/query/check" })
        {
            using StringContent content = new(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await demo.Client.PostAsync(new Uri(address, UriKind.Relative), content);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                // A check of no text says what is missing; of a good text, whatever else the body holds is not its business.
                Assert.EndsWith("check", address);
                Assert.Equal(body.Contains("SELECT", StringComparison.Ordinal), JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("ok").GetBoolean());
                continue;
            }

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            await response.ProblemAsync();
        }

        await demo.Client.MustAnswerAsync();
    }

    [Fact]
    public async Task Body_nested_deeply_is_a_problem_with_status_400()
    {
        using StringContent content = new($"{{\"query\":{new string('[', 200_000)}{new string(']', 200_000)}}}", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await demo.Client.PostAsync(new Uri("/api/v1/query", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await response.ProblemAsync();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    public async Task Body_of_another_type_is_a_problem_with_status_415(string type)
    {
        using StringContent content = new("{\"query\":\"SELECT ra FROM dr1.main\"}", Encoding.UTF8, type);
        using HttpResponseMessage response = await demo.Client.PostAsync(new Uri("/api/v1/query", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        await response.ProblemAsync();
    }

    [Theory]
    [InlineData("application/json", "/api/v1/query")]
    [InlineData("application/json", "/api/v1/query/check")]
    [InlineData("application/x-www-form-urlencoded", "/tap/sync")]
    public async Task Body_above_the_limit_is_refused_before_it_is_read(string type, string path)
    {
        string head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {type}\r\nContent-Length: {1L << 40}\r\n\r\n";
        Assert.Matches("^HTTP/1.1 413 ", await RawRequest.SendAsync(demo.Server.Address, head));
    }

    [Theory]
    [InlineData("a great header", 431)]
    [InlineData("many headers", 431)]
    [InlineData("a long address", 414)]
    [InlineData("no HTTP", 400)]
    public async Task Request_out_of_form_is_refused(string kind, int status)
    {
        string request = kind switch
        {
            "a great header" => $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('x', 200_000)}\r\n\r\n",
            "many headers" => $"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 5000).Select(number => $"X-{number}: y\r\n"))}\r\n",
            "a long address" => $"GET /tap/sync?QUERY={new string('x', 200_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            _ => "\u0016\u0003\u0001 this is no HTTP \r\n\r\n",
        };

        // The server may also cut the connection while the request is still being sent.
        string answer = await RawRequest.SendAsync(demo.Server.Address, request);
        Assert.True(answer.Length == 0 || answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), answer);
        await demo.Client.MustAnswerAsync();
    }

    [Theory]
    [InlineData("/tap/sync", "utf-7")]
    [InlineData("/tap/async", "UTF-7")]
    [InlineData("/tap/sync", "\"unicode-1-1-utf-7\"")]
    [InlineData("/tap/sync", "csUnicode11UTF7")]
    public async Task Form_in_a_forbidden_character_set_is_refused(string path, string charset)
    {
        using StringContent content = new("LANG=ADQL&QUERY=SELECT+1");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"application/x-www-form-urlencoded; charset={charset}");
        string message = await demo.Client.PostAsync(new Uri(path, UriKind.Relative), content).ErrorAsync(HttpStatusCode.UnsupportedMediaType);
        Assert.Contains(charset, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_given_a_thousand_times_are_answered()
    {
        string address = $"/tap/sync?LANG=ADQL&{string.Join('&', Enumerable.Repeat("QUERY=x", 700))}";
        using HttpResponseMessage response = await demo.Client.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await demo.Client.MustAnswerAsync();
    }
}
