namespace Vectorizer.Engine.Hnsw;

/// <summary>
/// Links a node on layer 0 like another node of the same row that is leaving, its <em>original</em>: a point whose payload
/// has changed stands where it stood, so nothing has to be searched and no distance measured.
/// </summary>
/// <remarks>
/// <code>
/// 1. CanCopy     a node whose original has lost most of its neighbours is no twin: it is linked by a search afterwards
/// 2. CopyLinks   every twin gets the links of its original; where one leads to a node that leaves, its twin takes its place
/// 3. Offer       neighbours get a link to the twin, in a free place or in that of the link to the original. The original
///                gets one as its first link, so that whoever comes to it comes to its twin at once
/// </code>
/// All twins of a group have taken a step before any takes the next: nothing leads to a node that is no twin before it has
/// been linked by a search, and a walk comes to a twin only by a link of step 3, or by another twin, and finds a way on.
/// That the first link of a node which leaves leads to its twin, if it has one, needs no proof: where it leads elsewhere, it
/// leads to a neighbour, which takes the place of a node that leaves nearly as well.
/// Threads: any number, each for another twin, while others may link; nobody repairs.
/// </remarks>
internal static unsafe class HnswTwins
{
    // Twins of twins: a point may have been revised so often since its neighbour was linked to it.
    private const int MostSteps = 8;

    /// <summary>Whether the original has left its twin links enough.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="original">The linked node, which is leaving.</param>
    /// <param name="twin">A node of the same row without links.</param>
    /// <param name="twins">The twins of the same group by their originals.</param>
    public static bool CanCopyLinks(HnswGraph graph, int original, int twin, Dictionary<int, int> twins)
    {
        Span<int> links = stackalloc int[graph.MaxLinks(0)];
        return FindLinks(graph, original, twin, twins, links) >= Math.Max(1, Math.Min(graph.M, *graph.Links(original, 0)) / 2);
    }

    /// <summary>Gives a twin the links of its original. Parameters as for <see cref="CanCopyLinks"/>, which is true.</summary>
    public static void CopyLinks(HnswGraph graph, int original, int twin, Dictionary<int, int> twins)
    {
        int* links = graph.Links(twin, 0);
        int count = FindLinks(graph, original, twin, twins, new Span<int>(links + 1, graph.MaxLinks(0)));
        for (int i = 1; i <= count; i++)
        {
            Interlocked.Increment(ref graph.InDegree(links[i]));
        }

        Volatile.Write(ref *links, count);
        graph.AfterLinksChange(twin);
    }

    /// <summary>Offers the neighbours of a twin, and its original, a link to it.</summary>
    public static void Offer(HnswGraph graph, int original, int twin)
    {
        // The twin's own list may change meanwhile: others are offered to it.
        int count = Volatile.Read(ref *graph.Links(twin, 0));
        Span<int> neighbors = stackalloc int[count];
        new ReadOnlySpan<int>(graph.Links(twin, 0) + 1, count).CopyTo(neighbors);
        foreach (int neighbor in neighbors)
        {
            TakeIn(graph, neighbor, original, twin);
        }

        LeadOn(graph, original, twin);
    }

    private static int FindLinks(HnswGraph graph, int original, int twin, Dictionary<int, int> twins, Span<int> links)
    {
        int* source = graph.Links(original, 0);
        int count = 0;
        for (int i = 1; i <= *source; i++)
        {
            if (TryFindStaying(graph, source[i], twins, out int neighbor)
                && neighbor != twin
                && !links[..count].Contains(neighbor))
            {
                links[count++] = neighbor;
            }
        }

        return count;
    }

    /// <summary>The node itself if it stays, or where its first links lead when it leaves.</summary>
    private static bool TryFindStaying(HnswGraph graph, int ordinal, Dictionary<int, int> twins, out int staying)
    {
        staying = ordinal;
        for (int step = 0; graph.Leaving.Contains(staying); step++)
        {
            if (twins.TryGetValue(staying, out int twin))
            {
                staying = twin;
                continue;
            }

            int* links = graph.Links(staying, 0);
            if (step == MostSteps || *links == 0)
            {
                return false;
            }

            staying = links[1];
        }

        return true;
    }

    /// <summary>Adds a link to the twin in a free place, or in the place of the link to its original.</summary>
    private static void TakeIn(HnswGraph graph, int ordinal, int original, int twin)
    {
        graph.LockLinks(ordinal);
        try
        {
            int* links = graph.Links(ordinal, 0);
            int count = *links;
            Span<int> present = new(links + 1, count);
            if (present.Contains(twin))
            {
                return;
            }

            if (count < graph.MaxLinks(0))
            {
                graph.BeforeLinksChange(ordinal);
                Volatile.Write(ref links[1 + count], twin);
                Volatile.Write(ref *links, count + 1);
            }
            else if (present.IndexOf(original) is var place and >= 0 && TryLeave(graph, original))
            {
                graph.BeforeLinksChange(ordinal);
                Volatile.Write(ref links[1 + place], twin);
            }
            else
            {
                // It preferred others to the original, and would to the twin.
                return;
            }

            Interlocked.Increment(ref graph.InDegree(twin));
            graph.AfterLinksChange(ordinal);
        }
        finally
        {
            graph.UnlockLinks(ordinal);
        }
    }

    /// <summary>Makes the twin the first link of its original. What was there moves to a free place, or gives way.</summary>
    private static void LeadOn(HnswGraph graph, int original, int twin)
    {
        graph.LockLinks(original);
        try
        {
            int* links = graph.Links(original, 0);
            int count = *links;
            int place = count < graph.MaxLinks(0) ? count : FindSuperfluous(graph, links + 1, count);
            if (place < 0)
            {
                return;
            }

            graph.BeforeLinksChange(original);
            Volatile.Write(ref links[1 + place], links[1]);
            Volatile.Write(ref links[1], twin);
            Volatile.Write(ref *links, Math.Max(count, place + 1));
            Interlocked.Increment(ref graph.InDegree(twin));
            graph.AfterLinksChange(original);
        }
        finally
        {
            graph.UnlockLinks(original);
        }
    }

    /// <summary>The last link whose node has another way in, counted as gone; −1 for none.</summary>
    private static int FindSuperfluous(HnswGraph graph, int* links, int count)
    {
        int place = count - 1;
        while (place >= 0 && !TryLeave(graph, links[place]))
        {
            place--;
        }

        return place;
    }

    /// <summary>Counts a link to a node as gone, unless it is the last one.</summary>
    private static bool TryLeave(HnswGraph graph, int ordinal)
    {
        ref int inDegree = ref graph.InDegree(ordinal);
        if (Interlocked.Decrement(ref inDegree) > 0)
        {
            return true;
        }

        Interlocked.Increment(ref inDegree);
        return false;
    }
}
