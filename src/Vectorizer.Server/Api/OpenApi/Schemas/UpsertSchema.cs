using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of an upsert.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record UpsertSchema
{
    [Description("The points. Of two with the same id the later one wins.")]
    [Length(1, ApiLimits.Points)]
    public required PointSchema[] Points { get; init; }
}
