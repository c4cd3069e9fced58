using System.Net;
using System.Net.Sockets;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>Takes connections and never says a word.</summary>
internal sealed class TcpSilence : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TcpSilence() => _listener.Start();

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    public void Dispose() => _listener.Dispose();
}
