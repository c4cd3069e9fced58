using System.Globalization;
using Vectorizer.Server.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>The server that most tests share. Each uses collections of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private static int s_collections;

    private TestServer? _server;

    public HttpClient Http => _server!.Http;

    public Uri Url => _server!.Url;

    public string DataDir => _server!.DataDir;

    internal TestServer Server => _server!;

    /// <summary>A name that no other test uses.</summary>
    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"c{Interlocked.Increment(ref s_collections)}");

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}
