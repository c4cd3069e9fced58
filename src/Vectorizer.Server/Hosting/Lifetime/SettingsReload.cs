using System.Runtime.InteropServices;
using Vectorizer.Configuration;
using Vectorizer.Configuration.Declarations;
using Vectorizer.Server.Hosting.Logging;

namespace Vectorizer.Server.Hosting.Lifetime;

/// <summary>Reads the settings again when the process gets SIGHUP, and applies those that can change while it runs.</summary>
/// <remarks>With a fault in them nothing changes. What counts from the next start on is told, so that nobody takes it for done.</remarks>
internal sealed partial class SettingsReload(
    NodeConfiguration started, IReadOnlyList<string> args, LogLevels levels, ILogger<SettingsReload> logger) : IHostedService, IDisposable
{
    private readonly Lock _reading = new();
    private readonly NodeConfiguration _started = started;
    private NodeConfiguration _current = started;
    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // On Windows it is the console that is closed.
        if (!OperatingSystem.IsWindows())
        {
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                Reload(NodeConfiguration.ProcessEnvironment());
            });
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registration?.Dispose();

    /// <summary>Reads and applies.</summary>
    public void Reload(IReadOnlyDictionary<string, string> environment)
    {
        lock (_reading)
        {
            NodeConfiguration read = NodeConfiguration.Read(args, environment);
            if (read.Faults.Count > 0)
            {
                foreach (SettingsFault fault in read.Faults)
                {
                    LogRefused(logger, fault.ToString());
                }

                return;
            }

            string[] changed = [.. Changed(_current, read)];
            string[] waiting = [.. Changed(_started, read).Where(key => !SettingCatalog.Node.Find(key)!.Rule.IsLive)];
            _current = read;
            levels.Set(read.Settings.Logging.Level);
            LogRead(logger, changed.Length == 0 ? "nothing" : string.Join(", ", changed));
            if (waiting.Length > 0)
            {
                LogWaiting(logger, string.Join(", ", waiting));
            }
        }
    }

    private static IEnumerable<string> Changed(NodeConfiguration from, NodeConfiguration to)
        => SettingCatalog.Node.Settings
            .Where(setting => from.Root[setting.ConfigurationKey] != to.Root[setting.ConfigurationKey])
            .Select(setting => setting.Key);

    [LoggerMessage(1, LogLevel.Information, "The settings were read again; changed: {Keys}.")]
    private static partial void LogRead(ILogger logger, string keys);

    [LoggerMessage(2, LogLevel.Warning, "Changed settings that count from the next start on: {Keys}.")]
    private static partial void LogWaiting(ILogger logger, string keys);

    [LoggerMessage(3, LogLevel.Error, "The settings were read again and none was changed: {Fault}")]
    private static partial void LogRefused(ILogger logger, string fault);
}
