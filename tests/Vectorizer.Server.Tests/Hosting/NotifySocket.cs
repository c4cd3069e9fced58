using System.Net.Sockets;
using System.Text;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>The end of systemd's notification protocol that systemd has, sd_notify(3).</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifySocket()
    {
        // The longest path of a socket has 107 bytes.
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"notify-{Guid.NewGuid():N}"[..20]);
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
    }

    /// <summary>What <c>NOTIFY_SOCKET</c> holds.</summary>
    public string Path { get; }

    /// <summary>The next message.</summary>
    public async Task<string> ReceiveAsync()
    {
        byte[] message = new byte[1024];
        int length = await _socket.ReceiveAsync(message, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(message, 0, length);
    }

    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(Path);
    }
}
