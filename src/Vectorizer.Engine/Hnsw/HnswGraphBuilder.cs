using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Links nodes into a graph (the paper's algorithm 1). Any number of threads, each with its own scratch.</summary>
/// <remarks>
/// Order: a node's own links on all layers are written before any other node links to it, so that a walk that reaches it
/// always finds a way on; and it becomes the entry last. No link is made to a node that is going
/// (<see cref="HnswGraph.Leaving"/>); walks pass through it.
/// </remarks>
internal static unsafe class HnswGraphBuilder<TNodes, TScorer>
    where TNodes : struct, INodes<TScorer>
    where TScorer : struct, IScorer
{
    // Nodes asked for before they are compared.
    private const int NodesAhead = 4;

    /// <summary>Links a node that was added before. Its row must be linkable.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">How its nodes are compared.</param>
    /// <param name="ordinal">The node.</param>
    /// <param name="efConstruction">Candidates weighed on each layer.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    public static void Link(HnswGraph graph, TNodes nodes, int ordinal, int efConstruction, WalkScratch scratch)
    {
        while (!TryLink(graph, nodes, ordinal, lowest: 0, efConstruction, scratch))
        {
            // Another thread's node has become the entry meanwhile.
        }
    }

    /// <summary>Links a node on the layers above 0, where it has its links already. Parameters as for <see cref="Link"/>.</summary>
    public static void LinkAbove(HnswGraph graph, TNodes nodes, int ordinal, int efConstruction, WalkScratch scratch)
        => TryLink(graph, nodes, ordinal, lowest: 1, efConstruction, scratch);

    /// <summary>Makes a near node link to one that no other links to, if any can.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">How its nodes are compared.</param>
    /// <param name="ordinal">The node without a way in.</param>
    /// <param name="near">The nodes that may be asked, with their distances to it, in the order in which they are.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <returns>Whether a link leads to the node now.</returns>
    public static bool TryGiveWayIn(
        HnswGraph graph, TNodes nodes, int ordinal, ReadOnlySpan<Neighbor> near, WalkScratch scratch)
    {
        foreach (Neighbor neighbor in near)
        {
            AddLink(graph, nodes, neighbor.Ordinal, new Neighbor(neighbor.Distance, ordinal), layer: 0, scratch, force: true);
            if (Volatile.Read(ref graph.InDegree(ordinal)) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryLink(
        HnswGraph graph, TNodes nodes, int ordinal, int lowest, int efConstruction, WalkScratch scratch)
    {
        if (!graph.TryGetEntry(out int entry, out int entryLevel))
        {
            return graph.TrySetFirstEntry(ordinal);
        }

        int level = graph.Level(ordinal);
        int top = Math.Min(level, entryLevel);
        FindNeighbors(graph, nodes, ordinal, entry, entryLevel, top, lowest, efConstruction, scratch);
        if (lowest == 0 && scratch.Chosen(0).IsEmpty)
        {
            // No walk comes to a node that stays: this one is the first of those to come.
            return graph.TryReplaceEntry(entry, ordinal);
        }

        for (int layer = lowest; layer <= top; layer++)
        {
            WriteLinks(graph.Links(ordinal, layer), scratch.Chosen(layer));
        }

        if (lowest == 0)
        {
            graph.AfterLinksChange(ordinal);
            foreach (Neighbor neighbor in scratch.Chosen(0))
            {
                Interlocked.Increment(ref graph.InDegree(neighbor.Ordinal));
            }
        }

        for (int layer = lowest; layer <= top; layer++)
        {
            foreach (Neighbor neighbor in scratch.Chosen(layer))
            {
                AddLink(graph, nodes, neighbor.Ordinal, new Neighbor(neighbor.Distance, ordinal), layer, scratch, force: false);
            }
        }

        if (lowest == 0 && Volatile.Read(ref graph.InDegree(ordinal)) == 0)
        {
            // Every neighbour had better ones: the nearest must make room, or no walk would come here.
            TryGiveWayIn(graph, nodes, ordinal, scratch.Chosen(0), scratch);
        }

        if (level > entryLevel)
        {
            graph.RaiseEntry(ordinal);
        }

        return true;
    }

    private static void FindNeighbors(
        HnswGraph graph,
        TNodes nodes,
        int ordinal,
        int entry,
        int entryLevel,
        int top,
        int lowest,
        int efConstruction,
        WalkScratch scratch)
    {
        if (top < lowest)
        {
            return;
        }

        TScorer scorer = nodes.ScorerOf(ordinal, scratch);
        Neighbor nearest = new(scorer.Distance(graph.Code(entry)), entry);
        nearest = HnswWalk<TScorer>.Descend(graph, scorer, nearest, entryLevel, top + 1);
        for (int layer = top; layer >= lowest; layer--)
        {
            scratch.Pool.Reset(efConstruction);
            scratch.Visited.Reset(graph.Count);
            HnswWalk<TScorer>.Search(graph, scorer, nearest, layer, scratch, CancellationToken.None);
            nearest = scratch.Pool[0];

            nodes.MakeRoom(scratch.Pool.Count + 1, scratch);
            Span<Neighbor> candidates = CopyStaying(graph, scratch);
            if (layer == 0 && candidates.Length < Math.Min(graph.M, scratch.Pool.Count))
            {
                // Where most nodes are going, the walk must go on until it has met enough of the others.
                HnswFilteredSearcher<TScorer, Staying>.Search(
                    graph, scorer, efConstruction, new Staying(graph.Leaving), scratch, CancellationToken.None);
                nodes.MakeRoom(scratch.Pool.Count + 1, scratch);
                candidates = CopyStaying(graph, scratch);
            }

            if (layer == 0 && candidates.IsEmpty && !graph.Leaving.Contains(entry))
            {
                candidates = scratch.Contenders(1);
                candidates[0] = new Neighbor(scorer.Distance(graph.Code(entry)), entry);
                nodes.MakeRoom(2, scratch);
            }

            if (TNodes.Reweighs)
            {
                Weigh(nodes, ordinal, candidates, scratch);
                candidates.Sort(NearestThenNewest);
                nodes.MakeRoom(candidates.Length, scratch);
            }

            scratch.SetChosen(
                layer,
                NeighborSelector<TNodes, TScorer>.Select(
                    nodes, candidates, graph.M, scratch.PlacesForChosen(layer, graph.M), scratch));
        }
    }

    /// <summary>Adds a link to a node that does not have it, or weighs it against the present ones when the node is full.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">How its nodes are compared.</param>
    /// <param name="ordinal">The node that gets the link.</param>
    /// <param name="added">Where the link leads, and how far that is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <param name="force">Whether the link is taken even if others are better.</param>
    internal static void AddLink(
        HnswGraph graph, TNodes nodes, int ordinal, Neighbor added, int layer, WalkScratch scratch, bool force)
    {
        int max = graph.MaxLinks(layer);
        graph.LockLinks(ordinal);
        try
        {
            int* links = graph.Links(ordinal, layer);
            int count = *links;
            if (new ReadOnlySpan<int>(links + 1, count).Contains(added.Ordinal))
            {
                return;
            }

            graph.BeforeLinksChange(ordinal);
            if (count < max)
            {
                Volatile.Write(ref links[1 + count], added.Ordinal);
                Volatile.Write(ref *links, count + 1);
                if (layer == 0)
                {
                    graph.AfterLinksChange(ordinal);
                    Interlocked.Increment(ref graph.InDegree(added.Ordinal));
                }

                return;
            }

            Span<Neighbor> contenders = scratch.Contenders(count + 1);
            for (int i = 0; i < count; i++)
            {
                contenders[i] = new Neighbor(0, links[1 + i]);
            }

            nodes.MakeRoom(count + 1, scratch);
            Weigh(nodes, ordinal, contenders[..count], scratch);
            contenders[count] = added;
            contenders.Sort(NearestThenNewest);
            Span<Neighbor> kept = stackalloc Neighbor[max];
            int keptCount = NeighborSelector<TNodes, TScorer>.Select(nodes, contenders, max, kept, scratch);
            if (layer == 0)
            {
                keptCount = KeepLastLinks(graph, contenders, kept, keptCount, added.Ordinal, force);
            }

            WriteLinks(links, kept[..keptCount]);
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

    /// <summary>Measures the distances of nodes to one. There must be room for one more than they are.</summary>
    internal static void Weigh(TNodes nodes, int ordinal, Span<Neighbor> neighbors, WalkScratch scratch)
    {
        byte* node = nodes.Locate(ordinal, neighbors.Length, scratch);
        for (int i = 0; i < Math.Min(NodesAhead, neighbors.Length); i++)
        {
            nodes.PrefetchNode(neighbors[i].Ordinal);
        }

        for (int i = 0; i < neighbors.Length; i++)
        {
            if (i + NodesAhead < neighbors.Length)
            {
                nodes.PrefetchNode(neighbors[i + NodesAhead].Ordinal);
            }

            int neighbor = neighbors[i].Ordinal;
            neighbors[i] = new Neighbor(nodes.Between(node, nodes.Locate(neighbor, i, scratch)), neighbor);
        }
    }

    /// <summary>
    /// Counts the links that come and go, and takes back the nodes that would lose the last link to them: into a free
    /// place, or instead of the farthest that others lead to as well.
    /// </summary>
    /// <returns>The number of links kept.</returns>
    private static int KeepLastLinks(
        HnswGraph graph, Span<Neighbor> contenders, Span<Neighbor> kept, int keptCount, int added, bool force)
    {
        Span<Neighbor> lost = contenders[..MoveLostToFront(contenders, kept[..keptCount])];
        bool isAddedLost = false;
        foreach (Neighbor neighbor in lost)
        {
            bool isAdded = neighbor.Ordinal == added;
            isAddedLost |= isAdded;
            bool mustStay = isAdded ? force : Interlocked.Decrement(ref graph.InDegree(neighbor.Ordinal)) == 0;
            if (mustStay && TryFindPlace(graph, kept, ref keptCount, out int place))
            {
                kept[place] = neighbor;
                Interlocked.Increment(ref graph.InDegree(neighbor.Ordinal));
            }
        }

        if (!isAddedLost)
        {
            Interlocked.Increment(ref graph.InDegree(added));
        }

        return keptCount;
    }

    // Both lists are in the same order, so one pass tells who was not kept.
    private static int MoveLostToFront(Span<Neighbor> contenders, ReadOnlySpan<Neighbor> kept)
    {
        int rank = 0;
        int lost = 0;
        foreach (Neighbor contender in contenders)
        {
            if (rank < kept.Length && kept[rank].Ordinal == contender.Ordinal)
            {
                rank++;
            }
            else
            {
                contenders[lost++] = contender;
            }
        }

        return lost;
    }

    private static bool TryFindPlace(HnswGraph graph, Span<Neighbor> kept, ref int keptCount, out int place)
    {
        if (keptCount < kept.Length)
        {
            place = keptCount++;
            return true;
        }

        for (place = keptCount - 1; place >= 0; place--)
        {
            ref int inDegree = ref graph.InDegree(kept[place].Ordinal);
            if (Interlocked.Decrement(ref inDegree) > 0)
            {
                return true;
            }

            Interlocked.Increment(ref inDegree);
        }

        return false;
    }

    /// <summary>Writes a node's links under its lock, or before a link leads to it.</summary>
    internal static void WriteLinks(int* links, ReadOnlySpan<Neighbor> neighbors)
    {
        for (int i = 0; i < neighbors.Length; i++)
        {
            // A release: a reader that holds the old count may follow this link at once and must find the whole node.
            Volatile.Write(ref links[1 + i], neighbors[i].Ordinal);
        }

        Volatile.Write(ref *links, neighbors.Length);
    }

    // Among equals the newest first: so copies of one row form a chain, and each keeps a way in through the one after it.
    private static Span<Neighbor> CopyStaying(HnswGraph graph, WalkScratch scratch)
    {
        Span<Neighbor> candidates = scratch.Contenders(scratch.Pool.Count);
        int count = 0;
        int firstEqual = 0;
        for (int rank = 0; rank < candidates.Length; rank++)
        {
            Neighbor candidate = scratch.Pool[rank];
            if (graph.Leaving.Contains(candidate.Ordinal))
            {
                continue;
            }

            if (count > 0 && candidate.Distance != candidates[firstEqual].Distance)
            {
                candidates[firstEqual..count].Reverse();
                firstEqual = count;
            }

            candidates[count++] = candidate;
        }

        candidates[firstEqual..count].Reverse();
        return candidates[..count];
    }

    private static int NearestThenNewest(Neighbor x, Neighbor y)
    {
        int byDistance = x.Distance.CompareTo(y.Distance);
        return byDistance != 0 ? byDistance : y.Ordinal.CompareTo(x.Ordinal);
    }
}
