namespace Vectorizer.Client.Collections;

/// <summary>Memory held for points, in bytes.</summary>
public sealed record MemoryUse
{
    /// <summary>The vectors' numbers.</summary>
    public long VectorsBytes { get; init; }

    /// <summary>The graph's links.</summary>
    public long LinksBytes { get; init; }

    /// <summary>Ids and payloads.</summary>
    public long PointsBytes { get; init; }

    /// <summary>All of it.</summary>
    public long TotalBytes { get; init; }
}
