using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A place on the earth, in degrees.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PlaceSchema
{
    /// <summary>Longitude.</summary>
    [Range(-180, 180)]
    public required double Lon { get; init; }

    /// <summary>Latitude.</summary>
    [Range(-90, 90)]
    public required double Lat { get; init; }
}
