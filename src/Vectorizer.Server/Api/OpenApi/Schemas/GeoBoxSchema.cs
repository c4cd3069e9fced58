using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A box between two meridians and two circles of latitude.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GeoBoxSchema
{
    /// <summary>The north-western corner.</summary>
    public required PlaceSchema TopLeft { get; init; }

    /// <summary>The south-eastern corner. With the lower longitude, the box crosses the antimeridian.</summary>
    public required PlaceSchema BottomRight { get; init; }
}
