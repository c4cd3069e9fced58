namespace Vectorizer.Client.Points;

/// <summary>What one segment did with its part of a write.</summary>
public sealed record SegmentWrite
{
    /// <summary>Number of the segment.</summary>
    public int Segment { get; init; }

    /// <summary>Sequence number of the write there; null when the segment refused it.</summary>
    public long? Sequence { get; init; }

    /// <summary>How far the write got: <c>memory</c>, <c>os</c> or <c>fsync</c>.</summary>
    public string? Durability { get; init; }

    /// <summary>Why the segment refused its part; null when it took it.</summary>
    public string? Code { get; init; }

    /// <summary>The refusal in words.</summary>
    public string? Detail { get; init; }
}
