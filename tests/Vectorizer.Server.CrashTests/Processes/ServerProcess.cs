using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Processes;

/// <summary>One real server, started as users start it.</summary>
/// <remarks>Ownership: the process is killed when this is disposed of, and when the tests end without that.</remarks>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(10);

    private static readonly ConcurrentDictionary<ServerProcess, byte> s_running = new();

    private readonly Process _process;

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (ServerProcess server in s_running.Keys)
        {
            server.Kill();
        }
    };

    private ServerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += Output.Take;
        _process.ErrorDataReceived += Errors.Take;
        _process.Start();
        s_running[this] = 0;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Id of the process. The server itself: what is started in front of it ends by becoming it.</summary>
    public int Id => _process.Id;

    public ProcessOutput Output { get; } = new();

    public ProcessOutput Errors { get; } = new();

    /// <summary>Where it listens, once it does.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts a server; it listens on a port of its own choice.</summary>
    /// <param name="dataDirectory">Its data.</param>
    /// <param name="prefix">A command in front of it, such as <c>prlimit --nofile=1024</c>.</param>
    public static ServerProcess Start(string dataDirectory, params string[] prefix)
    {
        string[] command =
        [
            .. prefix,
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Repository.ServerAssembly,
            "--server:port=0",
            $"--server:data_dir={dataDirectory}",
        ];
        return new ServerProcess(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        });
    }

    /// <summary>Starts a server and waits until it has recovered everything.</summary>
    public static async Task<ServerProcess> StartReadyAsync(string dataDirectory, params string[] prefix)
    {
        ServerProcess server = Start(dataDirectory, prefix);
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the server answers at all.</summary>
    /// <exception cref="ServerEndedException">It ended instead.</exception>
    public async Task WaitUntilListeningAsync()
    {
        Task<string> listening = Output.WaitForAsync(line => ListensOn().IsMatch(line));
        Task ended = _process.WaitForExitAsync();
        Task first = await Task.WhenAny(listening, ended).WaitAsync(s_longestStart);
        if (first == ended && !listening.IsCompleted)
        {
            throw Ended();
        }

        Address = new Uri(ListensOn().Match(await listening).Value);
    }

    /// <summary>Waits until the server says that it is ready.</summary>
    /// <returns>The status that said so.</returns>
    /// <exception cref="ServerEndedException">It ended instead.</exception>
    public async Task<JsonElement> WaitUntilReadyAsync()
    {
        await WaitUntilListeningAsync();
        using Api api = new(Address);
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            JsonElement status;
            try
            {
                status = (await api.GetAsync("/api/status")).Expect(200);
            }
            catch (NoAnswerException) when (_process.HasExited)
            {
                throw Ended();
            }

            if (status.GetProperty("status").ValueEquals("ready")
                && status.GetProperty("segments").GetProperty("recovering").GetInt32() == 0)
            {
                return status;
            }

            if (waited.Elapsed > s_longestStart)
            {
                throw new TimeoutException($"Not ready after {waited.Elapsed}: {status}\n{Output.Text}");
            }

            await Task.Delay(s_pollInterval);
        }
    }

    /// <summary>SIGKILL. Returns at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>SIGKILL, and waits until the process is gone and its files are closed.</summary>
    public async Task KillAsync()
    {
        Kill();
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits until the process has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await Tool.RunAsync("kill", "-TERM", Id.ToString(CultureInfo.InvariantCulture));
        return await WaitForExitAsync();
    }

    /// <summary>Waits until it has ended and all that it wrote has been read.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_longestStop);
        s_running.TryRemove(this, out _);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private ServerEndedException Ended() => new(
        $"The server ended with exit code {_process.ExitCode}.\n{Errors.Text}{Output.Text}");

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex ListensOn();
}
