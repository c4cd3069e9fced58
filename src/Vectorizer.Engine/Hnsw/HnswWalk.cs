using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>The paper's two walks: greedy through the upper layers, and best first with many candidates on one layer.</summary>
internal static unsafe class HnswWalk<TScorer>
    where TScorer : struct, IScorer
{
    // Codes asked for before they are scored. A row from main memory takes as long as scoring three or four.
    private const int CodesAhead = 4;

    /// <summary>
    /// Goes down from <paramref name="fromLayer"/> to <paramref name="toLayer"/>, on each layer to the node that no
    /// neighbour of it beats (algorithm 2 with ef = 1).
    /// </summary>
    public static Neighbor Descend(HnswGraph graph, TScorer scorer, Neighbor nearest, int fromLayer, int toLayer)
    {
        for (int layer = fromLayer; layer >= toLayer; layer--)
        {
            bool moved;
            do
            {
                moved = false;
                int* links = graph.Links(nearest.Ordinal, layer);
                int count = Volatile.Read(ref *links);
                for (int i = 1; i <= count; i++)
                {
                    int neighbor = links[i];
                    float distance = scorer.Distance(graph.Code(neighbor));
                    if (distance < nearest.Distance)
                    {
                        nearest = new Neighbor(distance, neighbor);
                        moved = true;
                    }
                }
            }
            while (moved);
        }

        return nearest;
    }

    /// <summary>
    /// Fills the scratch's pool, which has been reset to the number of candidates wanted, with the nearest nodes of a
    /// layer (algorithm 2). The visited set must be empty.
    /// </summary>
    public static void Search(
        HnswGraph graph, TScorer scorer, Neighbor start, int layer, WalkScratch scratch, CancellationToken cancellationToken)
    {
        CandidatePool pool = scratch.Pool;
        int codeBytes = graph.CodeBytes;
        Span<int> fresh = stackalloc int[graph.MaxLinks(layer)];

        scratch.Visited.TryMark(start.Ordinal);
        pool.Add(start.Distance, start.Ordinal);
        while (pool.TryExpandNearest(out int nearest))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            int freshCount = MarkFresh(graph.Links(nearest, layer), scratch.Visited, fresh);
            int prefetched = Math.Min(CodesAhead, freshCount);
            for (int i = 0; i < prefetched; i++)
            {
                Prefetch.Lines(graph.Code(fresh[i]), codeBytes);
            }

            for (int i = 0; i < freshCount; i++)
            {
                if (i + CodesAhead < freshCount)
                {
                    Prefetch.Lines(graph.Code(fresh[i + CodesAhead]), codeBytes);
                }

                int neighbor = fresh[i];
                float distance = scorer.Distance(graph.Code(neighbor));
                if (distance < pool.Bound)
                {
                    pool.Add(distance, neighbor);
                }
            }
        }
    }

    /// <summary>Copies the links that the walk has not met yet, and marks them: a node is scored once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int MarkFresh(int* links, VisitedSet visited, Span<int> fresh)
    {
        int count = Volatile.Read(ref *links);
        int freshCount = 0;
        for (int i = 1; i <= count; i++)
        {
            int neighbor = links[i];
            if (visited.TryMark(neighbor))
            {
                fresh[freshCount++] = neighbor;
            }
        }

        return freshCount;
    }
}
