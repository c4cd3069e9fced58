using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Listing;

/// <summary>Goes through the values of an index in the order of a list, and so meets the points of a page first.</summary>
/// <remarks>
/// A point with several values is met at each of them, and listed at that which comes first: its payload tells. So as many points are
/// looked at as there are on a page, and those that are met at another value or that the filter leaves open.
/// Ownership: the set is of the shared pool, for one page. For one reader, and so for one thread.
/// </remarks>
internal sealed class IndexedOrder(SegmentReader reader, OrderedList list, NumberIndex index)
{
    private const int ValuesPerLookAtToken = 1024;

    private readonly OrdinalBitmap _many = new();
    private readonly List<int> _tied = [];

    /// <summary>Adds points to a page until there are as many as are wanted.</summary>
    /// <param name="isDescending">Whether the largest value comes first.</param>
    /// <param name="from">The value that the page begins with at the earliest; null for the first.</param>
    /// <param name="candidates">The points that may match.</param>
    /// <param name="page">Gets the points.</param>
    /// <param name="wanted">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Fill(
        bool isDescending, SortValue? from, FilterCandidates candidates, List<SortedPoint> page, int wanted, CancellationToken cancellationToken)
    {
        if (!index.TryBounds(from, isDescending, out NumberKey low, out NumberKey high))
        {
            return;
        }

        int values = 0;
        foreach ((ValueLeaf<NumberKey> leaf, int place) in index.Values.Within(low, high, isDescending))
        {
            if (values++ % ValuesPerLookAtToken == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            SortValue value = index.SortValueOf(leaf.Key(place));
            FindTied(leaf, place, value, candidates);
            if (_tied.Count > 0 && !TryAddTied(value, candidates, page, wanted, cancellationToken))
            {
                break;
            }
        }

        _many.Free();
    }

    /// <summary>The candidates behind the place among the points that have a value.</summary>
    private void FindTied(ValueLeaf<NumberKey> leaf, int place, SortValue value, FilterCandidates candidates)
    {
        _tied.Clear();
        if (leaf.TryGetFew(place, out ReadOnlySpan<int> few))
        {
            foreach (int ordinal in few)
            {
                AddTied(ordinal);
            }

            return;
        }

        _many.Reset(reader.Index.Points.Count);
        leaf.AddTo(place, _many);
        for (int ordinal = _many.Next(0); ordinal >= 0; ordinal = _many.Next(ordinal + 1))
        {
            AddTied(ordinal);
        }

        void AddTied(int ordinal)
        {
            if (candidates.Contains(ordinal) && list.IsBehind(value, ordinal))
            {
                _tied.Add(ordinal);
            }
        }
    }

    /// <summary>Adds those of a value in the order of their ids; false when the page is full.</summary>
    private bool TryAddTied(
        SortValue value, FilterCandidates candidates, List<SortedPoint> page, int wanted, CancellationToken cancellationToken)
    {
        // A heap: of a value that many points have, only as many are put in order as are wanted.
        PriorityQueue<int, int> tied = new(_tied.Select(static ordinal => (ordinal, ordinal)), list.ByIds);
        while (tied.TryDequeue(out int ordinal, out _))
        {
            if (list.ValueOf(ordinal) is { } first && first.CompareTo(value) == 0
                && candidates.Matches(ordinal, cancellationToken))
            {
                page.Add(new SortedPoint(ordinal, value));
                if (page.Count == wanted)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
