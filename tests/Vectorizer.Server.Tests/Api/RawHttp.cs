using System.Net.Sockets;
using System.Text;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Sends bytes that no HTTP library would send, and reads what comes back until the connection ends.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request and reads the whole response. The request should say <c>Connection: close</c>.</summary>
    public static async Task<(int Status, string Text)> SendAsync(Uri server, byte[] request)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using TcpClient connection = new();
        await connection.ConnectAsync(server.Host, server.Port, token);
        await using NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(request, token);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string response = await reader.ReadToEndAsync(token);
        return (int.Parse(response.AsSpan("HTTP/1.1 ".Length, 3)), response);
    }

    /// <summary>Sends a request without a body for a target as it stands.</summary>
    public static Task<(int Status, string Text)> GetAsync(Uri server, string target, string method = "GET")
        => SendAsync(server, Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
}
