using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hven.Cli.Tests;

/// <summary>Answers each connection with the same bytes and then says no more, as a server that dies in the midst of an answer.</summary>
internal sealed class CutOffServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _answer;
    private readonly Task _work;

    public CutOffServer(string answer)
    {
        _answer = Encoding.ASCII.GetBytes(answer.ReplaceLineEndings("\r\n"));
        _listener.Start();
        _work = ServeAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket connection = await _listener.AcceptSocketAsync(_stop.Token);
                byte[] request = new byte[64 * 1024];
                await connection.ReceiveAsync(request);
                await connection.SendAsync(_answer);
                connection.Shutdown(SocketShutdown.Send);
                while (await connection.ReceiveAsync(request) > 0)
                {
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The test has ended.
        }
    }
}
