using System.Diagnostics;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Searches a segment under a filter, each time in the way that seems to cost least; docs/design/filtered-search.md.</summary>
/// <remarks>
/// <code>
/// what indexes don't answer, and points show to be common     walk with predicate: look at the points that it comes to
/// else look at all points, and then, as where indexes tell:
///   so few that comparing costs less than walking             scan of the matches
///   else                                                      walk over the matches
/// </code>
/// What comes back with fewer points than wanted is followed by a scan of all matches, so a search finds as many as there are.
/// For one reader, and so for one thread.
/// </remarks>
internal sealed unsafe class FilteredSearch(SegmentReader reader, SegmentIndex index, WalkScratch scratch)
{
    private const int SampledPoints = 256;

    // A part of one in sixty-four is seen four times in the sample. Of what is rarer, a sample tells too little.
    private const int FewestSampledMatches = 4;

    // A walk with predicate looks at about so many points for each candidate divided by the part that matches.
    private const int ChecksPerCandidate = 4;

    // It is begun if it is likely to look at this part of the points at most, and given up when it has.
    private const double MostChecked = 0.25;

    private readonly OrdinalBitmap _matches = new();
    private int? _matchCount;
    private int _estimate;
    private SearchStrategy _strategy;
    private TimeSpan _selectTime;
    private TimeSpan _searchTime;

    /// <summary>Whether an ordinal is among the matches. Only after a search that has counted them.</summary>
    public bool IsMatch(int ordinal) => _matches.Contains(ordinal);

    /// <summary>What the last search did.</summary>
    public SearchExplanation Explain(FilterExpression filter) => new(
        _strategy,
        _estimate,
        _matchCount,
        scratch.Visited.CountMarks(),
        scratch.Effort.Scored,
        scratch.Effort.Checked,
        [],
        [filter.ToString()!],
        _selectTime,
        _searchTime);

    /// <summary>Leaves the nearest matches in the pool that it returns.</summary>
    /// <param name="field">The vector field.</param>
    /// <param name="query">A padded row.</param>
    /// <param name="limit">Matches wanted.</param>
    /// <param name="ef">Candidates weighed, at least <paramref name="limit"/>.</param>
    /// <param name="isExact">Compares with every match by its floats.</param>
    /// <param name="filter">What points have to match.</param>
    /// <param name="cancellationToken">Ends the search; the pool then holds what was found so far.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled while points were looked at.</exception>
    public CandidatePool Search(
        VectorIndex field, float* query, int limit, int ef, bool isExact, FilterExpression filter, CancellationToken cancellationToken)
    {
        scratch.Effort.Reset();
        scratch.Visited.Reset(nodes: 0);
        long started = Stopwatch.GetTimestamp();
        int count = index.Points.Count;
        _matches.Reset(count: 0);
        _matchCount = null;
        _estimate = Estimate(filter, count, cancellationToken);
        _selectTime = Stopwatch.GetElapsedTime(started);
        if (!isExact && WalkPays(ef, count))
        {
            WalkWithPredicate(field, query, limit, ef, count, filter, cancellationToken);
            bool isEnough = field.Found(scratch).Count >= limit && !scratch.Effort.IsExceeded;
            _searchTime = Stopwatch.GetElapsedTime(started) - _selectTime;
            if (isEnough || cancellationToken.IsCancellationRequested)
            {
                _strategy = SearchStrategy.PredicateWalk;
                return field.Found(scratch);
            }

            started = Stopwatch.GetTimestamp();
            scratch.Effort.Lift();
        }

        // 2. Look at all of them.
        CheckAll(filter, count, cancellationToken);
        _selectTime = Stopwatch.GetElapsedTime(started);
        CandidatePool found = SearchMatches(field, query, limit, ef, isExact, cancellationToken);
        _searchTime = Stopwatch.GetElapsedTime(started) - _selectTime;
        return found;
    }

    /// <summary>Gives back the memory of the matches.</summary>
    public void Free() => _matches.Free();

    private CandidatePool SearchMatches(
        VectorIndex field, float* query, int limit, int ef, bool isExact, CancellationToken cancellationToken)
    {
        MatchSet matches = new(
            _matches, _matchCount!.Value, reader.Visible, AllHaveNodes: index.Fields.Length == 1 && field.ZeroRows.Ordinals.IsEmpty);
        if (matches.Count == 0)
        {
            _strategy = SearchStrategy.NoMatches;
            scratch.Pool.Reset(limit);
            return scratch.Pool;
        }

        if (!isExact
            && matches.Count > limit
            && field.WalkMatches(query, ef, limit, matches, scratch, out MatchWalkOutcome outcome, cancellationToken) is { } found)
        {
            _strategy = outcome == MatchWalkOutcome.Walked ? SearchStrategy.MatchWalk : SearchStrategy.WalkAndScan;
            if (found.Count >= limit || outcome == MatchWalkOutcome.WalkedAndScanned || cancellationToken.IsCancellationRequested)
            {
                return found;
            }

            _strategy = SearchStrategy.WalkAndScan;
        }
        else
        {
            _strategy = SearchStrategy.MatchScan;
        }

        return field.ScanMatches(query, ef, limit, matches, isExact, scratch, cancellationToken);
    }

    private int Estimate(FilterExpression filter, int count, CancellationToken cancellationToken)
    {
        int sampled = 0;
        int matching = 0;
        for (int i = 0; i < SampledPoints; i++)
        {
            int ordinal = (int)((long)count * i / SampledPoints);
            if (count > 0 && reader.Visible.Accepts(ordinal))
            {
                sampled++;
                matching += reader.Check(filter, ordinal, cancellationToken) ? 1 : 0;
            }
        }

        return matching < FewestSampledMatches ? 0 : (int)((long)count * matching / sampled);
    }

    private bool WalkPays(int ef, int count)
        => _estimate > 0 && (double)ChecksPerCandidate * ef * count / _estimate < MostChecked * count;

    private void WalkWithPredicate(
        VectorIndex field, float* query, int limit, int ef, int count, FilterExpression filter, CancellationToken cancellationToken)
    {
        scratch.Effort.MostChecked = scratch.Effort.Checked + (int)(MostChecked * count);
        scratch.Effort.MostScored = count / 2;
        field.SearchAccepted(query, ef, limit, new CheckedPoints(reader, filter, among: null, cancellationToken), scratch, cancellationToken);
    }

    private void CheckAll(FilterExpression filter, int count, CancellationToken cancellationToken)
    {
        _matches.Reset(count);
        int matching = 0;
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            if (reader.Visible.Accepts(ordinal) && reader.Check(filter, ordinal, cancellationToken))
            {
                _matches.Add(ordinal);
                matching++;
            }
        }

        _matchCount = matching;
    }
}
