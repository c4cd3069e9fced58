using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A collection. 'dimension', 'metric', 'hnsw_config' and 'quantization' stand here when it has one vector a point, else in 'vectors'.</summary>
internal sealed record CollectionAnswer
{
    public required string Name { get; init; }

    /// <summary>Never used again: a collection of the same name has another one.</summary>
    public required long Id { get; init; }

    /// <summary>State of the worst segment.</summary>
    [AllowedValues("ready", "recovering", "sealed", "quarantined")]
    public required string State { get; init; }

    /// <summary>Points that a query can find.</summary>
    public required long Points { get; init; }

    /// <summary>Replaced or deleted points whose memory cannot be used again yet.</summary>
    public required long DeletedPoints { get; init; }

    public required int Segments { get; init; }

    /// <summary>Segments whose quantization is not yet the one asked for. 'GET …/segments' tells how far they are.</summary>
    public required int RequantizingSegments { get; init; }

    /// <summary>How far a write gets before it is acknowledged, when it does not say itself.</summary>
    [AllowedValues("fsync", "os", "memory")]
    public required string Durability { get; init; }

    /// <summary>Whether deleting the collection is refused.</summary>
    public required bool DeletionProtection { get; init; }

    /// <summary>Names that stand for the collection beside its own.</summary>
    public required string[] Aliases { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required CompressionSchema Compression { get; init; }

    public required MemoryAnswer Memory { get; init; }

    public int Dimension { get; init; }

    [AllowedValues("cosine", "euclidean", "dot", "manhattan")]
    public string Metric { get; init; } = null!;

    public HnswConfigSchema? HnswConfig { get; init; }

    public QuantizationSchema? Quantization { get; init; }

    public Dictionary<string, VectorFieldSchema> Vectors { get; init; } = null!;

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
