using System.Text.Json;

namespace Vectorizer.Client.Search;

/// <summary>A point that was found.</summary>
public sealed record ScoredPoint
{
    /// <summary>The point's id.</summary>
    public required string Id { get; init; }

    /// <summary>Cosine similarity, dot product, or the euclidean or manhattan distance, as the field's metric is.</summary>
    public float Score { get; init; }

    /// <summary>The point's payload; null when it has none or none was asked for.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>The unnamed vector, when asked for.</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    /// <summary>The named vectors, when asked for.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<float>>? Vectors { get; init; }
}
