using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Hosting.Logging;

/// <summary>The least that each part of the process tells; <see cref="Set"/> changes it while the process runs.</summary>
/// <remarks>
/// Below <c>info</c> the libraries tell of every connection and message, and of paths with the names that callers chose. So they tell
/// what needs attention, whatever the level of the server's own parts.
/// </remarks>
internal sealed class LogLevels(string word) : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private const string Own = nameof(Vectorizer);

    private LogLevel _level = Of(word);
    private volatile bool _isStarted;
    private ConfigurationReloadToken _changed = new();

    /// <summary>The name of the options that change, the default one.</summary>
    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => _changed;

    /// <summary>Changes the level to that of a word of <c>logging.level</c>.</summary>
    public void Set(string level)
    {
        _level = Of(level);
        Interlocked.Exchange(ref _changed, new ConfigurationReloadToken()).OnReload();
    }

    /// <summary>From now on the watchdog of Orleans is heard.</summary>
    public void Start() => _isStarted = true;

    public void Configure(LoggerFilterOptions options)
    {
        LogLevel libraries = _level < LogLevel.Warning ? LogLevel.Warning : _level;
        options.MinLevel = libraries;
        Add(options, Own, _level);

        // Who asks for a line per request gets it with every level.
        Add(options, typeof(RequestLog).FullName!, LogLevel.Information);

        // Whose request ran out of time is told so. That is no defect, and it comes with a stack trace.
        Add(options, "Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);

        // The watchdog may look at its own check before that has run once. It then reports a stall that lasts since the machine
        // was switched on.
        options.Rules.Add(new LoggerFilterRule(null, "Orleans.Runtime.Watchdog", libraries, (_, _, _) => _isStarted));
    }

    private static void Add(LoggerFilterOptions options, string category, LogLevel level)
        => options.Rules.Add(new LoggerFilterRule(providerName: null, category, level, filter: null));

    private static LogLevel Of(string word) => word switch
    {
        LoggingSettings.Trace => LogLevel.Trace,
        LoggingSettings.Debug => LogLevel.Debug,
        LoggingSettings.Info => LogLevel.Information,
        LoggingSettings.Warn => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
