using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A circle on the sphere.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GeoRadiusSchema
{
    /// <summary>Its center.</summary>
    public required PlaceSchema Center { get; init; }

    /// <summary>Meters.</summary>
    [Range(0, double.MaxValue)]
    public required double Radius { get; init; }
}
