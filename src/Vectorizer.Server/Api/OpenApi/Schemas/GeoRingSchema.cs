using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A line around an area.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GeoRingSchema
{
    /// <summary>Its corners; the last is joined to the first, and may be the same.</summary>
    [Length(3, FilterRules.MaxCorners)]
    public required PlaceSchema[] Points { get; init; }
}
