using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Client.Orleans;

/// <summary>The answer to a <see cref="SearchQuery"/>.</summary>
/// <param name="Hits">
/// One list per query, in the order of the queries; ordered by distance, then by the bytes of the id.
/// <see cref="DistanceMetricExtensions.ToScore"/> makes scores of the distances, and <see cref="BestScore.ToScore"/> of those of a search by examples.
/// </param>
/// <param name="Field">The vector field searched.</param>
public sealed record SearchResult(ImmutableArray<SearchHits> Hits, VectorField Field);
