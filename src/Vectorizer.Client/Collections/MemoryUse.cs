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

    /// <summary>Payloads alone, as they are kept; part of <see cref="PointsBytes"/>.</summary>
    public long PayloadsBytes { get; init; }

    /// <summary>What the payloads would take if none were compressed.</summary>
    public long PayloadsUncompressedBytes { get; init; }

    /// <summary>All of it.</summary>
    public long TotalBytes { get; init; }
}
