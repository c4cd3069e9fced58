using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Exact;

/// <summary>Finds the nearest of the matches by their rows, in memory or in a file.</summary>
internal static unsafe class MatchRows<TDistance>
    where TDistance : struct, IDistance
{
    // Reading one takes a system call, which is much beside a look at a token.
    private const int RowsAtOnce = 16;

    /// <summary>Enters every match into the scratch's pool that is near enough for it, and counts the comparisons.</summary>
    /// <param name="rows">The floats.</param>
    /// <param name="query">A padded row.</param>
    /// <param name="matches">The points.</param>
    /// <param name="scratch">Its pool has been reset, and may hold matches that the cursor leaves out.</param>
    /// <param name="cancellationToken">Ends the scan early.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public static void Scan(
        RowStore rows, float* query, MatchCursor matches, WalkScratch scratch, CancellationToken cancellationToken)
    {
        if (rows.Records is { } records)
        {
            MatchScanner<RowScorer<TDistance>>.Scan(
                records, rows.Stride * sizeof(float), new RowScorer<TDistance>(query, rows.Stride), matches, scratch, cancellationToken);
            return;
        }

        CandidatePool pool = scratch.Pool;
        float* buffer = scratch.RowBuffer(rows.Stride);
        Span<int> ordinals = stackalloc int[RowsAtOnce];
        int count;
        while ((count = matches.Read(ordinals)) > 0 && !cancellationToken.IsCancellationRequested)
        {
            foreach (int ordinal in ordinals[..count])
            {
                float distance = TDistance.Between(query, rows.Row(ordinal, buffer), rows.Stride);
                if (distance < pool.Bound && matches.Visible.Accepts(ordinal))
                {
                    pool.Add(distance, ordinal);
                }
            }

            scratch.Effort.Scored += count;
        }
    }
}
