using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>When segments are saved by themselves, so that a restart need not replay all writes.</summary>
public sealed class AutoSaveSettings
{
    /// <summary>Whether they are. A snapshot that is asked for is made in any case.</summary>
    [ConfigurationKeyName("enabled")]
    [FlagSetting]
    public bool Enabled { get; set; } = true;

    /// <summary>The longest time that a write waits for the next snapshot.</summary>
    [ConfigurationKeyName("interval_seconds")]
    [NumberSetting(1, 7 * 24 * 3_600, Unit = "seconds")]
    public int IntervalSeconds { get; set; } = 300;

    /// <summary>
    /// Points stored or deleted in a segment after which it is saved before the interval has passed, as soon as its log
    /// since the last snapshot is as large as that snapshot.
    /// </summary>
    [ConfigurationKeyName("min_operations")]
    [NumberSetting(1, 1_000_000_000, Unit = "points")]
    public long MinOperations { get; set; } = 1_000;

    /// <summary>Snapshots kept of each segment. The log is kept from the oldest of them on.</summary>
    [ConfigurationKeyName("keep_snapshots")]
    [NumberSetting(1, 100, Unit = "snapshots")]
    public int KeepSnapshots { get; set; } = 2;

    /// <summary>How often every snapshot is read to find silent damage.</summary>
    [ConfigurationKeyName("scrub_interval_seconds")]
    [NumberSetting(1, 365 * 24 * 3_600, Unit = "seconds")]
    public int ScrubIntervalSeconds { get; set; } = 24 * 3_600;
}
