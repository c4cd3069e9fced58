using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Search;

/// <summary>What the search for one query did in one segment, and why.</summary>
/// <param name="Strategy">How it searched.</param>
/// <param name="Estimate">Matches that were expected when it chose; all points, without a filter.</param>
/// <param name="Matches">
/// Matches, where they were counted; points that have died lately may be among them. Null where the search did not need to know.
/// </param>
/// <param name="Visited">Nodes of the graph that were met; 0 for a scan.</param>
/// <param name="Scored">Points compared with the query; of a walk over the codes of neighbours, estimates.</param>
/// <param name="Checked">Points of which payload, id or fields were looked at, one by one.</param>
/// <param name="Indexed">Keys of conditions that payload indexes answered, and <c>has_id</c>.</param>
/// <param name="Unindexed">Keys of conditions that points were looked at for, and <c>has_vector</c>.</param>
/// <param name="SelectTime">Time to find out what matches, or how much.</param>
/// <param name="SearchTime">Time for the search among it.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.SearchExplanation")]
public sealed record SearchExplanation(
    [property: Id(0)] SearchStrategy Strategy,
    [property: Id(1)] int Estimate,
    [property: Id(2)] int? Matches,
    [property: Id(3)] int Visited,
    [property: Id(4)] int Scored,
    [property: Id(5)] int Checked,
    [property: Id(6)] ImmutableArray<string> Indexed,
    [property: Id(7)] ImmutableArray<string> Unindexed,
    [property: Id(8)] TimeSpan SelectTime,
    [property: Id(9)] TimeSpan SearchTime);
