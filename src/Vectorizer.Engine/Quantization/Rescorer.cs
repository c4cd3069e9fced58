using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>Weighs the best of a walk over codes again, by their floats.</summary>
internal static unsafe class Rescorer<TDistance>
    where TDistance : struct, IDistance
{
    // Of the candidates of a walk over bytes. How much recall fewer cost: docs/design/quantization.md.
    private const double ScalarShare = 0.4;

    // How many must have been weighed before what their codes erred by tells what others may err by, and how many times the
    // greatest of those errors another may have.
    private const int LeastWeighed = 10;
    private const float ErrorMargin = 2;

    // Of the distance. Rows of whole numbers, as of pixels, may have codes that are exact, beside others that are not.
    private const float LeastError = 0.0025f;

    // Rows asked for before they are weighed.
    private const int RowsAhead = 4;

    /// <summary>How many of a walk's candidates are weighed again: all of them, but where codes tell nearly what rows do.</summary>
    public static int CountFor(QuantizationKind kind, int ef, int limit)
        => kind == QuantizationKind.Scalar ? Math.Max(limit, (int)Math.Ceiling(ScalarShare * ef)) : ef;

    /// <summary>
    /// Leaves the nearest of the pool's first accepted entries, <see cref="CountFor"/> at most, in the scratch's other pool. Where
    /// codes tell nearly what rows do, the rest are not weighed once the next is too far for what codes were seen to err by.
    /// </summary>
    /// <param name="rows">The floats.</param>
    /// <param name="query">A padded row.</param>
    /// <param name="kind">The codes that the pool's distances are from.</param>
    /// <param name="ef">Candidates of the walk.</param>
    /// <param name="limit">Entries wanted.</param>
    /// <param name="filter">What may become a result.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public static void Rescore<TFilter>(
        RowStore rows, float* query, QuantizationKind kind, int ef, int limit, TFilter filter, WalkScratch scratch)
        where TFilter : struct, IOrdinalFilter
    {
        int count = CountFor(kind, ef, limit);
        bool stopsEarly = kind == QuantizationKind.Scalar;
        CandidatePool candidates = scratch.Pool;
        CandidatePool results = scratch.Rescored;
        float* buffer = rows.IsInMemory ? null : scratch.RowBuffer(rows.Stride);
        results.Reset(limit);
        int asked = 0;
        int weighed = 0;
        float greatestError = 0;
        for (int rank = 0; rank < candidates.Count && weighed < count; rank++)
        {
            // Beyond this no candidate becomes a result. The farther behind, the farther by its code.
            float reach = stopsEarly && weighed >= LeastWeighed && results.IsFull
                ? results.Bound + (ErrorMargin * Math.Max(greatestError, LeastError * Math.Abs(results.Bound)))
                : float.PositiveInfinity;
            Neighbor candidate = candidates[rank];
            if (candidate.Distance > reach)
            {
                return;
            }

            // Rows that may not be weighed are not asked for: each is as much to fetch as one that is.
            int certain = stopsEarly && float.IsInfinity(reach) ? Math.Max(limit, LeastWeighed) : candidates.Count;
            int last = Math.Min(Math.Min(certain, candidates.Count), rank + RowsAhead);
            for (asked = Math.Max(asked, rank); asked < last && candidates[asked].Distance <= reach; asked++)
            {
                rows.PrefetchRow(candidates[asked].Ordinal);
            }

            if (!filter.Accepts(candidate.Ordinal))
            {
                continue;
            }

            weighed++;
            float distance = TDistance.Between(query, rows.Row(candidate.Ordinal, buffer), rows.Stride);
            greatestError = Math.Max(greatestError, Math.Abs(distance - candidate.Distance));
            if (distance < results.Bound)
            {
                results.Add(distance, candidate.Ordinal);
            }
        }
    }
}
