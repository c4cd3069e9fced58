using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Search;

/// <summary>One or many queries over one vector field of one segment.</summary>
/// <param name="Field">Number of the vector field in the collection's definition.</param>
/// <param name="Queries">The query vectors, or examples, each as long as the field's dimension.</param>
/// <param name="Limit">Hits wanted per query, 1..10,000.</param>
/// <param name="Ef">Candidates weighed; null for the field's <c>ef_search</c>. Raised to <paramref name="Limit"/> when lower.</param>
/// <param name="Exact">Compare with every point instead of walking the graph.</param>
/// <param name="Parts">What the hits carry besides id and distance.</param>
/// <param name="Timeout">Time left for the answer. A search that is still queued or running then ends with <c>deadline_exceeded</c>.</param>
/// <param name="Filter">Which points may be hits; null for all.</param>
/// <param name="Explain">Tell what was done. Such an answer is computed, not taken from those that are kept.</param>
/// <param name="Positives">
/// So many of the vectors, the first ones, are positive examples of one search by <see cref="BestScore"/>, and the others
/// negative ones; null when each vector is a query of its own.
/// </param>
[GenerateSerializer, Immutable, Alias("vectorizer.SearchRequest")]
public sealed record SearchRequest(
    [property: Id(0)] int Field,
    [property: Id(1)] VectorBlock Queries,
    [property: Id(2)] int Limit,
    [property: Id(3)] int? Ef,
    [property: Id(4)] bool Exact,
    [property: Id(5)] PointParts Parts,
    [property: Id(6)] TimeSpan Timeout,
    [property: Id(7)] Filter? Filter = null,
    [property: Id(8)] bool Explain = false,
    [property: Id(9)] int? Positives = null)
{
    /// <summary>Lists of hits that the answer has.</summary>
    /// <param name="dimension">Floats of each vector.</param>
    public int QueryCount(int dimension) => Positives is null ? Queries.Length / dimension : 1;
}
