using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of an upsert.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record UpsertSchema
{
    /// <summary>The points. Of two with the same id the later one wins.</summary>
    [MinLength(1), BatchLength]
    public required PointSchema[] Points { get; init; }
}
