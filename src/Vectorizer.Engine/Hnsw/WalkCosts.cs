namespace Vectorizer.Engine.Hnsw;

/// <summary>What walks over matches cost, in units of one row that a scan compares.</summary>
/// <remarks>
/// Only waste is counted: what a walk does that a scan of the same matches would not. A row that it scores counts with what
/// it costs more than in a scan, which asks for rows long before it needs them. Ratios, estimated from the cache lines that each
/// reads; docs/design/filtered-search.md tells what is measured of them.
/// </remarks>
internal static class WalkCosts
{
    // What a search may cost beyond a scan of all matches, as a part of it.
    private const double MostWaste = 0.2;

    // Of one row that is scored, and of one list of links that is read on the way.
    private const double PerRow = 0.5;
    private const double PerList = 0.7;

    // A walk scores about 2·M rows for each candidate, and reads at most 1.25·M lists where hardly anything matches.
    private const double RowsPerLink = 2;
    private const double ListsPerLink = 1.25;

    /// <summary>The waste at which a walk is given up.</summary>
    public static double Allowance(int matches) => MostWaste * matches;

    /// <summary>The waste of a walk so far.</summary>
    public static double WasteOf(int scored, int lists) => (PerRow * scored) + (PerList * lists);

    /// <summary>The waste that a walk is likely to have.</summary>
    /// <param name="m">Links that a node chooses.</param>
    /// <param name="candidates">Candidates weighed.</param>
    /// <param name="share">The part of matches among the nodes that are met.</param>
    public static double Waste(int m, double candidates, double share)
        => m * candidates * ((PerRow * RowsPerLink) + (PerList * ListsPerLink * (1 - share) * (1 - share)));
}
