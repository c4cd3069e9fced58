namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Native memory in bytes.</summary>
internal sealed record MemoryAnswer
{
    /// <summary>Vectors, and the links of the lowest layer beside them.</summary>
    public required long VectorsBytes { get; init; }

    /// <summary>Links of the layers above.</summary>
    public required long LinksBytes { get; init; }

    /// <summary>Ids, payloads, and what is known of each point.</summary>
    public required long PointsBytes { get; init; }

    /// <summary>Payloads alone, as they are kept; part of 'points_bytes'.</summary>
    public required long PayloadsBytes { get; init; }

    /// <summary>What the payloads would take if none were compressed.</summary>
    public required long PayloadsUncompressedBytes { get; init; }

    public required long TotalBytes { get; init; }
}
