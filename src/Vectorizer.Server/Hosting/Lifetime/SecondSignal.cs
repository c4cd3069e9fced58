using System.Runtime.InteropServices;

namespace Vectorizer.Server.Hosting.Lifetime;

/// <summary>The first signal to end is the beginning of a stop. The second ends the process at once.</summary>
/// <remarks>Nothing acknowledged is lost by that: what a write was promised is on the disk before its answer.</remarks>
internal sealed class SecondSignal : IHostedService, IDisposable
{
    // As shells count processes that a signal ended: 128 and the number of the signal.
    private const int ExitAfterInterrupt = 128 + 2;
    private const int ExitAfterTerminate = 128 + 15;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Receive(signal, ExitAfterInterrupt)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Receive(signal, ExitAfterTerminate)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Receive(PosixSignalContext signal, int exitCode)
    {
        // The stop itself is begun by the host, which hears the signal as well.
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(exitCode);
        }
    }
}
