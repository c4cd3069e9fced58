using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Filters;

/// <summary>A line around an area.</summary>
/// <param name="Points">At least three corners. The last is joined to the first, and may be the same.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.GeoRing")]
public sealed record GeoRing([property: Id(0)] ImmutableArray<GeoPoint> Points)
{
    /// <inheritdoc/>
    public bool Equals(GeoRing? other) => other is not null && Sequences.Equal(Points, other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => Sequences.HashOf(Points);
}
