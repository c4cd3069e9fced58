using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A polygon, perhaps with holes, of at most 10000 corners. Its sides are straight on a map of longitude and latitude.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GeoPolygonSchema
{
    /// <summary>The line around it.</summary>
    public required GeoRingSchema Exterior { get; init; }

    /// <summary>The lines around its holes.</summary>
    public GeoRingSchema[]? Interiors { get; init; }
}
