using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hven.Benchmarks.Peers;

/// <summary>What an answer amounted to.</summary>
/// <param name="Bytes">Bytes of the body.</param>
/// <param name="Lines">Line feeds in the body.</param>
internal readonly record struct Answer(long Bytes, long Lines);

/// <summary>
/// One HTTP/1.1 connection that is kept open and takes one request after another. It does next to nothing with the answer, so that on a small
/// machine the server has the cores.
/// </summary>
internal sealed class LoopbackConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    public static async Task<LoopbackConnection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        LoopbackConnection connection = new();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return connection;
    }

    /// <summary>The bytes of a request.</summary>
    /// <param name="path">Path with its query, encoded.</param>
    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n");

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <param name="request">Bytes of <see cref="Get"/>.</param>
    /// <param name="body">Where the body is copied to; <see langword="null"/> to count it only.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidDataException">The answer is not one with status 200.</exception>
    public async ValueTask<Answer> SendAsync(byte[] request, Stream? body, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);
        long length = await ReadHeadAsync(cancellationToken);
        Answer answer = default;
        if (length >= 0)
        {
            return await ReadBodyAsync(length, answer, body, cancellationToken);
        }

        for (long chunk = await ReadChunkSizeAsync(cancellationToken); chunk > 0; chunk = await ReadChunkSizeAsync(cancellationToken))
        {
            answer = await ReadBodyAsync(chunk, answer, body, cancellationToken);
            await ReadLineAsync(cancellationToken);
        }

        await ReadLineAsync(cancellationToken);
        return answer;
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Reads the head; gives the length of the body, or -1 when it comes in chunks.</summary>
    private async ValueTask<long> ReadHeadAsync(CancellationToken cancellationToken)
    {
        (int at, int count) = await ReadLineAsync(cancellationToken);
        if (!_buffer.AsSpan(at, count).StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidDataException($"The server answered {Encoding.ASCII.GetString(_buffer, at, count)}.");
        }

        long length = -1;
        for ((at, count) = await ReadLineAsync(cancellationToken); count > 0; (at, count) = await ReadLineAsync(cancellationToken))
        {
            ReadOnlySpan<byte> line = _buffer.AsSpan(at, count);
            if (line.StartsWith("Content-Length: "u8))
            {
                _ = Utf8Parser.TryParse(line["Content-Length: ".Length..], out length, out _);
            }
        }

        return length;
    }

    private async ValueTask<long> ReadChunkSizeAsync(CancellationToken cancellationToken)
    {
        (int at, int count) = await ReadLineAsync(cancellationToken);
        return Utf8Parser.TryParse(_buffer.AsSpan(at, count), out long size, out _, 'X') ? size : throw new InvalidDataException("A chunk has no size.");
    }

    private async ValueTask<Answer> ReadBodyAsync(long count, Answer answer, Stream? body, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                await FillAsync(cancellationToken);
            }

            int taken = (int)Math.Min(count, _end - _start);
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, taken);
            answer = new(answer.Bytes + taken, answer.Lines + bytes.Count((byte)'\n'));
            body?.Write(bytes);
            _start += taken;
            count -= taken;
        }

        return answer;
    }

    /// <summary>Place and length of the next line, without its end.</summary>
    private async ValueTask<(int At, int Count)> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int count = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (count >= 0)
            {
                int at = _start;
                _start += count + 2;
                return (at, count);
            }

            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read > 0 ? read : throw new InvalidDataException("The server closed the connection.");
    }
}
