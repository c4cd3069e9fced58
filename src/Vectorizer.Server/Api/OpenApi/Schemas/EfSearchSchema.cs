using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The parameter of a graph that may change.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EfSearchSchema
{
    /// <summary>Candidates weighed by queries that give no 'ef' of their own.</summary>
    [Range(1, CollectionRules.MaxEfSearch)]
    public int? EfSearch { get; init; }
}
