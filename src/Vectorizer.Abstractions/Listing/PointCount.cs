namespace Vectorizer.Abstractions.Listing;

/// <summary>How many points match a filter.</summary>
/// <param name="Count">Points.</param>
/// <param name="IsExact">Whether each was looked at; otherwise the number was estimated from some of them.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.PointCount")]
public sealed record PointCount([property: Id(0)] long Count, [property: Id(1)] bool IsExact);
