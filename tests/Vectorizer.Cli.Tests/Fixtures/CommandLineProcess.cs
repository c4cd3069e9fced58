using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>The vectorizer program in a process of its own, which can be killed.</summary>
internal sealed partial class CommandLineProcess : IDisposable
{
    private const int InterruptSignal = 2;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CommandLineProcess(string[] args)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "vectorizer"), args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public static CommandLineProcess Start(params string[] args) => new(args);

    /// <summary>SIGKILL: the process gets no chance to save anything.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public void Interrupt() => Assert.Equal(0, SendSignal(_process.Id, InterruptSignal));

    /// <summary>Waits for the end.</summary>
    public async Task<CommandLineRun> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return new CommandLineRun(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
