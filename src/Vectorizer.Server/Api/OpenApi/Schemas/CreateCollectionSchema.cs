using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of the request that creates a collection.</summary>
[Description("Either 'dimension', for one vector a point, or 'vectors', for several vector fields with names.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateCollectionSchema
{
    [Description("Floats of each vector.")]
    [Range(1, CollectionRules.MaxDimension)]
    public int? Dimension { get; init; }

    [Description("How closeness is measured. 'dot_product' is another name for 'dot'.")]
    [AllowedValues("cosine", "euclidean", "dot", "manhattan", "dot_product"), DefaultValue("cosine")]
    public string? Metric { get; init; }

    public HnswConfigSchema? HnswConfig { get; init; }

    [Description("Vector fields by name. A name is 1..255 of A-Z a-z 0-9 _ . - with a letter or digit first.")]
    [Length(1, CollectionRules.MaxFields)]
    public Dictionary<string, VectorFieldSchema>? Vectors { get; init; }

    [Description("Segments to divide the points over.")]
    [Range(1, CollectionRules.MaxSegments), DefaultValue(1)]
    public int? Segments { get; init; }
}
