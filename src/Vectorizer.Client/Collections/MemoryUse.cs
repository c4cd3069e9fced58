namespace Vectorizer.Client.Collections;

/// <summary>Memory held for points, in bytes.</summary>
public sealed record MemoryUse
{
    /// <summary>The vectors' numbers, as far as they are in memory.</summary>
    public long VectorsBytes { get; init; }

    /// <summary>What is kept of vectors for searches where they are quantized.</summary>
    public long CodesBytes { get; init; }

    /// <summary>The graph's links.</summary>
    public long LinksBytes { get; init; }

    /// <summary>Ids, and what is known of each point.</summary>
    public long PointsBytes { get; init; }

    /// <summary>Payloads as they are kept.</summary>
    public long PayloadsBytes { get; init; }

    /// <summary>What the payloads would take if none were compressed; no part of the total.</summary>
    public long PayloadsUncompressedBytes { get; init; }

    /// <summary>Indexes over payloads, at most.</summary>
    public long PayloadIndexesBytes { get; init; }

    /// <summary>Writes that wait to be logged or to become visible.</summary>
    public long LogBuffersBytes { get; init; }

    /// <summary>All of it.</summary>
    public long TotalBytes { get; init; }

    /// <summary>What vectors that are not in memory take of the server's disk; no part of the total.</summary>
    public long RowFilesBytes { get; init; }
}
