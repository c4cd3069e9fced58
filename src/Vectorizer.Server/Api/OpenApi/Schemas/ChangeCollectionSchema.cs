using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What shall change. 'ef_search', 'quantization', 'durability' and 'deletion_protection' can: graphs were built with the rest.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChangeCollectionSchema
{
    public EfSearchSchema? HnswConfig { get; init; }

    public QuantizationSchema? Quantization { get; init; }

    /// <summary>The same for vector fields with names.</summary>
    public Dictionary<string, ChangeVectorFieldSchema> Vectors { get; init; } = null!;

    /// <summary>How far a write gets before it is acknowledged, when it does not say itself.</summary>
    [AllowedValues("fsync", "os", "memory")]
    public string? Durability { get; init; }

    /// <summary>Whether deleting the collection is refused.</summary>
    public bool? DeletionProtection { get; init; }
}
