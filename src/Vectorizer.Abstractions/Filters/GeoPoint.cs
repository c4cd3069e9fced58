namespace Vectorizer.Abstractions.Filters;

/// <summary>A place on the earth.</summary>
/// <param name="Lon">Longitude in degrees, −180..180.</param>
/// <param name="Lat">Latitude in degrees, −90..90.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.GeoPoint")]
public readonly record struct GeoPoint([property: Id(0)] double Lon, [property: Id(1)] double Lat);
