using Vectorizer.Grains.Snapshots;

namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>auto_save</c>: when collections are saved by themselves, so that a restart need not replay all writes.</summary>
internal sealed class AutoSaveSettings
{
    /// <summary>Name of the section.</summary>
    public const string Section = "auto_save";

    private const int MostIntervalSeconds = 7 * 24 * 3_600;
    private const int MostScrubSeconds = 365 * 24 * 3_600;
    private const long MostOperations = 1_000_000_000;
    private const int MostKept = 100;

    /// <summary>Whether they are. <c>POST …/snapshot</c> saves in any case. <c>true</c> unless set.</summary>
    [ConfigurationKeyName("enabled")]
    public bool Enabled { get; set; } = true;

    /// <summary>The longest time in seconds that a write waits for the next snapshot, 1..604,800. 300 unless set.</summary>
    [ConfigurationKeyName("interval_seconds")]
    public int IntervalSeconds { get; set; } = 300;

    /// <summary>
    /// Points stored or deleted in a segment after which it is saved before the interval has passed, as soon as its log
    /// since the last snapshot is as large as that snapshot. 1..1,000,000,000; 1,000 unless set.
    /// </summary>
    [ConfigurationKeyName("min_operations")]
    public long MinOperations { get; set; } = 1_000;

    /// <summary>Snapshots kept of each segment, 1..100. 2 unless set. The log is kept from the oldest of them on.</summary>
    [ConfigurationKeyName("keep_snapshots")]
    public int KeepSnapshots { get; set; } = 2;

    /// <summary>How often in seconds every snapshot is read to find silent damage, 1..31,536,000. 86,400 unless set.</summary>
    [ConfigurationKeyName("scrub_interval_seconds")]
    public int ScrubIntervalSeconds { get; set; } = 24 * 3_600;

    /// <exception cref="StartupException">An option is outside its range.</exception>
    public void Validate()
    {
        Check("interval_seconds", IntervalSeconds, MostIntervalSeconds);
        Check("min_operations", MinOperations, MostOperations);
        Check("keep_snapshots", KeepSnapshots, MostKept);
        Check("scrub_interval_seconds", ScrubIntervalSeconds, MostScrubSeconds);
    }

    /// <summary>Sets what the silo goes by.</summary>
    public void Apply(AutoSaveOptions options)
    {
        options.Enabled = Enabled;
        options.Interval = TimeSpan.FromSeconds(IntervalSeconds);
        options.MinOperations = MinOperations;
        options.Keep = KeepSnapshots;
        options.ScrubInterval = TimeSpan.FromSeconds(ScrubIntervalSeconds);
    }

    private static void Check(string key, long value, long most)
    {
        if (value < 1 || value > most)
        {
            throw new StartupException($"{Section}.{key} is {value}; it must be within 1..{most}.");
        }
    }
}
