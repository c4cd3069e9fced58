using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace Vectorizer.Server.Hosting.Lifetime;

/// <summary>Tells systemd when the node serves, that it is alive, and when it stops. Says nothing where there is no systemd.</summary>
/// <remarks>
/// The node counts as started when it listens: a long recovery is no reason for a restart. The pings of the watchdog come from the
/// thread pool, so that they end when that is stuck.
/// </remarks>
internal sealed class ServiceManager(TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private const string WatchdogMicroseconds = "WATCHDOG_USEC";
    private const string WatchdogProcess = "WATCHDOG_PID";

    private static readonly ServiceState s_alive = new("WATCHDOG=1");

    private readonly SystemdNotifier _systemd = new();
    private readonly CancellationTokenSource _stop = new();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _systemd.Notify(ServiceState.Ready);
        if (_systemd.IsEnabled && WatchdogInterval() is { } interval)
        {
            _ = PingAsync(interval);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _systemd.Notify(ServiceState.Stopping);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();

    // Half of what systemd waits for, as sd_watchdog_enabled(3) advises.
    private static TimeSpan? WatchdogInterval()
    {
        string? process = Environment.GetEnvironmentVariable(WatchdogProcess);
        return (process is null || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            && long.TryParse(
                Environment.GetEnvironmentVariable(WatchdogMicroseconds), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            && microseconds > 0
                ? TimeSpan.FromMicroseconds(microseconds) / 2
                : null;
    }

    private async Task PingAsync(TimeSpan interval)
    {
        using PeriodicTimer timer = new(interval, time);
        try
        {
            do
            {
                _systemd.Notify(s_alive);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }
}
