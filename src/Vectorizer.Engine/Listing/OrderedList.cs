using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Listing;

/// <summary>Lists points of a segment in the order of a value of their payloads.</summary>
/// <remarks>
/// A page goes along the index of the key where that knows all values and leads to a page before all matches would have been looked at
/// (<see cref="IndexedOrder"/>). Else it costs a look at every point that matches, and holds no more than the page. A place is a value and an id,
/// so whoever goes on behind it meets every point once whose value has not changed meanwhile, and none twice. For one thread, like the reader.
/// </remarks>
public sealed class OrderedList(SegmentReader reader, SortOrder order)
{
    // Passing over a value of an index costs at most this part of looking at a payload.
    private const int ValuesPerLook = 16;

    private SortPosition? _after;

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
        _after = after;
        FilterCandidates candidates = reader.Candidates;
        candidates.Resolve(filter);
        List<SortedPoint> page = [];
        if (reader.Index.PayloadIndexes.Find(order.Key) is NumberIndex { HasAllValues: true } index && Pays(candidates.Count, limit))
        {
            new IndexedOrder(reader, this, index).Fill(order.IsDescending, From(), candidates, page, limit + 1, cancellationToken);
        }
        else
        {
            AddAll(candidates, page, limit + 1, cancellationToken);
        }

        more = page.Count > limit;
        return more ? page[..limit] : page;
    }

    /// <summary>The order of points of equal values.</summary>
    internal IComparer<int> ByIds { get; } = Comparer<int>.Create((x, y) => reader.Id(x).SequenceCompareTo(reader.Id(y)));

    /// <summary>The value that a point stands at, which its payload tells; null if it is not listed.</summary>
    internal SortValue? ValueOf(int ordinal)
    {
        SortValueVisitor visitor = new(order.IsDescending);
        PayloadWalk.Visit(reader.Look(ordinal), order.Key, ref visitor);
        return visitor.First;
    }

    /// <summary>Whether a point of a value stands behind the place where the page begins.</summary>
    internal bool IsBehind(SortValue value, int ordinal)
    {
        if (order.StartFrom is { } start && Compare(value, start) < 0)
        {
            return false;
        }

        if (_after is not { } place)
        {
            return true;
        }

        int byValue = Compare(value, place.Value);
        return byValue != 0 ? byValue > 0 : reader.Id(ordinal).SequenceCompareTo(place.Id.Span) > 0;
    }

    /// <summary>Whether a page is likely to be found among fewer values than there are matches to look at.</summary>
    private bool Pays(int matches, int limit)
        => (limit + 1L) * reader.Index.Points.Count / Math.Max(1, matches) / ValuesPerLook < matches;

    /// <summary>The value that the page begins with at the earliest.</summary>
    private SortValue? From()
        => (order.StartFrom, _after?.Value) switch
        {
            ({ } start, { } after) => Compare(start, after) > 0 ? start : after,
            (var start, var after) => start ?? after,
        };

    private void AddAll(FilterCandidates candidates, List<SortedPoint> page, int wanted, CancellationToken cancellationToken)
    {
        // The last of those kept is on top, where it gives way to one before it.
        PriorityQueue<SortedPoint, SortedPoint> kept = new(Comparer<SortedPoint>.Create((x, y) => Compare(y, x)));
        int met = 0;
        for (int ordinal = candidates.NextVisible(0); ordinal >= 0; ordinal = candidates.NextVisible(ordinal + 1))
        {
            if (met++ % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (!candidates.Matches(ordinal, cancellationToken) || ValueOf(ordinal) is not { } value || !IsBehind(value, ordinal))
            {
                continue;
            }

            SortedPoint point = new(ordinal, value);
            if (kept.Count < wanted)
            {
                kept.Enqueue(point, point);
            }
            else
            {
                kept.EnqueueDequeue(point, point);
            }
        }

        page.AddRange(kept.UnorderedItems.Select(static item => item.Element));
        page.Sort(Compare);
    }

    private int Compare(SortValue x, SortValue y) => order.IsDescending ? y.CompareTo(x) : x.CompareTo(y);

    private int Compare(SortedPoint x, SortedPoint y)
    {
        int byValue = Compare(x.Value, y.Value);
        return byValue != 0 ? byValue : ByIds.Compare(x.Ordinal, y.Ordinal);
    }
}
