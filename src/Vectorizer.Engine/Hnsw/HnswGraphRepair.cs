using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Takes nodes out of a graph that is searched meanwhile: the delete consolidation of FreshDiskANN (Singh et al., arXiv:2105.09613).</summary>
/// <remarks>
/// Where a node links to one that goes, the neighbours of that one take its place: the paths through it led to them. Unlike
/// the paper, which chooses all links of the node anew, what stays is kept, the free places are filled, first with what leads
/// into other directions, and what a node now links to is offered a link back (docs/design/ordinal-reuse.md).
/// <code>
/// 1. graph.Leaving includes the nodes: no new link leads to them
/// 2. Repair, then LinkBack, every other node        no link leads to them; walks that are among them find out again
/// 3. their own links are counted no more
/// 4. Reattach what has lost its last way in
/// 5. graph.ClearLinks, then graph.Free, all of them   when no walk is left that began before
/// </code>
/// Threads: nobody inserts during a call; searches and a capture go on.
/// </remarks>
internal static unsafe class HnswGraphRepair<TNodes, TScorer>
    where TNodes : struct, INodes<TScorer>
    where TScorer : struct, IScorer
{
    // Going nodes whose neighbours are looked at, where the neighbours of going nodes are going too.
    private const int MostExpanded = 64;

    /// <summary>Replaces the links of a node that lead to nodes which go. Called by several threads, each for another node.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">How its nodes are compared.</param>
    /// <param name="ordinal">A node that does not go.</param>
    /// <param name="going">The nodes that go. All of them are leaving.</param>
    /// <param name="efConstruction">Candidates weighed where everything around the node goes.</param>
    /// <param name="backLinks">
    /// Gets the links back from the nodes that it now links to. For the same thread: other nodes may be repaired just now.
    /// </param>
    /// <param name="scratch">Memory of the calling thread.</param>
    public static void Repair(
        HnswGraph graph, TNodes nodes, int ordinal, OrdinalSet going, int efConstruction, List<BackLink> backLinks, WalkScratch scratch)
    {
        for (int layer = 0; layer <= graph.Level(ordinal); layer++)
        {
            int* links = graph.Links(ordinal, layer);
            for (int i = 1; i <= *links; i++)
            {
                if (going.Contains(links[i]))
                {
                    RepairLayer(graph, nodes, ordinal, layer, going, efConstruction, backLinks, scratch);
                    break;
                }
            }
        }
    }

    /// <summary>
    /// Offers a node the link back to one that has been repaired: what went may have led there. Called by several threads,
    /// while none repairs.
    /// </summary>
    public static void LinkBack(HnswGraph graph, TNodes nodes, in BackLink link, WalkScratch scratch)
        => HnswGraphBuilder<TNodes, TScorer>.AddLink(graph, nodes, link.Ordinal, link.Added, link.Layer, scratch, force: false);

    /// <summary>Gives a node that no other links to a way in, and one that links to no other a way out.</summary>
    public static void Reattach(HnswGraph graph, TNodes nodes, int ordinal, int efConstruction, WalkScratch scratch)
    {
        int* links = graph.Links(ordinal, 0);
        Span<Neighbor> near = scratch.PlacesForChosen(0, graph.MaxLinks(0));
        int count = 0;
        for (int i = 1; i <= *links; i++)
        {
            if (!graph.Leaving.Contains(links[i]))
            {
                near[count++] = new Neighbor(0, links[i]);
            }
        }

        WeighAndSort(nodes, ordinal, near[..count], scratch);
        if (HnswGraphBuilder<TNodes, TScorer>.TryGiveWayIn(graph, nodes, ordinal, near[..count], scratch))
        {
            return;
        }

        // The entry may be asked for links like any other: so there is a way in as long as another node stays.
        Span<Neighbor> found = scratch.PlacesForChosen(1, efConstruction);
        count = FindStaying(graph, nodes, ordinal, efConstruction, found, scratch);
        if (*links == 0)
        {
            SetLinks(graph, ordinal, layer: 0, found[..Math.Min(count, graph.M)]);
        }

        HnswGraphBuilder<TNodes, TScorer>.TryGiveWayIn(graph, nodes, ordinal, found[..count], scratch);
    }

    private static void RepairLayer(
        HnswGraph graph,
        TNodes nodes,
        int ordinal,
        int layer,
        OrdinalSet going,
        int efConstruction,
        List<BackLink> backLinks,
        WalkScratch scratch)
    {
        int* links = graph.Links(ordinal, layer);
        int before = *links;
        Span<Neighbor> chosen = stackalloc Neighbor[graph.MaxLinks(layer)];
        Span<int> expanded = stackalloc int[Math.Max(MostExpanded, before)];
        int kept = 0;
        int lost = 0;
        scratch.Visited.Reset(graph.Count);
        scratch.Visited.TryMark(ordinal);
        for (int i = 1; i <= before; i++)
        {
            scratch.Visited.TryMark(links[i]);
            if (going.Contains(links[i]))
            {
                expanded[lost++] = links[i];
            }
            else
            {
                chosen[kept++] = new Neighbor(0, links[i]);
            }
        }

        Span<Neighbor> candidates = FindCandidates(graph, layer, expanded, lost, scratch);
        WeighAndSort(nodes, ordinal, candidates, scratch);
        nodes.MakeRoom(candidates.Length + kept, scratch);
        int count = NeighborSelector<TNodes, TScorer>.Extend(nodes, candidates, chosen, kept, scratch);
        count = FillUp(candidates, chosen, kept, count, before);
        if (count == 0 && layer == 0)
        {
            // Around here everything goes.
            Span<Neighbor> found = scratch.PlacesForChosen(1, efConstruction);
            count = Math.Min(FindStaying(graph, nodes, ordinal, efConstruction, found, scratch), graph.M);
            found[..count].CopyTo(chosen);
        }

        SetLinks(graph, ordinal, layer, chosen[..count]);
        if (graph.Leaving.Contains(ordinal))
        {
            // It carries walks until it goes itself, and needs no way in.
            return;
        }

        foreach (Neighbor neighbor in chosen[Math.Min(kept, count)..count])
        {
            backLinks.Add(new BackLink(neighbor.Ordinal, new Neighbor(neighbor.Distance, ordinal), layer));
        }
    }

    /// <summary>
    /// Adds the nearest candidates that were not chosen, until there are as many links as before: fewer would lead astray,
    /// whichever way they lead.
    /// </summary>
    private static int FillUp(ReadOnlySpan<Neighbor> candidates, Span<Neighbor> chosen, int kept, int count, int most)
    {
        int rank = kept;
        int end = count;
        for (int i = 0; i < candidates.Length && count < most; i++)
        {
            // Those chosen are in the order of the candidates.
            if (rank < end && chosen[rank].Ordinal == candidates[i].Ordinal)
            {
                rank++;
            }
            else
            {
                chosen[count++] = candidates[i];
            }
        }

        return count;
    }

    /// <summary>The neighbours of going nodes that stay; those of neighbours that go as well, as long as they are few.</summary>
    private static Span<Neighbor> FindCandidates(HnswGraph graph, int layer, Span<int> expanded, int lost, WalkScratch scratch)
    {
        Span<Neighbor> candidates = scratch.Contenders(expanded.Length * graph.MaxLinks(layer));
        int count = 0;
        int end = lost;
        for (int i = 0; i < end && (i < lost || count < graph.M); i++)
        {
            int* links = graph.Links(expanded[i], layer);
            for (int j = 1; j <= *links; j++)
            {
                if (!scratch.Visited.TryMark(links[j]))
                {
                    continue;
                }

                if (!graph.Leaving.Contains(links[j]))
                {
                    Prefetch.Lines(graph.Code(links[j]), graph.CodeBytes);
                    candidates[count++] = new Neighbor(0, links[j]);
                }
                else if (end < expanded.Length)
                {
                    expanded[end++] = links[j];
                }
            }
        }

        return candidates[..count];
    }

    /// <summary>The nearest nodes that stay, by a search.</summary>
    private static int FindStaying(
        HnswGraph graph, TNodes nodes, int ordinal, int ef, Span<Neighbor> found, WalkScratch scratch)
    {
        HnswFilteredSearcher<TScorer, Staying>.Search(
            graph, nodes.ScorerOf(ordinal, scratch), ef, new Staying(graph.Leaving), scratch, CancellationToken.None);
        int count = 0;
        for (int rank = 0; rank < scratch.Pool.Count; rank++)
        {
            if (scratch.Pool[rank].Ordinal != ordinal)
            {
                found[count++] = scratch.Pool[rank];
            }
        }

        if (TNodes.Reweighs)
        {
            WeighAndSort(nodes, ordinal, found[..count], scratch);
        }

        return count;
    }

    private static void SetLinks(HnswGraph graph, int ordinal, int layer, ReadOnlySpan<Neighbor> chosen)
    {
        int* links = graph.Links(ordinal, layer);
        graph.LockLinks(ordinal);
        try
        {
            graph.BeforeLinksChange(ordinal);
            if (layer == 0)
            {
                foreach (Neighbor neighbor in chosen)
                {
                    Interlocked.Increment(ref graph.InDegree(neighbor.Ordinal));
                }

                for (int i = 1; i <= *links; i++)
                {
                    Interlocked.Decrement(ref graph.InDegree(links[i]));
                }
            }

            HnswGraphBuilder<TNodes, TScorer>.WriteLinks(links, chosen);
            if (layer == 0)
            {
                graph.AfterLinksChange(ordinal);
            }
        }
        finally
        {
            graph.UnlockLinks(ordinal);
        }
    }

    private static void WeighAndSort(TNodes nodes, int ordinal, Span<Neighbor> neighbors, WalkScratch scratch)
    {
        nodes.MakeRoom(neighbors.Length + 1, scratch);
        HnswGraphBuilder<TNodes, TScorer>.Weigh(nodes, ordinal, neighbors, scratch);
        neighbors.Sort(Nearest);
    }

    private static int Nearest(Neighbor x, Neighbor y)
    {
        int byDistance = x.Distance.CompareTo(y.Distance);
        return byDistance != 0 ? byDistance : y.Ordinal.CompareTo(x.Ordinal);
    }
}
