using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Exact;

/// <summary>Finds the nearest accepted nodes by comparing with every one: the truth that other searchers are judged by.</summary>
internal static unsafe class ExactSearcher<TDistance, TFilter>
    where TDistance : struct, IDistance
    where TFilter : struct, IOrdinalFilter
{
    // The processor follows a run of records by itself only within a page.
    private const int RowsAhead = 8;
    private const int RowsPerCancellationCheck = 1024;

    /// <summary>Leaves the nearest accepted nodes, at most <paramref name="limit"/>, in the pool.</summary>
    public static void Search(
        HnswGraph graph,
        RowStore rows,
        float* query,
        int limit,
        TFilter filter,
        CandidatePool pool,
        CancellationToken cancellationToken)
    {
        pool.Reset(limit);
        int stride = rows.Stride;
        int count = graph.Count;
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            if (ordinal % RowsPerCancellationCheck == 0 && cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (ordinal + RowsAhead < count)
            {
                Prefetch.Lines((byte*)rows.Row(ordinal + RowsAhead), stride * sizeof(float));
            }

            if (graph.Level(ordinal) != HnswGraph.NoLevel && filter.Accepts(ordinal))
            {
                float distance = TDistance.Between(query, rows.Row(ordinal), stride);
                if (distance < pool.Bound)
                {
                    pool.Add(distance, ordinal);
                }
            }
        }
    }
}
