using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Listing;

/// <summary>The values that most points have at a key.</summary>
/// <param name="Values">The most frequent first.</param>
/// <param name="IsComplete">Whether there are no other values.</param>
/// <param name="IsExact">Whether these are the most frequent ones, with the right counts.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.FacetCounts")]
public sealed record FacetCounts(
    [property: Id(0)] ImmutableArray<FacetCount> Values, [property: Id(1)] bool IsComplete, [property: Id(2)] bool IsExact);
