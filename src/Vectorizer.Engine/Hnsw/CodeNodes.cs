using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Nodes that are compared by their codes.</summary>
internal readonly unsafe struct CodeNodes<TCodec, TScorer>(HnswGraph graph, TCodec codec) : INodes<TScorer>
    where TCodec : struct, IRowCodec<TScorer>
    where TScorer : struct, IScorer
{
    public static bool Reweighs => false;

    public int ComparedBytes => codec.CodeBytes;

    public TScorer ScorerOf(int ordinal, WalkScratch scratch)
        => codec.OfCode(graph.Code(ordinal), scratch.State(codec.StateBytes));

    public void MakeRoom(int places, WalkScratch scratch)
    {
        // Codes lie in memory.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Locate(int ordinal, int place, WalkScratch scratch) => graph.Code(ordinal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchNode(int ordinal) => Prefetch.Lines(graph.Code(ordinal), codec.CodeBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Between(byte* x, byte* y) => codec.Between(x, y);
}
