using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Examples;

/// <summary>Finds the points of the best score by several examples; docs/design/query-forms.md.</summary>
/// <remarks>
/// The threshold algorithm (Fagin, Lotem and Naor 2001) over a search for each positive example:
/// <code>
/// 1. search near each positive example for the nearest 'depth' points
/// 2. score all that were found by all examples
/// 3. whatever was not found is farther from every positive example than the last point found near it. If as many as are wanted
///    score at least as well as the nearest of these last points, nothing better is left
///    else: four times as deep again, until a scan costs no more
/// </code>
/// Points nearer to a negative example than to any positive one are ranked by how far they are from what is not wanted, and no search
/// for what is near leads there: where they are needed, and without positive examples, every point that may be found is compared.
/// For one reader, and so for one thread.
/// </remarks>
internal sealed class ExampleSearch(SegmentReader reader, SegmentIndex index, WalkScratch scratch)
{
    private const int DepthFactor = 4;

    // Of the points compared at once: their rows stay in a cache near the core while examples go over them.
    private const int PointsAtOnce = 64;

    private readonly HashSet<int> _met = [];
    private readonly List<int> _candidates = [];
    private Neighbor[] _results = [];
    private SearchExplanation? _told;

    /// <summary>What the last search did, all of its steps together.</summary>
    public SearchExplanation Explain() => _told!;

    /// <summary>The points of the best score, best first.</summary>
    /// <param name="field">Number of the vector field.</param>
    /// <param name="examples">Vectors, the positive ones first; finite, and not all zero under cosine.</param>
    /// <param name="positives">How many are positive.</param>
    /// <param name="limit">Points wanted, at least 1.</param>
    /// <param name="ef">Candidates weighed by each search.</param>
    /// <param name="filter">What points have to match; null for nothing.</param>
    /// <param name="isExact">Compares with every point that matches.</param>
    /// <param name="cancellationToken">Ends the search; what was found so far is returned.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled while points were looked at.</exception>
    public ReadOnlySpan<Neighbor> Search(
        int field,
        ReadOnlySpan<float> examples,
        int positives,
        int limit,
        int ef,
        FilterExpression? filter,
        bool isExact,
        CancellationToken cancellationToken)
    {
        _told = null;
        TimeSpan started = Now;
        ReadOnlySpan<Neighbor> found = Find(field, examples, positives, limit, ef, filter, isExact, cancellationToken);
        _told = _told! with { SearchTime = Now - started - _told!.SelectTime };
        return found;
    }

    /// <summary>Gives back the memory of the candidates.</summary>
    public void Free()
    {
        _met.Clear();
        _met.TrimExcess();
        _candidates.Clear();
        _candidates.Capacity = 0;
    }

    private TimeSpan Now => reader.Clock?.Invoke() ?? TimeSpan.Zero;

    private ReadOnlySpan<Neighbor> Find(
        int field,
        ReadOnlySpan<float> examples,
        int positives,
        int limit,
        int ef,
        FilterExpression? filter,
        bool isExact,
        CancellationToken cancellationToken)
    {
        VectorIndex vectors = index.Indexes[field];
        int dimension = vectors.Schema.Dimension;
        using ExampleRows rows = new(examples, positives, dimension, vectors.Normalizes);
        int depth = Math.Max(limit, ef);
        bool walks = !isExact && positives > 0;
        while (walks && vectors.Graph.Count > SegmentReader.ExactRowsPerCandidate * depth && !cancellationToken.IsCancellationRequested)
        {
            float reach = Gather(field, examples[..(positives * dimension)], depth, ef, filter, cancellationToken);
            if (float.IsPositiveInfinity(reach))
            {
                // So few points match that a scan costs less than this did.
                break;
            }

            // How a point would rank that was not found and is like no negative example.
            float unseen = BestScore.Distance(vectors.Schema.Metric, reach, float.PositiveInfinity);
            int found = Rank(vectors, rows, limit, cancellationToken);
            if (found == limit && _results[limit - 1].Distance <= unseen)
            {
                return _results.AsSpan(0, limit);
            }

            depth *= DepthFactor;
        }

        return Scan(field, rows, limit, filter, cancellationToken);
    }

    /// <summary>Makes candidates of what is near to the positive examples.</summary>
    /// <returns>
    /// No other point is nearer than this to any of them, as far as the searches find the nearest; infinite where no other is left.
    /// </returns>
    private float Gather(
        int field, ReadOnlySpan<float> positives, int depth, int ef, FilterExpression? filter, CancellationToken cancellationToken)
    {
        VectorIndex vectors = index.Indexes[field];
        _met.Clear();
        _candidates.Clear();
        float reach = float.PositiveInfinity;
        for (int start = 0; start < positives.Length; start += vectors.Schema.Dimension)
        {
            ReadOnlySpan<float> example = positives.Slice(start, vectors.Schema.Dimension);
            ReadOnlySpan<Neighbor> found = filter is null
                ? reader.Search(field, example, depth, ef, cancellationToken)
                : reader.Search(field, example, depth, ef, filter, cancellationToken);
            Tell(reader.Explain(filter));

            if (found.Length < depth)
            {
                return float.PositiveInfinity;
            }

            reach = MathF.Min(reach, found[^1].Distance);
            foreach (Neighbor neighbor in found)
            {
                // Zero rows are near to nothing.
                if (vectors.Graph.Level(neighbor.Ordinal) != HnswGraph.NoLevel && _met.Add(neighbor.Ordinal))
                {
                    _candidates.Add(neighbor.Ordinal);
                }
            }
        }

        return reach;
    }

