using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Hosting.Logging;

/// <summary>What the console says after the banner.</summary>
internal static class ConsoleLog
{
    /// <summary>Sets the format, and the levels as they are at any time.</summary>
    public static void Configure(ILoggingBuilder logging, LoggingSettings settings, LogLevels levels)
    {
        logging.ClearProviders();
        logging.Services.AddSingleton(levels);
        logging.Services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(levels);
        logging.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(levels);
        logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.AddConsole(options =>
        {
            options.FormatterName = settings.Format == LoggingSettings.Json ? JsonLineFormatter.Format : ConsoleFormatterNames.Simple;

            // Whoever reads the lines may stop reading. Requests must not wait for that; how many lines are lost is told.
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
