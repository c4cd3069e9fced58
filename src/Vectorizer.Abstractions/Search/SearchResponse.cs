using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Search;

/// <summary>Answer of one segment.</summary>
/// <param name="Hits">One list per query, in the order of the queries.</param>
/// <param name="Sequence">The segment's sequence that the answer shows.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.SearchResponse")]
public sealed record SearchResponse([property: Id(0)] ImmutableArray<SearchHits> Hits, [property: Id(1)] long Sequence);
