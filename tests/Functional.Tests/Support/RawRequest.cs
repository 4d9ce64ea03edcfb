using System.Net.Sockets;
using System.Text;

namespace Hven.Functional.Tests;

/// <summary>Requests as bytes, for what no well-behaved client would send.</summary>
internal static class RawRequest
{
    /// <summary>Sends bytes on a connection of its own and reads until the server closes it.</summary>
    public static async Task<string> SendAsync(Uri server, string request)
    {
        using TcpClient connection = await ConnectAsync(server, request);
        using StreamReader reader = new(connection.GetStream(), Encoding.UTF8);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            // The server cut the connection off without an answer.
            return "";
        }
    }

    /// <summary>Sends bytes and leaves the answer unread.</summary>
    public static async Task<TcpClient> ConnectAsync(Uri server, string request)
    {
        TcpClient connection = new() { ReceiveBufferSize = 4096 };
        await connection.ConnectAsync(server.Host, server.Port);
        try
        {
            await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request));
        }
        catch (IOException)
        {
            // The server may refuse before it has read everything; its answer, if any, is still to be read.
        }

        return connection;
    }

    /// <summary>A query as the bytes of its request.</summary>
    public static string Query(string query, string format, long maxRows)
    {
        string body = System.Text.Json.JsonSerializer.Serialize(new { query, format, maxRows });
        return $"POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }
}
