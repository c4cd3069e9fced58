namespace Vectorizer.Engine.Hnsw;

/// <summary>Parameters of an HNSW graph, in the words of Malkov &amp; Yashunin (arXiv:1603.09320).</summary>
/// <param name="M">Links a node chooses on each layer when it is inserted; layer 0 keeps at most 2·M, the others M. 2..128.</param>
/// <param name="EfConstruction">Candidates weighed for those links, at least 4.</param>
public sealed record HnswParameters(int M = 16, int EfConstruction = 200);
