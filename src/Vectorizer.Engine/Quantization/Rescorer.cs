using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>Weighs the best of a walk over codes again, by their floats.</summary>
internal static unsafe class Rescorer<TDistance>
    where TDistance : struct, IDistance
{
    // Of the candidates of a walk over bytes. How much recall fewer cost: docs/design/quantization.md.
    private const double ScalarShare = 0.4;

    // Rows asked for before they are weighed.
    private const int RowsAhead = 4;

    /// <summary>How many of a walk's candidates are weighed again: all of them, but where codes tell nearly what rows do.</summary>
    public static int CountFor(QuantizationKind kind, int ef, int limit)
        => kind == QuantizationKind.Scalar ? Math.Max(limit, (int)Math.Ceiling(ScalarShare * ef)) : ef;

    /// <summary>Leaves the nearest of the pool's first accepted entries in the scratch's other pool.</summary>
    /// <param name="rows">The floats.</param>
    /// <param name="query">A padded row.</param>
    /// <param name="count">Accepted entries weighed.</param>
    /// <param name="limit">Entries wanted, no more than <paramref name="count"/>.</param>
    /// <param name="filter">What may become a result.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public static void Rescore<TFilter>(
        RowStore rows, float* query, int count, int limit, TFilter filter, WalkScratch scratch)
        where TFilter : struct, IOrdinalFilter
    {
        CandidatePool candidates = scratch.Pool;
        CandidatePool results = scratch.Rescored;
        float* buffer = rows.IsInMemory ? null : scratch.RowBuffer(rows.Stride);
        results.Reset(limit);
        for (int rank = 0; rank < Math.Min(RowsAhead, candidates.Count); rank++)
        {
            rows.PrefetchRow(candidates[rank].Ordinal);
        }

        for (int rank = 0; rank < candidates.Count && count > 0; rank++)
        {
            if (rank + RowsAhead < candidates.Count)
            {
                rows.PrefetchRow(candidates[rank + RowsAhead].Ordinal);
            }

            int ordinal = candidates[rank].Ordinal;
            if (!filter.Accepts(ordinal))
            {
                continue;
            }

            count--;
            float distance = TDistance.Between(query, rows.Row(ordinal, buffer), rows.Stride);
            if (distance < results.Bound)
            {
                results.Add(distance, ordinal);
            }
        }
    }
}
