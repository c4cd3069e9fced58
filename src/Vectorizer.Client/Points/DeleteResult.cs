namespace Vectorizer.Client.Points;

/// <summary>The answer to a deletion of points.</summary>
public sealed record DeleteResult
{
    /// <summary>Points that existed.</summary>
    public int Deleted { get; init; }

    /// <summary>The segments that took part.</summary>
    public IReadOnlyList<SegmentWrite> Segments { get; init; } = [];

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}
