using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Exact;

/// <summary>Finds the nearest of the matches by comparing with every one: by their rows, or by their codes.</summary>
/// <remarks>
/// Which records come is known before, so that they are asked for well ahead; that is what makes a scan of a row cheaper than
/// a step of a walk to one.
/// </remarks>
internal static unsafe class MatchScanner<TScorer>
    where TScorer : struct, IScorer
{
    private const int RecordsAtOnce = 256;
    private const int RecordsAhead = 8;

    /// <summary>Enters every match into the scratch's pool that is near enough for it, and counts the comparisons.</summary>
    /// <param name="records">What begins with the rows or codes.</param>
    /// <param name="bytes">Bytes of one of them.</param>
    /// <param name="scorer">The query.</param>
    /// <param name="matches">The points, in turn.</param>
    /// <param name="scratch">Its pool has been reset, and may hold matches that the cursor leaves out.</param>
    /// <param name="cancellationToken">Ends the scan early.</param>
    public static void Scan(
        RecordArena records,
        int bytes,
        TScorer scorer,
        MatchCursor matches,
        WalkScratch scratch,
        CancellationToken cancellationToken)
    {
        CandidatePool pool = scratch.Pool;
        VisibleAt visible = matches.Visible;
        Span<int> ordinals = stackalloc int[RecordsAtOnce];
        int count;
        while ((count = matches.Read(ordinals)) > 0 && !cancellationToken.IsCancellationRequested)
        {
            int asked = Math.Min(RecordsAhead, count);
            for (int i = 0; i < asked; i++)
            {
                Prefetch.Lines(records[ordinals[i]], bytes);
            }

            int scored = 0;
            for (; scored + 4 <= count; scored += 4)
            {
                for (int end = Math.Min(count, scored + RecordsAhead + 4); asked < end; asked++)
                {
                    Prefetch.Lines(records[ordinals[asked]], bytes);
                }

                Vector128<float> distances = scorer.Distances(
                    records[ordinals[scored]],
                    records[ordinals[scored + 1]],
                    records[ordinals[scored + 2]],
                    records[ordinals[scored + 3]]);
                if (Vector128.LessThanAny(distances, Vector128.Create(pool.Bound)))
                {
                    Enter(pool, visible, distances[0], ordinals[scored]);
                    Enter(pool, visible, distances[1], ordinals[scored + 1]);
                    Enter(pool, visible, distances[2], ordinals[scored + 2]);
                    Enter(pool, visible, distances[3], ordinals[scored + 3]);
                }
            }

            for (; scored < count; scored++)
            {
                Enter(pool, visible, scorer.Distance(records[ordinals[scored]]), ordinals[scored]);
            }

            scratch.Effort.Scored += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(CandidatePool pool, VisibleAt visible, float distance, int ordinal)
    {
        if (distance < pool.Bound && visible.Accepts(ordinal))
        {
            pool.Add(distance, ordinal);
        }
    }
}
