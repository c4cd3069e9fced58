using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A vector that points carry, with an index of its own.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record VectorFieldSchema
{
    /// <summary>Floats of each vector.</summary>
    [Range(1, CollectionRules.MaxDimension)]
    public required int Dimension { get; init; }

    /// <summary>How closeness is measured. 'dot_product' is another name for 'dot'.</summary>
    [AllowedValues("cosine", "euclidean", "dot", "manhattan", "dot_product"), DefaultValue("cosine")]
    public string? Metric { get; init; }

    public HnswConfigSchema? HnswConfig { get; init; }

    public QuantizationSchema? Quantization { get; init; }
}
