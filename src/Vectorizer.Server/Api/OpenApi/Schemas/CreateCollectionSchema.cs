using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Either 'dimension', for one vector a point, or 'vectors', for several vector fields with names.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateCollectionSchema
{
    /// <summary>Floats of each vector.</summary>
    [Range(1, CollectionRules.MaxDimension)]
    public int Dimension { get; init; }

    /// <summary>How closeness is measured. 'dot_product' is another name for 'dot'.</summary>
    [AllowedValues("cosine", "euclidean", "dot", "manhattan", "dot_product"), DefaultValue("cosine")]
    public string? Metric { get; init; }

    public HnswConfigSchema? HnswConfig { get; init; }

    public QuantizationSchema? Quantization { get; init; }

    /// <summary>Vector fields by name. A name is 1..255 of A-Z a-z 0-9 _ . - with a letter or digit first.</summary>
    [Length(1, CollectionRules.MaxFields)]
    public Dictionary<string, VectorFieldSchema> Vectors { get; init; } = null!;

    /// <summary>Segments to divide the points over.</summary>
    [Range(1, CollectionRules.MaxSegments), DefaultValue(1)]
    public int? Segments { get; init; }

    /// <summary>How far a write gets before it is acknowledged, when it does not say itself.</summary>
    [AllowedValues("fsync", "os", "memory"), DefaultValue("fsync")]
    public string? Durability { get; init; }

    public CompressionSchema? Compression { get; init; }

    /// <summary>Whether deleting the collection is refused until this has been changed.</summary>
    [DefaultValue(false)]
    public bool? DeletionProtection { get; init; }
}
