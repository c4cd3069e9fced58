using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Listing;

/// <summary>A page of the points of one segment that match a filter.</summary>
/// <param name="Filter">What they match; null for all.</param>
/// <param name="Limit">Points wanted, 1..1,000.</param>
/// <param name="Parts">What the points carry besides their id.</param>
/// <param name="Timeout">Time left for the answer.</param>
/// <param name="After">The one id behind which the page starts; null for the first page.</param>
/// <param name="OrderBy">The order; null for that of the list: by hash of the id, then by its bytes.</param>
/// <param name="AfterValue">With an order, the value of the point behind which the page starts.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.ScrollRequest")]
public sealed record ScrollRequest(
    [property: Id(0)] Filter? Filter,
    [property: Id(1)] int Limit,
    [property: Id(2)] PointParts Parts,
    [property: Id(3)] TimeSpan Timeout,
    [property: Id(4)] ByteStrings? After = null,
    [property: Id(5)] OrderBy? OrderBy = null,
    [property: Id(6)] OrderValue? AfterValue = null);
