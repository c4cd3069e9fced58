using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Finds the nearest nodes among those that a filter accepts.</summary>
/// <remarks>
/// A rejected node still carries the walk; it only never becomes a result. So candidates and results part company, and
/// the frontier is a heap without bound: among many rejected nodes a bounded one would lose the way to the accepted.
/// </remarks>
internal static unsafe class HnswFilteredSearcher<TDistance, TFilter>
    where TDistance : struct, IDistance
    where TFilter : struct, IOrdinalFilter
{
    /// <summary>Leaves the nearest accepted nodes, at most <paramref name="ef"/>, in the scratch's pool.</summary>
    public static void Search(
        HnswGraph graph, float* query, int ef, TFilter filter, WalkScratch scratch, CancellationToken cancellationToken)
    {
        CandidatePool results = scratch.Pool;
        results.Reset(ef);
        if (!graph.TryGetEntry(out int entry, out int level))
        {
            return;
        }

        int stride = graph.Stride;
        PriorityQueue<int, float> frontier = scratch.Frontier;
        Span<int> fresh = stackalloc int[graph.MaxLinks(0)];
        frontier.Clear();
        scratch.Visited.Reset(graph.Count);

        Neighbor nearest = new(TDistance.Between(query, graph.Row(entry), stride), entry);
        nearest = HnswWalk<TDistance>.Descend(graph, query, nearest, level, toLayer: 1);
        scratch.Visited.TryMark(nearest.Ordinal);
        Meet(nearest.Distance, nearest.Ordinal, filter, frontier, results);
        while (frontier.TryDequeue(out int ordinal, out float bound) && bound < results.Bound)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            int freshCount = HnswWalk<TDistance>.MarkFresh(graph.Links(ordinal, 0), scratch.Visited, fresh);
            foreach (int neighbor in fresh[..freshCount])
            {
                HnswWalk<TDistance>.Prefetch(graph.Row(neighbor), stride);
            }

            foreach (int neighbor in fresh[..freshCount])
            {
                float distance = TDistance.Between(query, graph.Row(neighbor), stride);
                if (distance < results.Bound)
                {
                    Meet(distance, neighbor, filter, frontier, results);
                }
            }
        }
    }

    private static void Meet(
        float distance, int ordinal, TFilter filter, PriorityQueue<int, float> frontier, CandidatePool results)
    {
        frontier.Enqueue(ordinal, distance);
        if (filter.Accepts(ordinal))
        {
            results.Add(distance, ordinal);
        }
    }
}
