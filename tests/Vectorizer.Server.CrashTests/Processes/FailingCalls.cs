using System.Diagnostics;
using System.Globalization;

namespace Vectorizer.Server.CrashTests.Processes;

/// <summary>Lets calls of a running process to the system fail, until this is disposed of.</summary>
/// <remarks>strace stops the process at each of these calls and puts the error in place of the result. The call is not made.</remarks>
internal sealed class FailingCalls : IAsyncDisposable
{
    public const string Syncs = "fsync,fdatasync";
    public const string Writes = "pwrite64";
    public const string Reads = "pread64";

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    private readonly Process _strace;
    private readonly ProcessOutput _errors = new();

    private FailingCalls(int processId, string calls, string error)
    {
        ProcessStartInfo start = new(
            "strace",
            [
                "-f", "-o", "/dev/null",
                "-p", processId.ToString(CultureInfo.InvariantCulture),
                "-e", $"trace={calls}",
                "-e", $"inject={calls}:error={error}",
            ])
        {
            RedirectStandardError = true,
        };
        _strace = new Process { StartInfo = start, EnableRaisingEvents = true };
        _strace.ErrorDataReceived += _errors.Take;
        _strace.Start();
        _strace.BeginErrorReadLine();
    }

    /// <summary>Begins, and returns when the calls fail.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="calls">Names of system calls, such as <see cref="Syncs"/>.</param>
    /// <param name="error">Name of the error, such as <c>EIO</c>.</param>
    public static async Task<FailingCalls> BeginAsync(int processId, string calls, string error)
    {
        FailingCalls failing = new(processId, calls, error);
        Task<string> attached = failing._errors.WaitForAsync(line => line.Contains(" attached", StringComparison.Ordinal));
        Task ended = failing._strace.WaitForExitAsync();
        if (await Task.WhenAny(attached, ended).WaitAsync(s_longestWait) == ended)
        {
            throw new InvalidOperationException($"strace ended with {failing._strace.ExitCode}: {failing._errors.Text}");
        }

        return failing;
    }

    public async ValueTask DisposeAsync()
    {
        // On this signal it lets go of the process before it ends.
        await Tool.RunAsync("kill", "-INT", _strace.Id.ToString(CultureInfo.InvariantCulture));
        await _strace.WaitForExitAsync();
        _strace.Dispose();
    }
}
