namespace Vectorizer.Client.Search;

/// <summary>What was done for a query in one segment, and why.</summary>
public sealed record SearchExplanation
{
    /// <summary>Number of the segment.</summary>
    public required int Segment { get; init; }

    /// <summary>
    /// How it was searched. Without a filter <c>walk</c> (the graph) or <c>scan</c> (every point). With one: <c>match_scan</c> compared
    /// with every match; <c>match_walk</c> walked over the matches; <c>predicate_walk</c> walked the graph and looked at the points on
    /// the way; <c>walk_and_scan</c> walked first and then compared with all matches that it had not met; <c>no_matches</c> had
    /// nothing to do.
    /// </summary>
    public required string Strategy { get; init; }

    /// <summary>Matches that were expected when the way was chosen; all points, without a filter.</summary>
    public int Estimate { get; init; }

    /// <summary>Matches, where they were counted; points that were deleted or replaced lately may be among them.</summary>
    public int? Matches { get; init; }

    /// <summary>Nodes of the graph that were met; 0 for a scan.</summary>
    public int Visited { get; init; }

    /// <summary>Points compared with the query.</summary>
    public int Scored { get; init; }

    /// <summary>Points that were looked at one by one because conditions have no index.</summary>
    public int Checked { get; init; }

    /// <summary>Keys of conditions that indexes answered.</summary>
    public IReadOnlyList<string> Indexed { get; init; } = [];

    /// <summary>Keys of conditions that points were looked at for. An index makes them faster.</summary>
    public IReadOnlyList<string> Unindexed { get; init; } = [];

    /// <summary>Microseconds to find out what matches, or how much.</summary>
    public long SelectUs { get; init; }

    /// <summary>Microseconds of the search among it.</summary>
    public long SearchUs { get; init; }
}