    private ReadOnlySpan<Neighbor> Scan(
        int field, ExampleRows rows, int limit, FilterExpression? filter, CancellationToken cancellationToken)
    {
        VectorIndex vectors = index.Indexes[field];
        TimeSpan started = Now;
        scratch.Effort.Reset();
        _candidates.Clear();
        Select(filter, cancellationToken);
        int matches = _candidates.Count;
        TimeSpan selected = Now - started;

        List<int> withoutDirection = [];
        _candidates.RemoveAll(ordinal =>
        {
            bool hasRow = vectors.Graph.Level(ordinal) != HnswGraph.NoLevel;
            if (!hasRow && (reader.Fields(ordinal) >> field & 1) != 0)
            {
                withoutDirection.Add(ordinal);
            }

            return !hasRow;
        });
        int found = Rank(vectors, rows, limit, cancellationToken);
        for (int i = 0; i < withoutDirection.Count && found < limit; i++)
        {
            _results[found++] = new Neighbor(BestScore.Farthest, withoutDirection[i]);
        }

        (SearchStrategy strategy, int estimate) = matches == 0 && filter is not null
            ? (SearchStrategy.NoMatches, 0)
            : (filter is null ? SearchStrategy.Scan : SearchStrategy.MatchScan, matches);
        (ImmutableArray<string> indexed, ImmutableArray<string> unindexed) = filter is null ? ([], []) : reader.Candidates.ConditionsOf(filter);
        Tell(reader.Explain(filter) with
        {
            Strategy = strategy,
            Indexed = indexed,
            Unindexed = unindexed,
            Estimate = estimate,
            Matches = filter is null ? null : matches,
            Visited = 0,
            Scored = _candidates.Count,
            Checked = scratch.Effort.Checked,
            SelectTime = selected,
        });
        return _results.AsSpan(0, found);
    }

    /// <summary>Makes candidates of all points that match.</summary>
    private void Select(FilterExpression? filter, CancellationToken cancellationToken)
    {
        FilterCandidates matches = reader.Candidates;
        matches.Resolve(filter);
        for (int ordinal = matches.NextVisible(0); ordinal >= 0; ordinal = matches.NextVisible(ordinal + 1))
        {
            if (matches.Matches(ordinal, cancellationToken))
            {
                _candidates.Add(ordinal);
            }
        }
    }

    /// <summary>Leaves the best of the candidates among the results, and returns how many these are.</summary>
    private int Rank(VectorIndex vectors, ExampleRows rows, int limit, CancellationToken cancellationToken)
    {
        if (_results.Length < limit)
        {
            _results = new Neighbor[Math.Max(limit, 2 * _results.Length)];
        }

        CandidatePool pool = scratch.Pool;
        pool.Reset(limit);
        Span<float> toPositive = stackalloc float[PointsAtOnce];
        Span<float> toNegative = stackalloc float[PointsAtOnce];
        Span<int> all = CollectionsMarshal.AsSpan(_candidates);
        for (int first = 0; first < all.Length && !cancellationToken.IsCancellationRequested; first += PointsAtOnce)
        {
            Span<int> some = all.Slice(first, Math.Min(PointsAtOnce, all.Length - first));
            vectors.Measure(rows, some, toPositive, toNegative, scratch);
            for (int i = 0; i < some.Length; i++)
            {
                float distance = BestScore.Distance(vectors.Schema.Metric, toPositive[i], toNegative[i]);
                if (distance < pool.Bound)
                {
                    pool.Add(distance, some[i]);
                }
            }
        }

        for (int rank = 0; rank < pool.Count; rank++)
        {
            _results[rank] = pool[rank];
        }

        return pool.Count;
    }

    /// <summary>Adds what one step did: the last one tells what matches, all together what it took.</summary>
    private void Tell(SearchExplanation step)
    {
        if (_told is { } before)
        {
            bool hasScanned = step.Strategy is SearchStrategy.Scan or SearchStrategy.MatchScan;
            bool hadWalked = before.Strategy is not (SearchStrategy.Scan or SearchStrategy.MatchScan or SearchStrategy.NoMatches);
            step = step with
            {
                Strategy = hasScanned && hadWalked ? SearchStrategy.WalkAndScan : step.Strategy,
                Visited = before.Visited + step.Visited,
                Scored = before.Scored + step.Scored,
                Checked = before.Checked + step.Checked,
                SelectTime = before.SelectTime + step.SelectTime,
            };
        }

        _told = step;
    }
}
