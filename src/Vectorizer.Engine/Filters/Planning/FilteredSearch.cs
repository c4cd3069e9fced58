using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Searches a segment under a filter, each time in the way that is likely to cost least; docs/design/filtered-search.md.</summary>
/// <remarks>
/// <code>
/// 1. indexes tell a set of points, and what is left to ask of each of them (FilterResolver)
/// 2. something is left, and a sample shows that much of the set meets it:
///      walk with predicate: the graph as without a filter, looking at the points that the walk comes to
///    else look at all points of the set
/// 3. the matches are known:
///      so few that comparing with all costs less than walking: scan of the matches
///      else: walk over the matches
/// </code>
/// A walk that leads to fewer points than wanted is followed by a scan of the matches: a search finds as many as there are.
/// For one reader, and so for one thread.
/// </remarks>
internal sealed unsafe class FilteredSearch(SegmentReader reader, SegmentIndex index, WalkScratch scratch)
{
    private const int SampledPoints = 256;

    // A part of one in sixty-four is seen four times in the sample. Of what is rarer, a sample tells too little.
    private const int FewestSampledMatches = 4;

    // A walk with predicate looks at about so many points for each candidate, divided by the part that matches.
    private const int ChecksPerCandidate = 4;

    // It is begun if it is likely to look at this part of the set at most, and given up when it has.
    private const double MostChecked = 0.25;

    private readonly FilterResolver _resolver = new(index, reader);
    private readonly OrdinalBitmap _matches = new();
    private bool _isResolved;
    private FilterExpression? _left;
    private IndexAnswer _answer;
    private int _estimate;
    private int? _matchCount;
    private SearchStrategy _strategy;
    private TimeSpan _selectTime;
    private TimeSpan _searchTime;

    private TimeSpan Now => reader.Clock?.Invoke() ?? TimeSpan.Zero;

    /// <summary>Whether an ordinal is among the matches of the last search. False for all where it did not need to know them.</summary>
    public bool IsMatch(int ordinal) => _isResolved && _matches.Contains(ordinal);

    /// <summary>What the last search did.</summary>
    /// <param name="filter">Its filter.</param>
    public SearchExplanation Explain(FilterExpression filter) => new(
        _strategy,
        _estimate,
        _matchCount,
        scratch.Visited.CountMarks(),
        scratch.Effort.Scored,
        scratch.Effort.Checked,
        [.. ConditionNames.Of(filter).Except(ConditionNames.Of(_left))],
        ConditionNames.Of(_left),
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
        _isResolved = false;
        _matchCount = null;
        _selectTime = _searchTime = TimeSpan.Zero;
        TimeSpan started = Now;

        // 1. Points that are stored from here on are none that the reader sees.
        _matches.Reset(index.Points.Count);
        _left = _resolver.Resolve(filter, _matches, out _answer);
        _estimate = _answer == IndexAnswer.None ? index.PointCount : _matches.Cardinality;

        // 2.
        if (_left is not null)
        {
            if (!isExact && TryWalkWithPredicate(field, query, limit, ef, started, cancellationToken) is { } walked)
            {
                return walked;
            }

            KeepWhatMeets(_left, cancellationToken);
        }

        _matchCount = _left is null ? _estimate : _matches.Cardinality;
        _isResolved = true;
        _selectTime = Now - started - _searchTime;

        // 3.
        started = Now;
        CandidatePool found = SearchMatches(field, query, limit, ef, isExact, cancellationToken);
        _searchTime += Now - started;
        return found;
    }

    /// <summary>Gives back the memory of the matches.</summary>
    public void Free()
    {
        _isResolved = false;
        _left = null;
        _matches.Free();
        _resolver.Free();
    }

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

        _strategy = SearchStrategy.MatchScan;
        if (!isExact
            && matches.Count > limit
            && field.WalkMatches(query, ef, limit, matches, scratch, out MatchWalkOutcome outcome, cancellationToken) is { } found)
        {
            // As many as are wanted: what a walk does not lead to has been compared as well.
            _strategy = outcome == MatchWalkOutcome.Walked ? SearchStrategy.MatchWalk : SearchStrategy.WalkAndScan;
            return found;
        }

        return field.ScanMatches(query, ef, limit, matches, isExact, scratch, cancellationToken);
    }

    private CandidatePool? TryWalkWithPredicate(
        VectorIndex field, float* query, int limit, int ef, TimeSpan started, CancellationToken cancellationToken)
    {
        int set = _estimate;
        if (set <= SampledPoints)
        {
            return null;
        }

        double part = SampledPart(cancellationToken);
        _estimate = (int)(part * set);
        int mostChecked = (int)(MostChecked * set);
        double share = part * set / Math.Max(1, index.PointCount);
        if (part == 0 || ChecksPerCandidate * ef / part > mostChecked || ChecksPerCandidate * ef / share > index.PointCount)
        {
            return null;
        }

        _selectTime = Now - started;
        scratch.Effort.MostChecked = scratch.Effort.Checked + mostChecked;
        scratch.Effort.MostScored = index.PointCount;
        CheckedPoints accepted = new(reader, _left!, _answer == IndexAnswer.None ? null : _matches, cancellationToken);
        field.SearchAccepted(query, ef, limit, accepted, scratch, cancellationToken);
        bool isExceeded = scratch.Effort.IsExceeded;
        scratch.Effort.Lift();
        _searchTime = Now - started - _selectTime;
        _strategy = SearchStrategy.PredicateWalk;
        CandidatePool found = field.Found(scratch);
        return (!isExceeded && found.Count >= limit) || cancellationToken.IsCancellationRequested ? found : null;
    }

    /// <summary>The part of the set that meets what is left, as a sample shows it; 0 if that is too little to tell.</summary>
    private double SampledPart(CancellationToken cancellationToken)
    {
        int sampled = 0;
        int meeting = 0;
        for (int i = 0; i < SampledPoints; i++)
        {
            int ordinal = (int)((long)_matches.Count * i / SampledPoints);
            ordinal = _answer == IndexAnswer.None ? ordinal : _matches.Next(ordinal);
            if (ordinal >= 0 && reader.Visible.Accepts(ordinal))
            {
                sampled++;
                meeting += reader.Check(_left!, ordinal, cancellationToken) ? 1 : 0;
            }
        }

        return meeting < FewestSampledMatches ? 0 : (double)meeting / sampled;
    }

    private void KeepWhatMeets(FilterExpression left, CancellationToken cancellationToken)
    {
        if (_answer == IndexAnswer.None)
        {
            _matches.Fill();
        }

        for (int ordinal = _matches.Next(0); ordinal >= 0; ordinal = _matches.Next(ordinal + 1))
        {
            if (!reader.Visible.Accepts(ordinal) || !reader.Check(left, ordinal, cancellationToken))
            {
                _matches.Remove(ordinal);
            }
        }
    }
}
