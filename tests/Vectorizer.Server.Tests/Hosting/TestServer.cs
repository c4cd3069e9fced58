using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>A whole server in this process, on a free port, with a data folder of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private TestServer(WebApplication app, DirectoryInfo data, string console)
    {
        _app = app;
        _data = data;
        Console = console;
        Url = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Url };
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>A client of it.</summary>
    public HttpClient Http { get; }

    /// <summary>What it wrote to the console at its start.</summary>
    public string Console { get; }

    /// <summary>Its data folder.</summary>
    public string DataDir => _data.FullName;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server.</summary>
    /// <remarks>Its data lies beside the tests: a folder for temporary files may be in memory, where nothing is durable.</remarks>
    /// <param name="configure">Changes its services; may be null.</param>
    /// <param name="args">Further settings.</param>
    public static async Task<TestServer> StartAsync(Action<IServiceCollection>? configure = null, params string[] args)
    {
        DirectoryInfo data = Directory.CreateDirectory(
            Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("N")));
        return await StartAsync(data, configure, args);
    }

    /// <summary>Stops it, and starts one with the defaults on its data. This one is over then.</summary>
    public async Task<TestServer> RestartAsync()
    {
        await StopAsync();
        return await StartAsync(_data, configure: null);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Delete(recursive: true);
    }

    private static async Task<TestServer> StartAsync(DirectoryInfo data, Action<IServiceCollection>? configure, params string[] args)
    {
        WebApplication app = ServerHost.Build(["--server:port=0", $"--server:data_dir={data.FullName}", "--logging:level=warn", .. args], configure);
        StringWriter console = new();
        await ServerHost.StartAsync(app, console);
        return new TestServer(app, data, console.ToString());
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
