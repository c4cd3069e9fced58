using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Listing;

/// <summary>The values that points of a segment have at a key, those first that most of them have.</summary>
/// <remarks>
/// An index that knows all values there are at the key gives them with their points; else the payloads of the points are read
/// (<see cref="FacetCounter"/>). For one thread, like the reader.
/// </remarks>
public sealed class FacetList(SegmentReader reader, PayloadPath key)
{
    // Asking whether an ordinal of an index is among the matches costs at most this part of looking at a payload.
    private const int OrdinalsPerLook = 16;
    private const int ValuesPerLookAtToken = 1024;

    /// <summary>The values that most of the matching points have, those of equal counts as <see cref="FacetCounter.Largest"/> has them.</summary>
    /// <param name="filter">What the points match; null for all.</param>
    /// <param name="limit">Values wanted, at least 1.</param>
    /// <param name="isComplete">Whether all values were counted; else some may be missing, and counts too low.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public List<Facet> Largest(FilterExpression? filter, int limit, out bool isComplete, CancellationToken cancellationToken)
    {
        FilterCandidates candidates = reader.Candidates;
        candidates.Resolve(filter);
        if (reader.Index.PayloadIndexes.Find(key) is { HasAllValues: true } index
            && index is KeywordIndex or IntegerIndex or BoolIndex
            && index.Present.Count / OrdinalsPerLook < candidates.Count)
        {
            isComplete = true;
            return OfIndex(index, candidates, limit, cancellationToken);
        }

        FacetCounter counter = new(key);
        for (int ordinal = candidates.NextVisible(0); ordinal >= 0; ordinal = candidates.NextVisible(ordinal + 1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (candidates.Matches(ordinal, cancellationToken))
            {
                counter.Add(reader.Look(ordinal), ordinal);
            }
        }

        isComplete = counter.IsComplete;
        return counter.Largest(limit);
    }

    private List<Facet> OfIndex(PayloadIndex index, FilterCandidates candidates, int limit, CancellationToken cancellationToken)
    {
        OrdinalBitmap matches = new();
        matches.Reset(reader.Index.Points.Count);
        for (int ordinal = candidates.NextVisible(0); ordinal >= 0; ordinal = candidates.NextVisible(ordinal + 1))
        {
            if (candidates.Matches(ordinal, cancellationToken))
            {
                matches.Add(ordinal);
            }
        }

        PriorityQueue<Facet, Facet> largest = new(Comparer<Facet>.Create((x, y) => FacetCounter.Order.Compare(y, x)));
        switch (index)
        {
            case KeywordIndex keywords:
                AddValues(keywords.Values, static (key, count) => new Facet(key.Utf8.ToArray(), 0, IsBoolean: false, count));
                break;
            case IntegerIndex integers:
                AddValues(integers.Values, static (key, count) => new Facet(null, key.Value, IsBoolean: false, count));
                break;
            case BoolIndex booleans:
                Add(booleans.Of(false).CountIn(matches), static count => new Facet(null, 0, IsBoolean: true, count));
                Add(booleans.Of(true).CountIn(matches), static count => new Facet(null, 1, IsBoolean: true, count));
                break;
        }

        matches.Free();
        return [.. largest.UnorderedItems.Select(static item => item.Element).Order(FacetCounter.Order)];

        void AddValues<TKey>(SortedValues<TKey> values, Func<TKey, int, Facet> facet)
            where TKey : struct, IValueKey<TKey>
        {
            int met = 0;
            foreach ((ValueLeaf<TKey> leaf, int place) in values.All())
            {
                if (met++ % ValuesPerLookAtToken == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                Add(leaf.CountIn(place, matches), count => facet(leaf.Key(place), count));
            }
        }

        // Values come in their order, so one that as many points have as the last of those kept stands behind it.
        void Add(int count, Func<int, Facet> facet)
        {
            if (count == 0 || (largest.Count == limit && count <= largest.Peek().Count))
            {
                return;
            }

            Facet value = facet(count);
            largest.Enqueue(value, value);
            if (largest.Count > limit)
            {
                largest.Dequeue();
            }
        }
    }
}
