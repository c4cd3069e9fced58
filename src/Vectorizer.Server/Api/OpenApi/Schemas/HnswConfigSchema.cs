using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Parameters of the HNSW graph of a vector field. What is left out is as by default.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record HnswConfigSchema
{
    /// <summary>Links that a point chooses on each layer; layer 0 keeps twice as many.</summary>
    [Range(CollectionRules.MinM, CollectionRules.MaxM), DefaultValue(16)]
    public int? M { get; init; }

    /// <summary>Candidates weighed when a point is inserted: more make a better graph and a slower insertion.</summary>
    [Range(CollectionRules.MinEfConstruction, CollectionRules.MaxEfConstruction), DefaultValue(200)]
    public int? EfConstruction { get; init; }

    /// <summary>Candidates weighed by queries that give no 'ef' of their own.</summary>
    [Range(1, CollectionRules.MaxEfSearch), DefaultValue(100)]
    public int? EfSearch { get; init; }
}
