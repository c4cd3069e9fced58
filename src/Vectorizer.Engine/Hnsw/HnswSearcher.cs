using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Finds the nearest nodes of a whole graph (the paper's algorithm 5).</summary>
internal static unsafe class HnswSearcher<TScorer>
    where TScorer : struct, IScorer
{
    /// <summary>Leaves the nearest nodes, at most <paramref name="ef"/>, in the scratch's pool.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scorer">The query.</param>
    /// <param name="ef">Candidates weighed.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <param name="cancellationToken">Ends the walk early; the pool then holds what was found so far.</param>
    public static void Search(
        HnswGraph graph, TScorer scorer, int ef, WalkScratch scratch, CancellationToken cancellationToken)
    {
        scratch.Pool.Reset(ef);
        if (!graph.TryGetEntry(out int entry, out int level))
        {
            return;
        }

        scratch.Visited.Reset(graph.Count);
        Neighbor nearest = new(scorer.Distance(graph.Code(entry)), entry);
        nearest = HnswWalk<TScorer>.Descend(graph, scorer, nearest, level, toLayer: 1);
        HnswWalk<TScorer>.Search(graph, scorer, nearest, layer: 0, scratch, cancellationToken);
    }
}
