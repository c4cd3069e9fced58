using Vectorizer.Abstractions.Search;
using Planning = Vectorizer.Engine.Filters.Planning;

namespace Vectorizer.Grains.Search;

/// <summary>Makes messages of what the engine tells of its searches.</summary>
internal static class Explanations
{
    /// <summary>What a search did.</summary>
    public static SearchExplanation Of(Planning.SearchExplanation told) => new(
        Of(told.Strategy),
        told.Estimate,
        told.Matches,
        told.Visited,
        told.Scored,
        told.Checked,
        told.Indexed,
        told.Unindexed,
        told.SelectTime,
        told.SearchTime);

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
