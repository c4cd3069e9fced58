namespace Vectorizer.Engine.Filters.Planning;

/// <summary>How a segment was searched.</summary>
public enum SearchStrategy
{
    /// <summary>Compared with every point.</summary>
    Scan,

    /// <summary>Walked the graph.</summary>
    Walk,

    /// <summary>Found nothing to search: no point matches.</summary>
    NoMatches,

    /// <summary>Compared with every match.</summary>
    MatchScan,

    /// <summary>Walked over the matches.</summary>
    MatchWalk,

    /// <summary>Walked the graph, and looked at the points on the way.</summary>
    PredicateWalk,

    /// <summary>Walked first, and then compared with every match that it had not met, since the walk cost too much or found too few.</summary>
    WalkAndScan,
}
