using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Parameters of a graph.</summary>
[Description("Parameters of the HNSW graph of a vector field. What is left out is as by default.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record HnswConfigSchema
{
    [Description("Links that a point chooses on each layer; layer 0 keeps twice as many.")]
    [Range(CollectionRules.MinM, CollectionRules.MaxM), DefaultValue(16)]
    public int? M { get; init; }

    [Description("Candidates weighed when a point is inserted: more make a better graph and a slower insertion.")]
    [Range(CollectionRules.MinEfConstruction, CollectionRules.MaxEfConstruction), DefaultValue(200)]
    public int? EfConstruction { get; init; }

    [Description("Candidates weighed by queries that give no 'ef' of their own.")]
    [Range(1, CollectionRules.MaxEfSearch), DefaultValue(100)]
    public int? EfSearch { get; init; }
}
