using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Merges the hits of several segments: by distance, then by the bytes of the id.</summary>
/// <remarks>
/// The lists are in that order already. Equal distances need a rule, or pages by offset would repeat and lose hits. A heap
/// holds the next hit of each list that has one.
/// </remarks>
internal static class HitRanking
{
    /// <summary>The hits behind the first <paramref name="offset"/>, at most <paramref name="limit"/>.</summary>
    /// <param name="lists">The hits of each segment.</param>
    /// <param name="offset">Hits to pass over.</param>
    /// <param name="limit">Hits wanted.</param>
    /// <param name="without">Ids of points that are no hits, and are not counted.</param>
    public static RankedHit[] Merge(SearchHits[] lists, int offset, int limit, ByteStrings without)
    {
        long hits = 0;
        int heapSize = 0;
        RankedHit[] heap = new RankedHit[lists.Length];
        for (int list = 0; list < lists.Length; list++)
        {
            hits += lists[list].Count;
            if (lists[list].Count > 0)
            {
                heap[heapSize++] = HitOf(lists, list, 0);
            }
        }

        for (int root = (heapSize / 2) - 1; root >= 0; root--)
        {
            SiftDown(lists, heap.AsSpan(0, heapSize), root);
        }

        RankedHit[] winners = new RankedHit[Math.Clamp(hits - offset, 0, limit)];
        int rank = 0;
        while (rank < offset + winners.Length && heapSize > 0)
        {
            RankedHit nearest = heap[0];
            if (without.Count == 0 || !Contains(without, lists[nearest.List].Points.Ids[nearest.Index].Span))
            {
                if (rank >= offset)
                {
                    winners[rank - offset] = nearest;
                }

                rank++;
            }

            heap[0] = nearest.Index + 1 < lists[nearest.List].Count
                ? HitOf(lists, nearest.List, nearest.Index + 1)
                : heap[--heapSize];
            SiftDown(lists, heap.AsSpan(0, heapSize), 0);
        }

        Array.Resize(ref winners, Math.Max(0, rank - offset));
        return winners;
    }

    private static bool Contains(ByteStrings ids, ReadOnlySpan<byte> id)
    {
        for (int i = 0; i < ids.Count; i++)
        {
            if (ids[i].Span.SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }

    private static RankedHit HitOf(SearchHits[] lists, int list, int index)
        => new(lists[list].Distances.Values.Span[index], list, index);

    private static void SiftDown(SearchHits[] lists, Span<RankedHit> heap, int root)
    {
        while ((2 * root) + 1 < heap.Length)
        {
            int child = (2 * root) + 1;
            if (child + 1 < heap.Length && Compare(lists, heap[child + 1], heap[child]) < 0)
            {
                child++;
            }

            if (Compare(lists, heap[root], heap[child]) <= 0)
            {
                return;
            }

            (heap[root], heap[child]) = (heap[child], heap[root]);
            root = child;
        }
    }

    private static int Compare(SearchHits[] lists, RankedHit x, RankedHit y)
    {
        int byDistance = x.Distance.CompareTo(y.Distance);
        return byDistance != 0
            ? byDistance
            : lists[x.List].Points.Ids[x.Index].Span.SequenceCompareTo(lists[y.List].Points.Ids[y.Index].Span);
    }
}
