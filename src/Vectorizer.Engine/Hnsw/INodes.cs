using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>The nodes of a graph as a builder compares them: by the codes that walks read, or by their rows.</summary>
/// <typeparam name="TScorer">What the walk for a node's neighbours compares with.</typeparam>
internal unsafe interface INodes<TScorer>
    where TScorer : struct, IScorer
{
    /// <summary>
    /// Whether <see cref="Between"/> measures better than the walk does, so that what a walk has found is weighed again
    /// before links are chosen from it.
    /// </summary>
    static abstract bool Reweighs { get; }

    /// <summary>Bytes of what <see cref="Locate"/> returns.</summary>
    int ComparedBytes { get; }

    /// <summary>The scorer for the walk that seeks the neighbours of a node; its state lies in the scratch.</summary>
    TScorer ScorerOf(int ordinal, WalkScratch scratch);

    /// <summary>Prepares the scratch for nodes at places below <paramref name="places"/>; those located before are forgotten.</summary>
    void MakeRoom(int places, WalkScratch scratch);

    /// <summary>What of a node is compared. Valid until the place is used for another node.</summary>
    /// <param name="ordinal">The node.</param>
    /// <param name="place">Where it may be copied to in the scratch, if it does not lie in memory.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    byte* Locate(int ordinal, int place, WalkScratch scratch);

    /// <summary>Asks for what <see cref="Locate"/> will return soon, if it lies in memory.</summary>
    void PrefetchNode(int ordinal);

    /// <summary>The distance of two located nodes.</summary>
    float Between(byte* x, byte* y);
}
