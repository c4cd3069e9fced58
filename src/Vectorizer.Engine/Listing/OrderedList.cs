using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Listing;

/// <summary>Lists points of a segment in the order of a value of their payloads.</summary>
/// <remarks>
/// A page costs a look at every point that matches and holds no more than the page. A place is a value and an id, so whoever goes
/// on behind it meets every point once whose value has not changed meanwhile, and none twice. For one thread, like the reader.
/// </remarks>
public sealed class OrderedList(SegmentReader reader, SortOrder order)
{
    private readonly List<int> _matches = [];

    /// <summary>The points behind a place, as the reader sees them.</summary>
    /// <param name="filter">What they match; null for all.</param>
    /// <param name="after">The place; null for the begin.</param>
    /// <param name="limit">Points wanted, at least 1.</param>
    /// <param name="more">Whether points follow behind them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public List<SortedPoint> Page(
        FilterExpression? filter, SortPosition? after, int limit, out bool more, CancellationToken cancellationToken)
    {
        _matches.Clear();
        reader.SelectVisible(filter, _matches, cancellationToken);

        // The last of those kept is on top, where it gives way to one before it.
        PriorityQueue<SortedPoint, SortedPoint> kept = new(Comparer<SortedPoint>.Create((x, y) => Compare(y, x)));
        for (int i = 0; i < _matches.Count; i++)
        {
            if (i % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (ValueOf(_matches[i]) is not { } value || !IsBehind(value, _matches[i], after))
            {
                continue;
            }

            SortedPoint point = new(_matches[i], value);
            if (kept.Count <= limit)
            {
                kept.Enqueue(point, point);
            }
            else
            {
                kept.EnqueueDequeue(point, point);
            }
        }

        List<SortedPoint> page = [.. kept.UnorderedItems.Select(static item => item.Element)];
        page.Sort(Compare);
        more = page.Count > limit;
        return more ? page[..limit] : page;
    }

    private SortValue? ValueOf(int ordinal)
    {
        SortValueVisitor visitor = new(order.IsDescending);
        PayloadWalk.Visit(reader.Payload(ordinal), order.Key, ref visitor);
        return visitor.First;
    }

    private bool IsBehind(SortValue value, int ordinal, SortPosition? after)
    {
        if (order.StartFrom is { } start && Compare(value, start) < 0)
        {
            return false;
        }

        if (after is not { } place)
        {
            return true;
        }

        int byValue = Compare(value, place.Value);
        return byValue != 0 ? byValue > 0 : reader.Id(ordinal).SequenceCompareTo(place.Id.Span) > 0;
    }

    private int Compare(SortValue x, SortValue y) => order.IsDescending ? y.CompareTo(x) : x.CompareTo(y);

    private int Compare(SortedPoint x, SortedPoint y)
    {
        int byValue = Compare(x.Value, y.Value);
        return byValue != 0 ? byValue : reader.Id(x.Ordinal).SequenceCompareTo(reader.Id(y.Ordinal));
    }
}
