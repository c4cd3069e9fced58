using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>The server as a process of its own, for what can be seen from outside only.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const string ListensOn = "listens on";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Receive(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Receive(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => Text(_errors);

    /// <summary>Starts a server in a folder.</summary>
    public static ServerProcess Start(string folder, params string[] args) => StartIn([], folder, args);

    /// <summary>Starts a server in a folder, with more environment variables than this process has.</summary>
    public static ServerProcess StartIn(Dictionary<string, string> environment, string folder, params string[] args)
    {
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Vectorizer.Server.dll"));
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the end of the banner.</summary>
    public async Task<Uri> AnnouncedAsync()
    {
        await Task.WhenAny(_announced.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.False(_process.HasExited, $"It ended: {Output}{Errors}");
        string line = Output.Split('\n').Single(line => line.Contains(ListensOn, StringComparison.Ordinal));
        return new Uri(Address().Match(line).Value);
    }

    /// <summary>Waits for the process to end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks the process to end, as a terminal or a service manager does.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await ExitCodeAsync();
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it has written a line to standard output.</summary>
    /// <returns>The line.</returns>
    public async Task<string> LineAsync(Func<string, bool> wanted)
    {
        string? line = null;
        await Api.Wait.UntilAsync(() => Task.FromResult((line = Output.Split('\n').FirstOrDefault(wanted)) is not null));
        return line!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"http://(\[[0-9a-f:]+\]|[0-9.]+):\d+")]
    private static partial Regex Address();

    private static string Text(StringBuilder lines)
    {
        lock (lines)
        {
            return lines.ToString();
        }
    }

    private void Receive(StringBuilder lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Append(line).Append('\n');
        }

        if (line.Contains("curl", StringComparison.Ordinal) || (line.StartsWith('{') && line.Contains(ListensOn, StringComparison.Ordinal)))
        {
            _announced.TrySetResult();
        }
    }
}
