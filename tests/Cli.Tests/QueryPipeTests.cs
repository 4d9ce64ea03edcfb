using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Hven.Cli.Tests;

public sealed class QueryPipeTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Pipe_receives_csv_as_sent()
    {
        string body = "name,x\r\n\"a\u001b[31m\tß漢\",9223372036854775807\r\n";
        _server.Query = context => context.Response.WriteAsync(body);
        using Session session = new();

        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT name, x FROM t"));

        Assert.Equal(body, session.Output);
        Assert.Equal("", session.Error);
        Assert.Equal("csv", _server.LastFormat);
    }

    [Fact]
    public async Task Max_rows_and_overflow_are_passed_on()
    {
        _server.Status = """{"id":"q1","phase":"COMPLETED","rows":7,"overflow":true,"elapsedMs":1.5,"error":null}""";
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT 1", "--max-rows", "7"));
        Assert.Equal(7, _server.LastMaxRows);
        Assert.Equal("Warning: more rows exist than the 7 that were sent: raise --max-rows.\n", session.Error);
    }

    [Theory]
    [InlineData("-", "SELECT 1 ;\n\n")]
    [InlineData("SELECT 1;;", "")]
    public async Task Query_comes_from_argument_or_input(string argument, string input)
    {
        Assert.Equal(0, await new Session { Input = input }.RunAsync(_server, "query", argument));
        Assert.Equal("SELECT 1", _server.LastQuery);
    }

    [Fact]
    public async Task Query_comes_from_file()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "\uFEFFSELECT 'é'\nFROM t;\n");
        Assert.Equal(0, await new Session().RunAsync(_server, "query", "@" + file));
        File.Delete(file);
        Assert.Equal("SELECT 'é'\nFROM t", _server.LastQuery);
        using Session missing = new();
        Assert.Equal(1, await missing.RunAsync(_server, "query", "@" + file));
        Assert.Contains(file, missing.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("query", " ; ")]
    [InlineData("query", "SELECT 1", "--max-rows", "-1")]
    [InlineData("query", "SELECT 1", "--max-rows", "x")]
    [InlineData("query", "SELECT 1", "--format", "doc")]
    [InlineData("query", "SELECT 1", "--check", "-o", "r.csv")]
    [InlineData("query", "SELECT 1", "--url", "ftp://x")]
    [InlineData("query", "SELECT 1", "--wrong")]
    [InlineData("tables", "..")]
    [InlineData("nothing")]
    public async Task Wrong_usage_exits_with_2(params string[] args)
    {
        using Session session = new();
        Assert.Equal(2, await session.RunAsync(args));
        Assert.NotEqual("", session.Error);
        Assert.Equal("", session.Output);
    }

    [Fact]
    public async Task Closed_output_ends_quietly_and_cancels()
    {
        using Session session = new() { OutputStream = new ClosedPipe() };
        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT 1"));
        Assert.Equal("", session.Error);
        Assert.Contains("DELETE /api/v1/queries/q1", _server.Requests);
    }

    [Fact]
    public async Task Interrupt_cancels_on_the_server()
    {
        using CancellationTokenSource interrupt = new();
        TaskCompletionSource headSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Query = async context =>
        {
            await context.Response.WriteAsync("a\n");
            await context.Response.Body.FlushAsync();
            headSent.SetResult();
            await _server.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        };
        SignallingStream output = new();
        using Session session = new() { OutputStream = output };
        Task<int> run = session.RunAsync(interrupt.Token, "query", "SELECT 1", "--url", _server.Address.ToString());
        await headSent.Task;
        await output.Written.WaitAsync(TimeSpan.FromSeconds(20));
        await interrupt.CancelAsync();

        Assert.Equal(1, await run);
        Assert.Equal("cancelled\n", session.Error);
        Assert.Contains("DELETE /api/v1/queries/q1", _server.Requests);
    }

    [Fact]
    public async Task Cut_connection_fails()
    {
        await using CutOffServer server = new("HTTP/1.1 200 OK\nHven-Query-Id: q1\nTransfer-Encoding: chunked\n\n2\na,\n");
        using Session session = new();
        Assert.Equal(1, await session.RunAsync("query", "SELECT 1", "--url", server.Address));
        Assert.Equal("The server closed the connection after 2 bytes: the result is not complete.\n", session.Error);
    }

    [Fact]
    public async Task Refused_connection_says_what_to_do()
    {
        int port;
        using (Socket socket = new(SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        using Session session = new();
        session.Environment["HVEN_URL"] = $"http://127.0.0.1:{port}";
        Assert.Equal(1, await session.RunAsync("query", "SELECT 1"));
        Assert.Equal($"No Hven server answers at http://127.0.0.1:{port}. Start one with ./dev up, or give --url.\n", session.Error);
    }

    [Fact]
    public async Task Another_server_is_recognised()
    {
        using Session wrong = new();
        Assert.Equal(1, await wrong.RunAsync("tables", "--url", _server.Address + "elsewhere"));
        Assert.Contains("Is that the address of a Hven server?", wrong.Error, StringComparison.Ordinal);

        _server.Tables = FakeServer.Json("""{"other":1}""");
        using Session other = new();
        Assert.Equal(1, await other.RunAsync(_server, "tables"));
        Assert.Contains("is not a Hven server", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_of_the_query_shows_its_place()
    {
        _server.Query = FakeServer.Problem(400, """
            {"title":"Bad Request","status":400,"detail":"Line 2, column 2: no","code":"query","requestId":"r1","diagnostics":[
              {"severity":"error","code":"column","message":"There is no column raa.","line":2,"column":2,"endLine":2,"endColumn":5,"offset":8,"length":3,"suggestions":["RA","RB"]}]}
            """);
        using Session session = new();
        Assert.Equal(1, await session.RunAsync(_server, "query", "SELECT\n\traa\nFROM t"));
        Assert.Equal("error, line 2, column 2: There is no column raa.\n  2 |     raa\n    |     ^~~\n  Could be: RA, RB\n", session.Error);
    }

    [Fact]
    public async Task Failure_of_the_server_shows_the_request_id()
    {
        _server.Query = FakeServer.Problem(500, """{"title":"x","status":500,"detail":"The server failed.\u001b[2J","code":"internal","requestId":"0HN:1"}""");
        using Session session = new();
        Assert.Equal(1, await session.RunAsync(_server, "query", "SELECT 1"));
        Assert.Equal("The server failed.␛[2J\nRequest id: 0HN:1\n", session.Error);
    }

    private sealed class ClosedPipe : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("Broken pipe", 32);
    }

    private sealed class SignallingStream : MemoryStream
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => _written.Task;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _written.TrySetResult();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
