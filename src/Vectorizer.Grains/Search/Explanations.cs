using Vectorizer.Abstractions.Search;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;
using Planning = Vectorizer.Engine.Filters.Planning;

namespace Vectorizer.Grains.Search;

/// <summary>Makes messages of what the engine tells of its searches.</summary>
internal static class Explanations
{
    /// <summary>What the last search of a reader did.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="filter">The search's filter, or null.</param>
    /// <param name="time">What the whole search took.</param>
    public static SearchExplanation Of(SegmentReader reader, FilterExpression? filter, TimeSpan time)
    {
        Planning.SearchExplanation told = reader.Explain(filter);
        return new SearchExplanation(
            Of(told.Strategy),
            told.Estimate,
            told.Matches,
            told.Visited,
            told.Scored,
            told.Checked,
            told.Indexed,
            told.Unindexed,
            told.SelectTime,
            filter is null ? time : told.SearchTime);
    }

    private static SearchStrategy Of(Planning.SearchStrategy strategy) => strategy switch
    {
        Planning.SearchStrategy.Scan => SearchStrategy.Scan,
        Planning.SearchStrategy.Walk => SearchStrategy.Walk,
        Planning.SearchStrategy.NoMatches => SearchStrategy.NoMatches,
        Planning.SearchStrategy.MatchScan => SearchStrategy.MatchScan,
        Planning.SearchStrategy.MatchWalk => SearchStrategy.MatchWalk,
        Planning.SearchStrategy.PredicateWalk => SearchStrategy.PredicateWalk,
        Planning.SearchStrategy.WalkAndScan => SearchStrategy.WalkAndScan,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "unknown strategy"),
    };
}
