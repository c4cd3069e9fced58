using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A vector field of a collection.</summary>
[Description("A vector that points carry, with an index of its own.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record VectorFieldSchema
{
    [Description("Floats of each vector.")]
    [Range(1, CollectionRules.MaxDimension)]
    public required int Dimension { get; init; }

    [Description("How closeness is measured. 'dot_product' is another name for 'dot'.")]
    [AllowedValues("cosine", "euclidean", "dot", "manhattan", "dot_product"), DefaultValue("cosine")]
    public string? Metric { get; init; }

    public HnswConfigSchema? HnswConfig { get; init; }
}
