using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Files that jobs left, as HTTP gives them.</summary>
public sealed class ResultFileTests(DemoServer demo)
{
    [Fact]
    public async Task Result_is_the_same_by_all_addresses_with_ranges_conditions_and_digest()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        string uws = await ben.CreateJobAsync(("QUERY", "SELECT TOP 5000 * FROM dr1.main"), ("FORMAT", "csv"), ("PHASE", "RUN"));
        Assert.Equal("COMPLETED", (await ben.EndedAsync(uws)).Phase());
        string id = uws[(uws.LastIndexOf('/') + 1)..];
        byte[] whole = await ben.GetByteArrayAsync(new Uri(uws + "/results/result"));
        string digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(whole))}:";
        foreach (string address in new[] { uws + "/results/result", $"/api/v1/jobs/{id}/results/result.csv" })
        {
            using HttpResponseMessage head = await ben.SendAsync(new(HttpMethod.Head, address));
            Assert.Equal((HttpStatusCode.OK, whole.Length, digest), (head.StatusCode, head.Content.Headers.ContentLength, head.Headers.GetValues("Repr-Digest").Single()));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            Assert.Contains("sandbox", head.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", head.Headers.GetValues("X-Content-Type-Options").Single());

            byte[] middle = await PartAsync(ben, address, new(1000, 1999), new(head.Headers.ETag!), HttpStatusCode.PartialContent);
            Assert.Equal(whole[1000..2000], middle);
            Assert.Equal(whole[^7..], await PartAsync(ben, address, new(null, 7), null, HttpStatusCode.PartialContent));
            Assert.Equal(whole, await PartAsync(ben, address, new(1000, null), new(new EntityTagHeaderValue("\"another\"")), HttpStatusCode.OK));
            await PartAsync(ben, address, new(whole.Length, null), null, HttpStatusCode.RequestedRangeNotSatisfiable);
            using HttpRequestMessage again = new(HttpMethod.Get, address);
            again.Headers.IfNoneMatch.Add(head.Headers.ETag!);
            using HttpResponseMessage same = await ben.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        }
    }

    private static async Task<byte[]> PartAsync(HttpClient client, string address, RangeItemHeaderValue range, RangeConditionHeaderValue? condition, HttpStatusCode status)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Range = new() { Ranges = { range } };
        request.Headers.IfRange = condition;
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
