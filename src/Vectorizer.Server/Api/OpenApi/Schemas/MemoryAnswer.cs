namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Memory in bytes, by part.</summary>
internal sealed record MemoryAnswer
{
    /// <summary>The numbers of the vectors, as far as they are in memory.</summary>
    public required long VectorsBytes { get; init; }

    /// <summary>What is kept of vectors for searches where they are quantized.</summary>
    public required long CodesBytes { get; init; }

    /// <summary>The graphs: links of all layers, and what is known of each node.</summary>
    public required long LinksBytes { get; init; }

    /// <summary>Ids, and what is known of each point.</summary>
    public required long PointsBytes { get; init; }

    /// <summary>Payloads as they are kept.</summary>
    public required long PayloadsBytes { get; init; }

    /// <summary>Indexes over payloads, at most.</summary>
    public required long PayloadIndexesBytes { get; init; }

    /// <summary>Writes that wait to be logged or to become visible.</summary>
    public required long LogBuffersBytes { get; init; }

    /// <summary>What the payloads would take if none were compressed; no part of the total.</summary>
    public required long PayloadsUncompressedBytes { get; init; }

    public required long TotalBytes { get; init; }

    /// <summary>What vectors that are not in memory take of the disk; no part of the total.</summary>
    public required long RowFilesBytes { get; init; }
}
