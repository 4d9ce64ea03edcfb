using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Clients that do not read, go away, or change their mind: the engine works only for those who wait.</summary>
public sealed partial class SlowClientTests(DemoServer demo)
{
    // 20 million rows of all columns: no client of these tests reads to the end of it.
    private const string EndlessRows = "SELECT a.*, b.ra AS other_ra FROM dr1.main AS a, dr1.main AS b WHERE a.dec <> b.dec + 1000";

    // 8 million million combinations for one number: the engine works and nothing leaves it.
    private const string EndlessWork = "SELECT COUNT(*) AS n FROM dr1.main AS a, dr1.main AS b, dr1.main AS c WHERE a.ra + b.dec > c.mag_auto_g";

    private const string Cone = "SELECT coadd_object_id, ra, dec FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(323.36, -0.82, 0.1))";

    [Fact]
    public async Task First_rows_of_a_large_result_arrive_while_the_query_runs()
    {
        var milliseconds = new List<double>();
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long started = TimeProvider.System.GetTimestamp();
            using HttpResponseMessage response = await StartAsync(EndlessRows, "csv");
            await using Stream body = await response.Content.ReadAsStreamAsync();
            Assert.Equal(1, await body.ReadAsync(new byte[1]));
            milliseconds.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            Assert.Equal("EXECUTING", (await demo.Client.StatusAsync(response.QueryId())).GetProperty("phase").GetString());
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"First byte after {milliseconds.Min():0} ms at best, {milliseconds.Max():0} ms at worst.");
        Assert.InRange(milliseconds.Min(), 0, 2000);
        await MustBecomeIdleAsync(demo.Server);
    }

    [Fact]
    public async Task Client_that_goes_away_amid_the_rows_stops_its_query_within_a_second()
    {
        string id;
        using (HttpResponseMessage response = await StartAsync(EndlessRows, "csv"))
        {
            id = response.QueryId();
            await using Stream body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[1 << 20]);
        }

        await MustEndAsync(demo.Server, id, "ABORTED");
        await MustBecomeIdleAsync(demo.Server);
    }

    [Fact]
    public async Task Client_that_goes_away_before_the_first_row_stops_the_engine_within_a_second()
    {
        TimeSpan before = demo.Server.ProcessorTime;
        using (await RawRequest.ConnectAsync(demo.Server.Address, RawRequest.Query(EndlessWork, "json", 10)))
        {
            await Api.EventuallyAsync(() => Task.FromResult(demo.Server.ProcessorTime - before), used => used > TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30), "Work of the engine");
            Assert.Equal(1, await OpenQueriesAsync(demo.Server));
        }

        await Api.EventuallyAsync(() => OpenQueriesAsync(demo.Server), open => open == 0, TimeSpan.FromSeconds(2), "Open queries");
        await MustBecomeIdleAsync(demo.Server);
        await demo.Client.MustAnswerAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_stops_a_query_within_a_second_whether_its_client_reads_or_not(bool reads)
    {
        using HttpResponseMessage response = await StartAsync(EndlessRows, "csv");
        string id = response.QueryId();
        await using Stream body = await response.Content.ReadAsStreamAsync();
        Task reading = reads ? body.CopyToAsync(Stream.Null) : Task.CompletedTask;
        using HttpResponseMessage cancelled = await demo.Client.DeleteAsync($"/api/v1/queries/{id}");
        Assert.True(cancelled.IsSuccessStatusCode);
        await MustEndAsync(demo.Server, id, "ABORTED");

        // A client that reads is not led to believe that it has everything.
        await Assert.ThrowsAnyAsync<Exception>(() => reads ? reading : body.CopyToAsync(Stream.Null));
        await MustBecomeIdleAsync(demo.Server);

        using HttpResponseMessage again = await demo.Client.DeleteAsync($"/api/v1/queries/{id}");
        Assert.True(again.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Status_of_an_unknown_query_is_not_found()
    {
        using HttpResponseMessage response = await demo.Client.GetAsync("/api/v1/queries/0123");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("query-unknown", (await response.ProblemAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Query_that_takes_too_long_is_stopped_with_504()
    {
        await using HvendProcess server = await HvendProcess.ServeAsync(demo.Data, ("HVEN__QUERY__QUICKSECONDS", "1"));
        using HttpResponseMessage response = await server.Client.QueryAsync(EndlessWork);
        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal("timeout", (await response.ProblemAsync()).GetProperty("code").GetString());
        Assert.Equal("ERROR", (await server.Client.StatusAsync(response.QueryId())).GetProperty("phase").GetString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        using HttpResponseMessage tap = await server.Client.GetAsync($"/tap/sync?LANG=ADQL&QUERY={Uri.EscapeDataString(EndlessWork)}");
        Assert.Equal(504, (int)tap.StatusCode);
        Assert.Contains("value=\"ERROR\"", await tap.Content.ReadAsStringAsync());
        await MustBecomeIdleAsync(server);
        await server.Client.MustAnswerAsync();
    }

    [Theory]
    [InlineData("fits")]
    [InlineData("h5")]
    public async Task Result_that_does_not_fit_on_the_disk_is_refused_and_leaves_nothing(string format)
    {
        await using HvendProcess server = await HvendProcess.ServeAsync(demo.Data, ("HVEN__QUERY__SPOOLMIB", "8"));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using HttpResponseMessage response = await server.Client.QueryAsync(EndlessRows, format, maxRows: 20_000_000);
            Assert.Equal(503, (int)response.StatusCode);
            Assert.Equal("spool", (await response.ProblemAsync()).GetProperty("code").GetString());
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(demo.Data, "cache", "tmp")));

            // What was refused no longer counts.
            using HttpResponseMessage small = await server.Client.QueryAsync("SELECT TOP 10000 ra, dec FROM dr1.main", format);
            Assert.True(small.IsSuccessStatusCode);
        }

        using HttpResponseMessage tap = await server.Client.GetAsync($"/tap/sync?LANG=ADQL&RESPONSEFORMAT={format}&MAXREC=20000000&QUERY={Uri.EscapeDataString(EndlessRows)}");
        Assert.Equal(503, (int)tap.StatusCode);
        Assert.Null(tap.Content.Headers.ContentDisposition);
        Assert.Contains("value=\"ERROR\"", await tap.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Two_hundred_clients_that_never_read_hold_up_nobody()
    {
        const int Clients = 200;
        string[] formats = ["csv", "json", "votable", "votable/td", "arrow", "parquet", "tsv"];
        await using HvendProcess server = await HvendProcess.ServeAsync(demo.Data, ("HVEN__ENGINE__MEMORYMIB", "1024"));
        await server.Client.MustAnswerAsync();
        var connections = new List<TcpClient>();
        var cones = new List<double>();
        double mostMiB = 0;
        try
        {
            for (int number = 0; number < Clients; number++)
            {
                connections.Add(await RawRequest.ConnectAsync(server.Address, RawRequest.Query(EndlessRows, formats[number % formats.Length], 20_000_000)));
            }

            for (int attempt = 0; attempt < 20; attempt++)
            {
                long started = TimeProvider.System.GetTimestamp();
                Assert.NotEmpty(await server.Client.RowsAsync(Cone));
                cones.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
                mostMiB = Math.Max(mostMiB, server.ResidentMiB);
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            Assert.InRange(await OpenQueriesAsync(server), 1, Clients);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        string measured = string.Create(CultureInfo.InvariantCulture, $"Cones beside {Clients} clients that do not read: {cones.Average():0.000} s on average, {cones.Max():0.000} s at worst; at most {mostMiB:0} MiB, peak {server.PeakResidentMiB:0} MiB.");
        TestContext.Current.TestOutputHelper?.WriteLine(measured);
        Assert.True(cones.Order().ElementAt(cones.Count / 2) < 3 && cones.Max() < 15 && mostMiB < 3072, measured);
        await Api.EventuallyAsync(() => OpenQueriesAsync(server), open => open == 0, TimeSpan.FromSeconds(15), "Open queries");
        await MustBecomeIdleAsync(server);
        await server.Client.MustAnswerAsync();
    }

    [Fact]
    public async Task Address_with_too_many_queries_is_told_when_to_come_back()
    {
        await using HvendProcess server = await HvendProcess.ServeAsync(demo.Data, ("HVEN__QUERY__PERCLIENT", "2"));
        await server.Client.MustAnswerAsync();
        using (await RawRequest.ConnectAsync(server.Address, RawRequest.Query(EndlessRows, "csv", 20_000_000)))
        using (await RawRequest.ConnectAsync(server.Address, RawRequest.Query(EndlessRows, "csv", 20_000_000)))
        {
            await Api.EventuallyAsync(() => OpenQueriesAsync(server), open => open == 2, TimeSpan.FromSeconds(30), "Open queries");
            using HttpResponseMessage third = await server.Client.QueryAsync(Cone);
            Assert.Equal(429, (int)third.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), third.Headers.RetryAfter?.Delta);
            using HttpResponseMessage tap = await server.Client.GetAsync($"/tap/sync?LANG=ADQL&QUERY={Uri.EscapeDataString(Cone)}");
            Assert.Equal(429, (int)tap.StatusCode);
            Assert.Contains("value=\"ERROR\"", await tap.Content.ReadAsStringAsync());
        }

        await Api.EventuallyAsync(() => OpenQueriesAsync(server), open => open == 0, TimeSpan.FromSeconds(15), "Open queries");
        await server.Client.MustAnswerAsync();
    }

    private Task<HttpResponseMessage> StartAsync(string query, string format)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/query") { Content = System.Net.Http.Json.JsonContent.Create(new { query, format, maxRows = 20_000_000 }) };
        return demo.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task MustEndAsync(HvendProcess server, string id, string phase)
    {
        string ended = await Api.EventuallyAsync(
            async () => (await server.Client.StatusAsync(id)).GetProperty("phase").GetString()!, found => found != "EXECUTING", TimeSpan.FromSeconds(2), $"Query {id}");
        Assert.Equal(phase, ended);
    }

    /// <summary>Waits until the process spends no more than a tenth of a core.</summary>
    private static async Task MustBecomeIdleAsync(HvendProcess server) => await Api.EventuallyAsync(
        async () =>
        {
            TimeSpan before = server.ProcessorTime;
            await Task.Delay(500);
            return server.ProcessorTime - before;
        },
        used => used < TimeSpan.FromMilliseconds(100),
        TimeSpan.FromSeconds(10),
        "Work of the server in half a second");

    private static async Task<long> OpenQueriesAsync(HvendProcess server)
    {
        Match match = OpenQueries().Match(await server.Client.GetStringAsync("/metrics"));
        return match.Success ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : throw new InvalidOperationException("There is no metric of open queries.");
    }

    [GeneratedRegex(@"^hven_queries_executing\S* (\d+)", RegexOptions.Multiline)]
    private static partial Regex OpenQueries();
}
