using Vectorizer.Abstractions.Search;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Merges the hits of several segments: by distance, then by the bytes of the id.</summary>
/// <remarks>The lists are in that order already. Equal distances need a rule, or pages by offset would repeat and lose hits.</remarks>
internal static class HitRanking
{
    public static List<RankedHit> Merge(SearchHits[] lists, int offset, int limit)
    {
        PriorityQueue<RankedHit, RankedHit> order = new(
            Comparer<RankedHit>.Create((x, y) => Compare(lists, x, y)));
        for (int list = 0; list < lists.Length; list++)
        {
            Enqueue(list, 0);
        }

        List<RankedHit> winners = new(limit);
        for (int rank = 0; rank < offset + limit && order.TryDequeue(out RankedHit hit, out _); rank++)
        {
            if (rank >= offset)
            {
                winners.Add(hit);
            }

            Enqueue(hit.List, hit.Index + 1);
        }

        return winners;

        void Enqueue(int list, int index)
        {
            if (index < lists[list].Count)
            {
                RankedHit hit = new(lists[list].Distances.Values.Span[index], list, index);
                order.Enqueue(hit, hit);
            }
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
