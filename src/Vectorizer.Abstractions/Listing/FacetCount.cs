using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Abstractions.Listing;

/// <summary>A value, and how many points have it.</summary>
/// <param name="Value">A text, an integer or a boolean.</param>
/// <param name="Count">Points, each counted once.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.FacetCount")]
public readonly record struct FacetCount([property: Id(0)] FilterValue Value, [property: Id(1)] long Count);
