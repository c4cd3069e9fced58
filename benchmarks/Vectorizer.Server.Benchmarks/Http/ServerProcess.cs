using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>A server in a process of its own, on a free port of loopback. Stopped with SIGTERM, as an operator would.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_longestStart = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = s_longestStart };
    }

    public int Port { get; }

    public HttpClient Http { get; }

    /// <summary>Starts a program, and returns when it says that it is ready.</summary>
    /// <param name="command">The program and what stands before the server's settings.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerProcess> StartAsync(string[] command, string data, CancellationToken cancellationToken)
    {
        int port = FindFreePort();
        Directory.CreateDirectory(data);
        Process process = Process.Start(new ProcessStartInfo(
            "dotnet", [.. command, $"--server:port={port}", $"--server:data_dir={data}"])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The server did not start.");

        // Read, so that it never waits for somebody to read.
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        ServerProcess server = new(process, port);
        long startedAt = Stopwatch.GetTimestamp();
        while (!await server.IsReadyAsync(cancellationToken))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(startedAt) > s_longestStart)
            {
                throw new InvalidOperationException("The server is not ready.");
            }

            await Task.Delay(100, cancellationToken);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync("health/ready", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FindFreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
