namespace Vectorizer.Abstractions.Search;

/// <summary>How a segment was searched.</summary>
public enum SearchStrategy
{
    /// <summary>Compared with every point.</summary>
    Scan = 0,

    /// <summary>Walked the graph.</summary>
    Walk = 1,

    /// <summary>Found nothing to search: no point matches the filter.</summary>
    NoMatches = 2,

    /// <summary>Compared with every match.</summary>
    MatchScan = 3,

    /// <summary>Walked over the matches.</summary>
    MatchWalk = 4,

    /// <summary>Walked the graph, and looked at the points on the way.</summary>
    PredicateWalk = 5,

    /// <summary>Walked first, and then compared with every match that it had not met, since the walk cost too much or found too few.</summary>
    WalkAndScan = 6,
}
