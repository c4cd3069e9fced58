namespace Vectorizer.Abstractions.Collections;

/// <summary>Parameters of the HNSW graph of one vector field (Malkov &amp; Yashunin, 2016).</summary>
/// <param name="M">Links a point chooses on each layer; layer 0 keeps twice as many. 2..128.</param>
/// <param name="EfConstruction">Candidates weighed when a point is inserted. 4..4,096.</param>
/// <param name="EfSearch">Candidates weighed by a search that names no <c>ef</c> of its own. 1..10,000.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.HnswConfig")]
public sealed record HnswConfig(
    [property: Id(0)] int M = 16,
    [property: Id(1)] int EfConstruction = 200,
    [property: Id(2)] int EfSearch = 100);
