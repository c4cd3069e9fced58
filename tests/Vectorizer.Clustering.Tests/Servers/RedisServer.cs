using System.ComponentModel;
using StackExchange.Redis;
using Vectorizer.Clustering.Tests.Servers;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace Vectorizer.Clustering.Tests.Servers;

/// <summary>A real Redis for the tests.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private ServerProcess? _process;

    /// <summary>How to reach it. Calls to one that is gone fail soon.</summary>
    public ConfigurationOptions Connection
        => ConfigurationOptions.Parse($"127.0.0.1:{_process!.Port},connectTimeout=1000,asyncTimeout=1000,syncTimeout=1000");

    public async ValueTask InitializeAsync() => await StartAsync(null);

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Starts one that is gone again, empty, at its former address.</summary>
    internal Task ReturnAsync() => StartAsync(_process!.Port);

    private async Task StartAsync(int? port)
    {
        try
        {
            _process = await ServerProcess.StartAsync(
                "redis-server",
                (port, folder) => ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"],
                port);
        }
        catch (Win32Exception exception)
        {
            Assert.Fail($"redis-server is missing; ./test.sh installs it. {exception.Message}");
        }
    }
}
