using Vectorizer.Grains.Storage;

namespace Vectorizer.Server.Hosting;

/// <summary>What the console says after the banner: what needs attention, and nothing else.</summary>
internal sealed class ConsoleLog
{
    private volatile bool _started;

    /// <summary>Sets the levels.</summary>
    public void Configure(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Warning);

        // A start that takes long says how far it is.
        logging.AddFilter(typeof(NodeRecovery).FullName, LogLevel.Information);

        // Whose request ran out of time is told so. That is no defect, and it comes with a stack trace.
        logging.AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);

        // The watchdog of Orleans may look at its own check before that has run once. It then reports a stall that lasts
        // since the machine was switched on.
        logging.AddFilter("Orleans.Runtime.Watchdog", level => level >= LogLevel.Warning && _started);
    }

    /// <summary>From now on the watchdog is heard.</summary>
    public void Start() => _started = true;
}
