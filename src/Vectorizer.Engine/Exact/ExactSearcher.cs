using Vectorizer.Engine.Hnsw;
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

    /// <summary>Leaves the nearest accepted nodes, at most <paramref name="limit"/>, in the scratch's pool.</summary>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public static void Search(
        HnswGraph graph,
        RowStore rows,
        float* query,
        int limit,
        TFilter filter,
        WalkScratch scratch,
        CancellationToken cancellationToken)
    {
        CandidatePool pool = scratch.Pool;
        pool.Reset(limit);
        int stride = rows.Stride;
        float* buffer = rows.IsInMemory ? null : scratch.RowBuffer(stride);
        int count = graph.Count;
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            if (ordinal % RowsPerCancellationCheck == 0 && cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (ordinal + RowsAhead < count)
            {
                rows.PrefetchRow(ordinal + RowsAhead);
            }

            if (graph.Level(ordinal) != HnswGraph.NoLevel && filter.Accepts(ordinal))
            {
                float distance = TDistance.Between(query, rows.Row(ordinal, buffer), stride);
                if (distance < pool.Bound)
                {
                    pool.Add(distance, ordinal);
                }
            }
        }
    }
}
