using System.Runtime.InteropServices;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Pages of the points that match a filter, in list order, each in the way that is likely to cost least; docs/design/payload-indexes.md.</summary>
/// <remarks>
/// <code>
/// 1. indexes tell that many points match, or tell nothing: walk the list, and look at the points on the way
/// 2. few match, or the walk has looked at more points than that: of the candidates that indexes tell, those behind the place,
///    in list order, looked at where indexes leave something open
/// </code>
/// The walk shows points as they are now, the candidates as the reader sees them. Either way a point that nobody touches is met, and
/// as its place depends on its id alone, none is met twice. For one reader, and so for one thread.
/// </remarks>
internal sealed class FilteredList(SegmentReader reader, SegmentIndex index, FilterCandidates candidates)
{
    // Of the list at a time.
    private const int PointsPerStep = 256;

    // Finding a candidate and its place in the list costs at most this part of looking at a payload.
    private const int CandidatesPerLook = 8;

    private readonly PlaceOrder _order = new(reader);
    private readonly List<int> _step = [];
    private readonly List<int> _page = [];

    /// <summary>The points behind an id that match a filter.</summary>
    /// <param name="filter">What they have to match.</param>
    /// <param name="after">The id, which need not exist; empty for the first page.</param>
    /// <param name="limit">Points wanted, at least 1.</param>
    /// <param name="more">Whether points that match follow behind the page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReadOnlySpan<int> Page(
        FilterExpression filter, ReadOnlySpan<byte> after, int limit, out bool more, CancellationToken cancellationToken)
    {
        _page.Clear();
        int wanted = limit + 1;
        if (!TryWalk(filter, ref after, wanted, LooksOfWalk(filter, wanted), cancellationToken))
        {
            AddCandidates(filter, after, wanted, cancellationToken);
        }

        more = _page.Count == wanted;
        return CollectionsMarshal.AsSpan(_page)[..Math.Min(limit, _page.Count)];
    }

    /// <summary>The points that a walk may look at: none if it is likely to need more than what the candidates cost.</summary>
    private long LooksOfWalk(FilterExpression filter, int wanted)
    {
        int most = MatchEstimate.Most(index, filter);
        if (most == index.Points.Count)
        {
            return long.MaxValue;
        }

        long affordable = most / CandidatesPerLook;
        long likely = (long)wanted * index.PointCount / Math.Max(1, most);
        return likely <= affordable ? affordable : 0;
    }

    /// <summary>Fills the page along the list; false if that has not come to its end, with the place that it has come to.</summary>
    private bool TryWalk(
        FilterExpression filter, ref ReadOnlySpan<byte> after, int wanted, long mostLooks, CancellationToken cancellationToken)
    {
        while (mostLooks > 0)
        {
            _step.Clear();
            int step = (int)Math.Min(PointsPerStep, mostLooks);
            index.Ids.List(after, step, _step);
            foreach (int ordinal in _step)
            {
                if (!reader.Check(filter, ordinal, cancellationToken))
                {
                    continue;
                }

                _page.Add(ordinal);
                if (_page.Count == wanted)
                {
                    return true;
                }
            }

            if (_step.Count < step)
            {
                return true;
            }

            after = reader.Id(_step[^1]);
            mostLooks -= step;
        }

        return false;
    }

    private void AddCandidates(FilterExpression filter, ReadOnlySpan<byte> after, int wanted, CancellationToken cancellationToken)
    {
        candidates.Resolve(filter);
        ulong hash = after.IsEmpty ? 0 : PointIdMap.Hash(after);
        List<(int Ordinal, Place Place)> places = [];
        for (int ordinal = candidates.NextVisible(0); ordinal >= 0; ordinal = candidates.NextVisible(ordinal + 1))
        {
            if (places.Count % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> id = reader.Id(ordinal);
            Place place = new(PointIdMap.Hash(id), ordinal);
            if (after.IsEmpty || place.Hash > hash || (place.Hash == hash && id.SequenceCompareTo(after) > 0))
            {
                places.Add((ordinal, place));
            }
        }

        // A heap: only as many are put in order as are wanted.
        PriorityQueue<int, Place> behind = new(places, _order);
        while (_page.Count < wanted && behind.TryDequeue(out int ordinal, out _))
        {
            if (candidates.Matches(ordinal, cancellationToken))
            {
                _page.Add(ordinal);
            }
        }
    }

    /// <summary>Where a point stands in a list.</summary>
    private readonly record struct Place(ulong Hash, int Ordinal);

    private sealed class PlaceOrder(SegmentReader reader) : IComparer<Place>
    {
        public int Compare(Place x, Place y)
            => x.Hash != y.Hash ? x.Hash.CompareTo(y.Hash) : reader.Id(x.Ordinal).SequenceCompareTo(reader.Id(y.Ordinal));
    }
}
