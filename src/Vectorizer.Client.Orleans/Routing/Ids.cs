using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Divides lists of ids over segments.</summary>
internal static class Ids
{
    /// <summary>For each segment that holds at least one of the ids: the places of its ids in the list, ascending.</summary>
    public static IReadOnlyList<(int Segment, int[] Indexes)> BySegment(CollectionRecord record, ByteStrings ids)
    {
        List<int>?[] lists = new List<int>?[record.Definition.Segments];
        for (int i = 0; i < ids.Count; i++)
        {
            (lists[record.Slots.SegmentOf(ids[i].Span)] ??= []).Add(i);
        }

        List<(int Segment, int[] Indexes)> segments = [];
        for (int segment = 0; segment < lists.Length; segment++)
        {
            if (lists[segment] is { } indexes)
            {
                segments.Add((segment, [.. indexes]));
            }
        }

        return segments;
    }

    /// <summary>Some ids of a list, by their places in ascending order.</summary>
    public static ByteStrings Select(ByteStrings ids, ReadOnlySpan<int> indexes)
    {
        if (indexes.Length == ids.Count)
        {
            return ids;
        }

        ByteStringsBuilder builder = new(indexes.Length);
        foreach (int index in indexes)
        {
            builder.Add(ids[index].Span);
        }

        return builder.Build();
    }
}
