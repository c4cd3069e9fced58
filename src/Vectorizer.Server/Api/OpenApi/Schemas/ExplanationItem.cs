namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What was done for a query in one segment, and why.</summary>
internal sealed record ExplanationItem
{
    /// <summary>Number of the segment.</summary>
    public required int Segment { get; init; }

    /// <summary>
    /// How it was searched. Without a filter 'walk' (the graph) or 'scan' (every point). With one: 'match_scan' compared with every
    /// match; 'match_walk' walked over the matches; 'predicate_walk' walked the graph and looked at the points on the way;
    /// 'walk_and_scan' walked first and then compared with all matches that it had not met; 'no_matches' had nothing to do.
    /// </summary>
    public required string Strategy { get; init; }

    /// <summary>Matches that were expected when the way was chosen; all points, without a filter.</summary>
    public required int Estimate { get; init; }

    /// <summary>Matches, where they were counted; points that were deleted or replaced lately may be among them.</summary>
    public int? Matches { get; init; }

    /// <summary>Nodes of the graph that were met; 0 for a scan.</summary>
    public required int Visited { get; init; }

    /// <summary>Points compared with the query.</summary>
    public required int Scored { get; init; }

    /// <summary>Points that were looked at one by one because conditions have no index.</summary>
    public required int Checked { get; init; }

    /// <summary>Keys of conditions that indexes answered.</summary>
    public required string[] Indexed { get; init; }

    /// <summary>Keys of conditions that points were looked at for. An index makes them faster.</summary>
    public required string[] Unindexed { get; init; }

    /// <summary>Microseconds to find out what matches, or how much.</summary>
    public required long SelectUs { get; init; }

    /// <summary>Microseconds of the search among it.</summary>
    public required long SearchUs { get; init; }
}
