using System.Collections.Immutable;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Search;

/// <summary>The hits of one query in one segment, or in all segments of a collection, nearest first.</summary>
/// <param name="Points">Ids and <paramref name="Parts"/>. Hits of equal distance are ordered by the bytes of their ids.</param>
/// <param name="Distances">
/// One per hit, smaller is nearer: 1 − cosine (3 for a zero vector, so that it ranks last), negated dot product,
/// squared euclidean distance, manhattan distance. Of a search by examples what <see cref="BestScore.ToScore"/> tells.
/// </param>
/// <param name="Parts">
/// What the points carry: the parts asked for, or none of them when they would not fit into a message. The caller then
/// fetches the parts of the hits that it keeps.
/// </param>
[GenerateSerializer, Immutable, Alias("vectorizer.SearchHits")]
public sealed record SearchHits(
    [property: Id(0)] PointBatch Points,
    [property: Id(1)] VectorBlock Distances,
    [property: Id(2)] PointParts Parts)
{
    /// <summary>No hits.</summary>
    public static readonly SearchHits Empty = new(PointBatch.Empty, VectorBlock.Empty, PointParts.None);

    /// <summary>What the search did, one for each segment in order of their numbers; empty unless it was asked for.</summary>
    [Id(3)]
    public ImmutableArray<SearchExplanation> Explanations { get; init; } = [];

    /// <summary>Number of hits.</summary>
    public int Count => Points.Count;
}
