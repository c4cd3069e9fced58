using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>A place <c>{"lon":…, "lat":…}</c> lies in a polygon and in none of its holes; their lines belong to the polygon.</summary>
/// <remarks>
/// Sides are straight on a map whose axes are longitude and latitude. None crosses the antimeridian: an area that does is two polygons.
/// </remarks>
/// <param name="Key">Path into the payload.</param>
/// <param name="Exterior">The line around it.</param>
/// <param name="Interiors">The lines around its holes.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.GeoPolygonCondition")]
public sealed record GeoPolygonCondition(
    [property: Id(0)] string Key,
    [property: Id(1)] GeoRing Exterior,
    [property: Id(2)] ImmutableArray<GeoRing> Interiors = default) : Condition
{
    /// <inheritdoc/>
    public bool Equals(GeoPolygonCondition? other)
        => other is not null
            && Key == other.Key
            && Exterior == other.Exterior
            && Sequences.Equal(Interiors, other.Interiors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Exterior, Sequences.HashOf(Interiors));
}
