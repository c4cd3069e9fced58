using System.Net;
using System.Net.Sockets;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Commands;

public sealed class UnreachableServerTests : IDisposable
{
    // Bound and not listening: nobody else can take the port, and connections to it are refused.
    private readonly Socket _closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly TemporaryFolder _folder = new();

    public UnreachableServerTests() => _closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    [Theory]
    [InlineData("status")]
    [InlineData("collections", "list")]
    [InlineData("collections", "delete", "c", "--yes")]
    [InlineData("query", "c", "--id", "a")]
    [InlineData("import", "FILE", "-c", "c")]
    [InlineData("demo", "words", "--embeddings", "words.tgz")]
    public async Task Every_command_says_how_to_start_a_server(params string[] command)
    {
        string file = _folder.Write("a.fvecs", VectorFiles.Fvecs([1]));
        string[] args = [.. command.Select(word => word == "FILE" ? file : word), "--url", $"http://{_closed.LocalEndPoint}"];

        CommandLineRun run = await CommandLineRun.RunAsync(args);

        Assert.Equal((ExitCode.Unavailable, ""), (run.ExitCode, run.Output));
        Assert.Contains($"No server is listening on http://{_closed.LocalEndPoint}.", run.Error);
        Assert.Contains("dotnet run -c Release --project src/Vectorizer.Server", run.Error);
    }

    [Fact]
    public async Task Something_else_on_the_port_is_no_server()
    {
        await using FaultyServer server = await FaultyServer.StartAsync();

        CommandLineRun run = await CommandLineRun.RunAsync(["collections", "list", "--url", server.Url.ToString()]);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("404 unexpected_answer", run.Error);
    }

    [Fact]
    public async Task A_server_that_is_not_ready_is_told_apart_from_one_that_is()
    {
        await using FaultyServer server = await FaultyServer.StartAsync();
        server.Status = "recovering";

        CommandLineRun run = await CommandLineRun.RunAsync(["status", "--url", server.Url.ToString()]);

        Assert.Equal(ExitCode.Unavailable, run.ExitCode);
        Assert.StartsWith("status\trecovering\n", run.Output);
        Assert.Contains("error: The server is not ready: recovering.", run.Error);
    }

    [Theory]
    [InlineData("ready", ExitCode.Success)]
    [InlineData("recovering", ExitCode.Success)]
    [InlineData("failed", ExitCode.Unavailable)]
    [InlineData("stopping", ExitCode.Unavailable)]
    public async Task A_server_that_recovers_is_alive(string status, int exitCode)
    {
        await using FaultyServer server = await FaultyServer.StartAsync();
        server.Status = status;
        Assert.Equal(exitCode, (await CommandLineRun.RunAsync(["status", "--live", "--url", server.Url.ToString()])).ExitCode);
    }

    public void Dispose()
    {
        _closed.Dispose();
        _folder.Dispose();
    }
}
