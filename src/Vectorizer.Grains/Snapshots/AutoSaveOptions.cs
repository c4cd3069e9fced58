namespace Vectorizer.Grains.Snapshots;

/// <summary>When segments are saved by themselves.</summary>
public sealed class AutoSaveOptions
{
    /// <summary>Whether they are. On request they are saved in any case. True unless set.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The longest time that a write waits for the next snapshot, 1 s..7 d; 300 s unless set.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// Points stored or deleted since the last snapshot after which a new one is due before the interval has passed,
    /// 1..1,000,000,000; 1,000 unless set. It then still waits until the log since then is as large as the snapshot.
    /// </summary>
    public long MinOperations { get; set; } = 1_000;

    /// <summary>
    /// Snapshots kept of each segment, 1..100; 2 unless set. The log is kept from the oldest of them on, so that a damaged
    /// snapshot loses nothing while there is one before it.
    /// </summary>
    public int Keep { get; set; } = 2;

    /// <summary>How often every snapshot is read in the background to find silent damage, 1 s..365 d; 24 h unless set.</summary>
    public TimeSpan ScrubInterval { get; set; } = TimeSpan.FromHours(24);
}
