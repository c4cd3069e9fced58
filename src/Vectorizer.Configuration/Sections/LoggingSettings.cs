using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>What the node tells on its standard output.</summary>
public sealed class LoggingSettings
{
    /// <summary>A line for people.</summary>
    public const string Text = "text";

    /// <summary>A JSON object in each line.</summary>
    public const string Json = "json";

    /// <summary>The words of <see cref="Level"/>.</summary>
    public const string Trace = "trace", Debug = "debug", Info = "info", Warn = "warn", Error = "error";

    /// <summary>
    /// The least that is told: <c>error</c> for what failed, <c>warn</c> for what needs attention, <c>info</c> for the life of
    /// collections as well. <c>debug</c> and <c>trace</c> are for finding defects. The lines of the start are told in any case.
    /// </summary>
    [ConfigurationKeyName("level")]
    [ChoiceSetting(Trace, Debug, Info, Warn, Error, IsLive = true)]
    public string Level { get; set; } = Info;

    /// <summary>Lines for people, or a JSON object in each line for programs that collect logs.</summary>
    [ConfigurationKeyName("format")]
    [ChoiceSetting(Text, Json)]
    public string Format { get; set; } = Text;

    /// <summary>
    /// A line for each request once it has ended, whatever the level: method, route, address of the caller, bytes received,
    /// status, milliseconds, trace id. Never ids, payloads, vectors or parameters.
    /// </summary>
    [ConfigurationKeyName("log_requests")]
    [FlagSetting]
    public bool LogRequests { get; set; }

    /// <summary>
    /// A line for each answer, whatever the level: status, content type, bytes sent, the code of a problem, trace id. Never what
    /// it says.
    /// </summary>
    [ConfigurationKeyName("log_responses")]
    [FlagSetting]
    public bool LogResponses { get; set; }
}
