namespace Vectorizer.Abstractions.Filters;

/// <summary>A place <c>{"lon":…, "lat":…}</c> lies within a distance, on a sphere of the radius of the earth (6,371,008.8 m).</summary>
/// <param name="Key">Path into the payload.</param>
/// <param name="Center">From where.</param>
/// <param name="Meters">The distance, 0 or more.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.GeoRadiusCondition")]
public sealed record GeoRadiusCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] GeoPoint Center,
    [property: Id(2)] double Meters) : Condition;
