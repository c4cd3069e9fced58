namespace Vectorizer.Client.Segments;

/// <summary>The segments of one collection.</summary>
public sealed record SegmentList
{
    /// <summary>One entry for each segment.</summary>
    public required IReadOnlyList<SegmentDescription> Segments { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}
