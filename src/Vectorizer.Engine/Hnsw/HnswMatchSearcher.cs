using Vectorizer.Engine.Exact;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Finds the nearest nodes of a <see cref="MatchSet"/> by a walk over them, where that costs less than comparing with each.</summary>
/// <remarks>
/// How many candidates a walk needs for the recall that <c>ef</c> has without a filter depends on how the matches lie:
/// <list type="bullet">
/// <item>few matches within two hops of a node make a graph of few links;</item>
/// <item>a query among points that don't match is far from all it looks for, and the nearest of them are hardly nearer than many
/// others. How rare matches are around the query is counted before the walk.</item>
/// </list>
/// Costs are counted in rows that a scan reads. A walk begins only if what it is likely to cost beyond the rows that a scan would
/// read too is less than a fifth of the scan, and is given up when it has cost that. Then the rest of the matches is
/// compared, without those that it has scored, so that a search never costs more than 1.2 scans. Where the constants come from:
/// docs/design/filtered-search.md.
/// </remarks>
internal static unsafe class HnswMatchSearcher<TScorer>
    where TScorer : struct, IScorer
{
    // Matches spread over the ordinals where the walk starts as well: they may lie far from where the upper layers lead.
    private const int Seeds = 16;

    // So many links to matches within two hops, as a part of 1 / M, are as good as a graph of the matches.
    private const double EnoughShare = 1.6;
    private const double RarityFactor = 1.4;
    private const double MostForRarity = 8;

    /// <summary>Leaves the nearest matches, at least <paramref name="ef"/> of them if there are as many, in the scratch's pool.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scorer">The query.</param>
    /// <param name="ef">Candidates that a search without a filter would weigh.</param>
    /// <param name="matches">What may be found.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <param name="cancellationToken">Ends the search early; the pool then holds what was found so far.</param>
    /// <returns>What was done; <see cref="MatchWalkOutcome.None"/> if a scan costs less, and the pool holds nothing.</returns>
    public static MatchWalkOutcome Search(
        HnswGraph graph, TScorer scorer, int ef, MatchSet matches, WalkScratch scratch, CancellationToken cancellationToken)
    {
        double allowance = WalkCosts.Allowance(matches.Count);
        double share = (double)matches.Count / graph.Count;
        double candidates = ef * Math.Max(1, EnoughShare / (graph.M * share));
        if (WalkCosts.Waste(graph.M, candidates, share) > allowance || !graph.TryGetEntry(out int entry, out int level))
        {
            return MatchWalkOutcome.None;
        }

        Neighbor nearest = new(scorer.Distance(graph.Code(entry)), entry);
        nearest = HnswWalk<TScorer>.Descend(graph, scorer, nearest, level, toLayer: 0);
        double around = ShareAround(graph, nearest.Ordinal, matches.Ordinals, scratch);
        candidates *= Math.Clamp(RarityFactor * share / Math.Max(around, double.Epsilon), 1, MostForRarity);
        if (WalkCosts.Waste(graph.M, candidates, Math.Max(share, around)) > allowance)
        {
            return MatchWalkOutcome.None;
        }

        scratch.Pool.Reset((int)Math.Ceiling(candidates));
        scratch.Visited.Reset(graph.Count);
        if (Walk(graph, scorer, nearest.Ordinal, matches, allowance, scratch, cancellationToken))
        {
            return MatchWalkOutcome.Walked;
        }

        MatchCursor rest = new(matches, graph, scratch.Visited);
        MatchScanner<TScorer>.Scan(graph.Records, graph.CodeBytes, scorer, rest, scratch, cancellationToken);
        return MatchWalkOutcome.WalkedAndScanned;
    }

    /// <summary>Walks until every candidate has been expanded.</summary>
    /// <returns>False if it cost too much, or came to an end without as many matches as there is room for.</returns>
    private static bool Walk(
        HnswGraph graph,
        TScorer scorer,
        int start,
        MatchSet matches,
        double allowance,
        WalkScratch scratch,
        CancellationToken cancellationToken)
    {
        // Another walk of the same search may have been before.
        int scoredBefore = scratch.Effort.Scored;
        int listsBefore = scratch.Effort.ListsRead;
        HnswMatchWalk<TScorer> walk = new(graph, scorer, matches, scratch);
        Span<int> fresh = stackalloc int[walk.Room];
        Span<int> others = stackalloc int[graph.MaxLinks(0)];
        walk.Start(start, fresh, others);
        for (int i = 0; i < Seeds; i++)
        {
            int seed = matches.Ordinals.Next((int)((long)matches.Ordinals.Count * i / Seeds));
            if (seed >= 0 && graph.Level(seed) != HnswGraph.NoLevel)
            {
                walk.Start(seed, fresh, others);
            }
        }

        while (walk.TryStep(fresh, others))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return true;
            }

            if (WalkCosts.WasteOf(scratch.Effort.Scored - scoredBefore, scratch.Effort.ListsRead - listsBefore) > allowance)
            {
                return false;
            }
        }

        return scratch.Pool.IsFull || scratch.Pool.Count == matches.Count;
    }

    /// <summary>The part of matches among what two hops from a node lead to.</summary>
    private static double ShareAround(HnswGraph graph, int ordinal, OrdinalBitmap matches, WalkScratch scratch)
    {
        int* links = graph.Links(ordinal, layer: 0);
        int count = Volatile.Read(ref *links);
        for (int i = 1; i <= count; i++)
        {
            graph.PrefetchLinks(links[i], layer: 0);
        }

        int met = 0;
        int matching = 0;
        for (int i = 1; i <= count; i++)
        {
            int* behind = graph.Links(links[i], layer: 0);
            int behindCount = Volatile.Read(ref *behind);
            met += behindCount;
            for (int j = 1; j <= behindCount; j++)
            {
                matching += matches.Contains(behind[j]) ? 1 : 0;
            }
        }

        scratch.Effort.ListsRead += count;
        return met > 0 ? (double)matching / met : 0;
    }
}
