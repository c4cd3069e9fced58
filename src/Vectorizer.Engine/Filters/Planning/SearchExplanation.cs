using System.Collections.Immutable;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>What a search of one segment did, and why.</summary>
/// <param name="Strategy">How it searched.</param>
/// <param name="Estimate">Matches that were expected when it chose; all points, without a filter.</param>
/// <param name="Matches">Matches, where they were counted; dead points that indexes still know may be among them.</param>
/// <param name="Visited">Nodes of the graph that were met; 0 for a scan.</param>
/// <param name="Scored">Points compared with the query.</param>
/// <param name="Checked">Points of which id, payload or fields were looked at.</param>
/// <param name="Indexed">Keys of conditions that payload indexes answered.</param>
/// <param name="Unindexed">Conditions that points were looked at for.</param>
/// <param name="SelectTime">Time to find out what matches, or how much.</param>
/// <param name="SearchTime">Time for the search among it.</param>
public sealed record SearchExplanation(
    SearchStrategy Strategy,
    int Estimate,
    int? Matches,
    int Visited,
    int Scored,
    int Checked,
    ImmutableArray<string> Indexed,
    ImmutableArray<string> Unindexed,
    TimeSpan SelectTime,
    TimeSpan SearchTime);
