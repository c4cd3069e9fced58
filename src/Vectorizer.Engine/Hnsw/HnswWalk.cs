using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

            if (pool.TryPeekNearest(out int next))
            {
                graph.PrefetchLinks(next, layer);
            }

            int scored = 0;
            for (; scored + 4 <= freshCount; scored += 4)
            {
                for (int i = scored + CodesAhead; i < Math.Min(freshCount, scored + CodesAhead + 4); i++)
                {
                    Prefetch.Lines(graph.Code(fresh[i]), codeBytes);
                }

                Vector128<float> distances = scorer.Distances(
                    graph.Code(fresh[scored]),
                    graph.Code(fresh[scored + 1]),
                    graph.Code(fresh[scored + 2]),
                    graph.Code(fresh[scored + 3]));
                if (Vector128.LessThanAny(distances, Vector128.Create(pool.Bound)))
                {
                    Enter(graph, layer, pool, distances[0], fresh[scored]);
                    Enter(graph, layer, pool, distances[1], fresh[scored + 1]);
                    Enter(graph, layer, pool, distances[2], fresh[scored + 2]);
                    Enter(graph, layer, pool, distances[3], fresh[scored + 3]);
                }
            }

            for (; scored < freshCount; scored++)
            {
                Enter(graph, layer, pool, scorer.Distance(graph.Code(fresh[scored])), fresh[scored]);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(HnswGraph graph, int layer, CandidatePool pool, float distance, int ordinal)
    {
        if (distance < pool.Bound && pool.Add(distance, ordinal))
        {
            // It will be expanded next, unless a nearer one comes.
            graph.PrefetchLinks(ordinal, layer);
        }
    }
}
