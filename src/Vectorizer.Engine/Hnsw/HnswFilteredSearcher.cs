using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Finds the nearest nodes among those that a filter accepts.</summary>
/// <remarks>
/// A rejected node still carries the walk; it only never becomes a result. So candidates and results part company, and
/// the frontier is a heap without bound: among many rejected nodes a bounded one would lose the way to the accepted.
/// </remarks>
internal static unsafe class HnswFilteredSearcher<TScorer, TFilter>
    where TScorer : struct, IScorer
    where TFilter : struct, IOrdinalFilter
{
    /// <summary>
    /// Leaves the nearest accepted nodes, at most <paramref name="ef"/>, in the scratch's pool. Ends early where the scratch's
    /// effort is exceeded.
    /// </summary>
    public static void Search(
        HnswGraph graph, TScorer scorer, int ef, TFilter filter, WalkScratch scratch, CancellationToken cancellationToken)
    {
        CandidatePool results = scratch.Pool;
        results.Reset(ef);
        if (!graph.TryGetEntry(out int entry, out int level))
        {
            return;
        }

        int codeBytes = graph.CodeBytes;
        PriorityQueue<int, float> frontier = scratch.Frontier;
        Span<int> fresh = stackalloc int[graph.MaxLinks(0)];
        frontier.Clear();
        scratch.Visited.Reset(graph.Count);

        Neighbor nearest = new(scorer.Distance(graph.Code(entry)), entry);
        nearest = HnswWalk<TScorer>.Descend(graph, scorer, nearest, level, toLayer: 1);
        scratch.Visited.TryMark(nearest.Ordinal);
        Meet(nearest.Distance, nearest.Ordinal, filter, frontier, results);
        while (frontier.TryDequeue(out int ordinal, out float bound) && bound < results.Bound)
        {
            if (cancellationToken.IsCancellationRequested || scratch.Effort.IsExceeded)
            {
                return;
            }

            int freshCount = HnswWalk<TScorer>.MarkFresh(graph.Links(ordinal, 0), scratch.Visited, fresh);
            scratch.Effort.Scored += freshCount;
            foreach (int neighbor in fresh[..freshCount])
            {
                Prefetch.Lines(graph.Code(neighbor), codeBytes);
            }

            foreach (int neighbor in fresh[..freshCount])
            {
                float distance = scorer.Distance(graph.Code(neighbor));
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
