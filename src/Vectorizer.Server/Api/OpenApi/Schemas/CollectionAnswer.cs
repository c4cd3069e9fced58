using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Everything about a collection.</summary>
[Description("A collection. 'dimension', 'metric' and 'hnsw_config' stand here when it has one vector a point, else in 'vectors'.")]
internal sealed record CollectionAnswer
{
    public required string Name { get; init; }

    [Description("Never used again: a collection of the same name has another one.")]
    public required long Id { get; init; }

    [Description("State of the worst segment.")]
    [AllowedValues("ready", "recovering", "sealed", "quarantined")]
    public required string State { get; init; }

    [Description("Points that a query can find.")]
    public required long Points { get; init; }

    [Description("Replaced or deleted points that still take memory.")]
    public required long DeletedPoints { get; init; }

    public required int Segments { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required MemoryAnswer Memory { get; init; }

    public int? Dimension { get; init; }

    [AllowedValues("cosine", "euclidean", "dot", "manhattan")]
    public string? Metric { get; init; }

    public HnswConfigSchema? HnswConfig { get; init; }

    public Dictionary<string, VectorFieldSchema>? Vectors { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
