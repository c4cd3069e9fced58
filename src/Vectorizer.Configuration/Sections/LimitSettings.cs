using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>
/// The most that callers may ask for. A request beyond a limit is refused and told which; nothing is cut to fit. What is
/// stored already stays when a limit is lowered.
/// </summary>
public sealed class LimitSettings
{
    // Two bytes of JSON can become a float of four, and one record of the log, which has at most 64 MiB, holds all points of a
    // request that belong to a segment.
    private const int LargestBodyBytes = 32 * 1024 * 1024;

    /// <summary>Floats of a vector, asked of a new collection.</summary>
    [ConfigurationKeyName("max_dimension")]
    [NumberSetting(1, 65_536, Unit = "floats")]
    public int MaxDimension { get; set; } = 65_536;

    /// <summary>Collections of the node.</summary>
    [ConfigurationKeyName("max_collections")]
    [NumberSetting(1, 10_000, Unit = "collections")]
    public int MaxCollections { get; set; } = 10_000;

    /// <summary>Bytes of the payload of a point, as it was sent.</summary>
    [ConfigurationKeyName("max_payload_bytes")]
    [NumberSetting(2, 1024 * 1024, Unit = "bytes")]
    public int MaxPayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>Hits of a query, those that its <c>offset</c> leaves out included.</summary>
    [ConfigurationKeyName("max_query_limit")]
    [NumberSetting(100, 10_000, Unit = "hits")]
    public int MaxQueryLimit { get; set; } = 10_000;

    /// <summary>
    /// Examples of a recommendation, positive and negative ones. With <c>best_score</c> a segment is searched near each positive one, and
    /// what is found is compared with all.
    /// </summary>
    [ConfigurationKeyName("max_examples")]
    [NumberSetting(1, 100, Unit = "examples")]
    public int MaxExamples { get; set; } = 100;

    /// <summary>Filters within filters, the outermost included.</summary>
    [ConfigurationKeyName("max_filter_depth")]
    [NumberSetting(1, 16, Unit = "filters")]
    public int MaxFilterDepth { get; set; } = 8;

    /// <summary>Conditions of a filter, those that hold further ones included.</summary>
    [ConfigurationKeyName("max_filter_conditions")]
    [NumberSetting(1, 10_000, Unit = "conditions")]
    public int MaxFilterConditions { get; set; } = 1_000;

    /// <summary>Bytes of the body of a request, decompressed. It is parsed as a whole before anything is done.</summary>
    [ConfigurationKeyName("max_body_bytes")]
    [NumberSetting(1024, LargestBodyBytes, Unit = "bytes")]
    public int MaxBodyBytes { get; set; } = LargestBodyBytes;

    /// <summary>
    /// Time for a request from its first byte to its answer. Searches take milliseconds and the largest upsert a few seconds;
    /// who waits longer is better told to send less.
    /// </summary>
    [ConfigurationKeyName("request_timeout_seconds")]
    [NumberSetting(1, 600, Unit = "seconds")]
    public int RequestTimeoutSeconds { get; set; } = 30;

    /// <summary>
    /// Connections at a time. Idle ones are cheap, but each counts against the files that the process may have open.
    /// </summary>
    [ConfigurationKeyName("max_connections")]
    [NumberSetting(1, 1_000_000, Unit = "connections")]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary><see cref="RequestTimeoutSeconds"/> as time.</summary>
    public TimeSpan RequestTimeout => TimeSpan.FromSeconds(RequestTimeoutSeconds);
}
