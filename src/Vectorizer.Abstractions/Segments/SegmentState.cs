namespace Vectorizer.Abstractions.Segments;

/// <summary>What a segment can do at the moment.</summary>
public enum SegmentState
{
    /// <summary>Reads and writes.</summary>
    Ready = 0,

    /// <summary>Its log is being replayed; neither reads nor writes yet.</summary>
    Recovering = 1,

    /// <summary>A sync of its log failed: reads go on, writes are refused until a restart.</summary>
    Sealed = 2,

    /// <summary>Its files are damaged: neither reads nor writes, the files are kept as they are.</summary>
    Quarantined = 3,
}
