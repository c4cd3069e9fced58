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

    // Codes of the hop after this one that are asked for before this one has ended.
    private const int NextCodesAhead = 8;

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
                ReadOnlySpan<int> neighbors = new(links + 1, Volatile.Read(ref *links));
                PrefetchCodes(graph, neighbors, 0, CodesAhead);
                int scored = 0;
                for (; scored + 4 <= neighbors.Length; scored += 4)
                {
                    PrefetchCodes(graph, neighbors, scored + CodesAhead, 4);
                    Vector128<float> distances = DistancesOfFour(graph, scorer, neighbors[scored..]);
                    if (Vector128.LessThanAny(distances, Vector128.Create(nearest.Distance)))
                    {
                        for (int i = 0; i < 4; i++)
                        {
                            moved |= MoveIfNearer(ref nearest, distances[i], neighbors[scored + i]);
                        }
                    }
                }

                for (; scored < neighbors.Length; scored++)
                {
                    moved |= MoveIfNearer(ref nearest, scorer.Distance(graph.Code(neighbors[scored])), neighbors[scored]);
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
        Span<int> places = stackalloc int[graph.MaxLinks(layer)];

        scratch.Visited.TryMark(start.Ordinal);
        pool.Add(start.Distance, start.Ordinal);
        while (pool.TryExpandNearest(out int nearest))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            int freshCount = MarkFresh(graph.Links(nearest, layer), scratch.Visited, places);
            ReadOnlySpan<int> fresh = places[..freshCount];
            PrefetchCodes(graph, fresh, 0, CodesAhead);
            bool hasNext = pool.TryPeekNearest(out int next);
            if (hasNext)
            {
                graph.PrefetchLinks(next, layer);
            }

            int scored = 0;
            for (; scored + 4 <= freshCount; scored += 4)
            {
                PrefetchCodes(graph, fresh, scored + CodesAhead, 4);
                if (hasNext && scored + 8 > freshCount)
                {
                    PrefetchNeighbors(graph, next, layer, scratch.Visited);
                }

                Vector128<float> distances = DistancesOfFour(graph, scorer, fresh[scored..]);
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
    private static Vector128<float> DistancesOfFour(HnswGraph graph, TScorer scorer, ReadOnlySpan<int> ordinals)
        => scorer.Distances(graph.Code(ordinals[0]), graph.Code(ordinals[1]), graph.Code(ordinals[2]), graph.Code(ordinals[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MoveIfNearer(ref Neighbor nearest, float distance, int ordinal)
    {
        if (distance >= nearest.Distance)
        {
            return false;
        }

        nearest = new Neighbor(distance, ordinal);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchCodes(HnswGraph graph, ReadOnlySpan<int> ordinals, int from, int count)
    {
        for (int i = from; i < Math.Min(ordinals.Length, from + count); i++)
        {
            Prefetch.Lines(graph.Code(ordinals[i]), graph.CodeBytes);
        }
    }

    /// <summary>
    /// Asks for codes that the hop after this one will read, unless it begins at a node met just now: then a later one will.
    /// The links have been asked for, so that they are there.
    /// </summary>
    private static void PrefetchNeighbors(HnswGraph graph, int ordinal, int layer, VisitedSet visited)
    {
        int* links = graph.Links(ordinal, layer);
        int count = Volatile.Read(ref *links);
        int left = NextCodesAhead;
        for (int i = 1; i <= count && left > 0; i++)
        {
            if (!visited.Contains(links[i]))
            {
                Prefetch.Lines(graph.Code(links[i]), graph.CodeBytes);
                left--;
            }
        }
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
