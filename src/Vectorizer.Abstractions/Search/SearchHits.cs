using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Search;

/// <summary>The hits of one query in one segment, nearest first.</summary>
/// <param name="Points">Ids and the parts asked for.</param>
/// <param name="Distances">
/// One per hit, smaller is nearer: 1 − cosine (3 for a zero vector, so that it ranks last), negated dot product,
/// squared euclidean distance, manhattan distance.
/// </param>
[GenerateSerializer, Immutable, Alias("vectorizer.SearchHits")]
public sealed record SearchHits([property: Id(0)] PointBatch Points, [property: Id(1)] VectorBlock Distances);
