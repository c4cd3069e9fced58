using System.Diagnostics;
using System.Reflection;
using Vectorizer.Client;

[assembly: AssemblyFixture(typeof(Vectorizer.Cli.Tests.Fixtures.RealServer))]

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>The server itself, in a process of its own on a free port, for all tests of the assembly.</summary>
/// <remarks>Tests run beside each other: each makes a collection under a name of its own.</remarks>
public sealed class RealServer : IAsyncLifetime
{
    private const string Announcement = "listens on";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private Process _process = null!;
    private Task _drained = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    public string Url { get; private set; } = "";

    internal VectorizerHttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string path = typeof(RealServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "ServerPath").Value!;
        _process = Process.Start(new ProcessStartInfo(
            "dotnet", [path, "--server:port=0", $"--server:data_dir={_folder.File("data")}"])
        {
            RedirectStandardOutput = true,
        })!;
        Url = await ReadUrlAsync();

        // A pipe that nobody reads fills up, and the server would wait at its next line.
        _drained = _process.StandardOutput.ReadToEndAsync();
        _http.BaseAddress = new Uri(Url);
        Client = new VectorizerHttpClient(_http);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _drained;
        _process.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task<string> ReadUrlAsync()
    {
        List<string> said = [];
        while (await _process.StandardOutput.ReadLineAsync() is string line)
        {
            said.Add(line);
            int at = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (at >= 0)
            {
                return line[(at + Announcement.Length)..].Trim().Split(' ')[0];
            }
        }

        throw new InvalidOperationException("The server did not start:\n" + string.Join('\n', said));
    }
}
