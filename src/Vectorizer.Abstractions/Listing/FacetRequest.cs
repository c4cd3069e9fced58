using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Abstractions.Listing;

/// <summary>Which values the points of a segment have at a key, and how many have each.</summary>
/// <param name="Key">Path to the values: texts, integers, booleans. Of an array each element counts.</param>
/// <param name="Filter">What the points match; null for all.</param>
/// <param name="Limit">Values wanted, those that most points have, 1..10,000.</param>
/// <param name="Timeout">Time left for the answer.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.FacetRequest")]
public sealed record FacetRequest(
    [property: Id(0)] string Key, [property: Id(1)] Filter? Filter, [property: Id(2)] int Limit, [property: Id(3)] TimeSpan Timeout);
