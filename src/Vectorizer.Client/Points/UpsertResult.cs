namespace Vectorizer.Client.Points;

/// <summary>The answer to an upsert.</summary>
public sealed record UpsertResult
{
    /// <summary>Points that were stored.</summary>
    public int Upserted { get; init; }

    /// <summary>The segments that took part.</summary>
    public IReadOnlyList<SegmentWrite> Segments { get; init; } = [];

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}
