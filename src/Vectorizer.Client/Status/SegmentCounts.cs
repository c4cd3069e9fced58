namespace Vectorizer.Client.Status;

/// <summary>How many segments are in which state.</summary>
public sealed record SegmentCounts
{
    /// <summary>Serving reads and writes.</summary>
    public int Ready { get; init; }

    /// <summary>Loading what was stored.</summary>
    public int Recovering { get; init; }

    /// <summary>Readable, and closed to writes after a failure.</summary>
    public int Sealed { get; init; }

    /// <summary>Set aside: their stored data is damaged or missing.</summary>
    public int Quarantined { get; init; }
}
