using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Links nodes into a graph (the paper's algorithm 1). Any number of threads, each with its own scratch.</summary>
/// <remarks>
/// Order: a node's own links on all layers are written before any other node links to it, so that a walk that reaches it
/// always finds a way on; and it becomes the entry last.
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
        if (!graph.TryGetEntry(out int entry, out int entryLevel))
        {
            if (graph.TrySetFirstEntry(ordinal))
            {
                return;
            }

            // Another thread was the first one.
            graph.TryGetEntry(out entry, out entryLevel);
        }

        int level = graph.Level(ordinal);
        int top = Math.Min(level, entryLevel);
        FindNeighbors(graph, nodes, ordinal, entry, entryLevel, top, efConstruction, scratch);
        for (int layer = 0; layer <= top; layer++)
        {
            WriteLinks(graph.Links(ordinal, layer), scratch.Chosen(layer));
        }

        graph.AfterLinksChange(ordinal);

        foreach (Neighbor neighbor in scratch.Chosen(0))
        {
            Interlocked.Increment(ref graph.InDegree(neighbor.Ordinal));
        }

        for (int layer = 0; layer <= top; layer++)
        {
            foreach (Neighbor neighbor in scratch.Chosen(layer))
            {
                AddLink(graph, nodes, neighbor.Ordinal, new Neighbor(neighbor.Distance, ordinal), layer, scratch, force: false);
            }
        }

        if (Volatile.Read(ref graph.InDegree(ordinal)) == 0)
        {
            // Every neighbour had better ones: the nearest must make room, or no walk would come here.
            Neighbor nearest = scratch.Chosen(0)[0];
            AddLink(graph, nodes, nearest.Ordinal, new Neighbor(nearest.Distance, ordinal), layer: 0, scratch, force: true);
        }

        if (level > entryLevel)
        {
            graph.RaiseEntry(ordinal);
        }
    }

    private static void FindNeighbors(
        HnswGraph graph,
        TNodes nodes,
        int ordinal,
        int entry,
        int entryLevel,
        int top,
        int efConstruction,
        WalkScratch scratch)
    {
        TScorer scorer = nodes.ScorerOf(ordinal, scratch);
        Neighbor nearest = new(scorer.Distance(graph.Code(entry)), entry);
        nearest = HnswWalk<TScorer>.Descend(graph, scorer, nearest, entryLevel, top + 1);
        for (int layer = top; layer >= 0; layer--)
        {
            scratch.Pool.Reset(efConstruction);
            scratch.Visited.Reset(graph.Count);
            HnswWalk<TScorer>.Search(graph, scorer, nearest, layer, scratch, CancellationToken.None);
            nearest = scratch.Pool[0];

            Span<Neighbor> candidates = scratch.Contenders(scratch.Pool.Count);
            nodes.MakeRoom(candidates.Length + 1, scratch);
            CopyNewestFirst(scratch.Pool, candidates);
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

    /// <summary>Adds a link to a node, or weighs it against the present ones when the node is full.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">How its nodes are compared.</param>
    /// <param name="ordinal">The node that gets the link.</param>
    /// <param name="added">Where the link leads, and how far that is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <param name="force">Whether the link is taken even if others are better.</param>
    private static void AddLink(
        HnswGraph graph, TNodes nodes, int ordinal, Neighbor added, int layer, WalkScratch scratch, bool force)
    {
        int max = graph.MaxLinks(layer);
        graph.LockLinks(ordinal);
        try
        {
            graph.BeforeLinksChange(ordinal);
            int* links = graph.Links(ordinal, layer);
            int count = *links;
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

    private static void Weigh(TNodes nodes, int ordinal, Span<Neighbor> neighbors, WalkScratch scratch)
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

    private static void WriteLinks(int* links, ReadOnlySpan<Neighbor> neighbors)
    {
        for (int i = 0; i < neighbors.Length; i++)
        {
            // A release: a reader that holds the old count may follow this link at once and must find the whole node.
            Volatile.Write(ref links[1 + i], neighbors[i].Ordinal);
        }

        Volatile.Write(ref *links, neighbors.Length);
    }

    // Among equals the newest first: so copies of one row form a chain, and each keeps a way in through the one after it.
    private static void CopyNewestFirst(CandidatePool pool, Span<Neighbor> candidates)
    {
        int firstEqual = 0;
        for (int rank = 0; rank < candidates.Length; rank++)
        {
            candidates[rank] = pool[rank];
            if (candidates[rank].Distance != candidates[firstEqual].Distance)
            {
                candidates[firstEqual..rank].Reverse();
                firstEqual = rank;
            }
        }

        candidates[firstEqual..].Reverse();
    }

    private static int NearestThenNewest(Neighbor x, Neighbor y)
    {
        int byDistance = x.Distance.CompareTo(y.Distance);
        return byDistance != 0 ? byDistance : y.Ordinal.CompareTo(x.Ordinal);
    }
}
