namespace Vectorizer.Engine.Hnsw;

/// <summary>Checks what always holds in a graph that nobody is writing to.</summary>
internal static unsafe class HnswGraphValidator
{
    /// <summary>Describes each fault; an empty list for a sound graph.</summary>
    public static List<string> Validate(HnswGraph graph)
    {
        List<string> faults = [];
        bool hasEntry = graph.TryGetEntry(out int entry, out int entryLevel);
        HashSet<int> seen = [];
        for (int ordinal = 0; ordinal < graph.Count; ordinal++)
        {
            int level = graph.Level(ordinal);
            if (level == HnswGraph.NoLevel)
            {
                continue;
            }

            if (!graph.Leaving.Contains(ordinal) && (!hasEntry || level > entryLevel))
            {
                faults.Add($"node {ordinal} has level {level}, above the entry's {entryLevel}");
            }

            for (int layer = 0; layer <= level; layer++)
            {
                CheckLinks(graph, ordinal, layer, seen, faults);
            }
        }

        if (hasEntry && graph.Level(entry) != entryLevel)
        {
            faults.Add($"the entry {entry} claims level {entryLevel} but has {graph.Level(entry)}");
        }

        return faults;
    }

    /// <summary>
    /// Describes each node that counts other links leading to it than there are, when nothing has been detached that is not free.
    /// </summary>
    public static List<string> CheckInDegrees(HnswGraph graph)
    {
        int[] inDegrees = new int[graph.Count];
        for (int ordinal = 0; ordinal < graph.Count; ordinal++)
        {
            int* links = graph.Links(ordinal, 0);
            for (int i = 1; i <= *links; i++)
            {
                inDegrees[links[i]]++;
            }
        }

        return [.. Enumerable.Range(0, graph.Count)
            .Where(ordinal => graph.InDegree(ordinal) != inDegrees[ordinal])
            .Select(ordinal => $"node {ordinal} counts {graph.InDegree(ordinal)} links to it, there are {inDegrees[ordinal]}")];
    }

    /// <summary>The nodes that stay and that no walk can reach from the entry.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="lowest">Only links of this layer and those above are followed, and only nodes that are on it asked for.</param>
    public static List<int> FindUnreachable(HnswGraph graph, int lowest = 0)
    {
        bool[] reached = new bool[graph.Count];
        Stack<int> open = new();
        if (graph.TryGetEntry(out int entry, out int level))
        {
            open.Push(entry);
            reached[entry] = true;
        }

        while (open.TryPop(out int ordinal))
        {
            for (int layer = lowest; layer <= graph.Level(ordinal); layer++)
            {
                int* links = graph.Links(ordinal, layer);
                for (int i = 1; i <= *links; i++)
                {
                    if (!reached[links[i]])
                    {
                        reached[links[i]] = true;
                        open.Push(links[i]);
                    }
                }
            }
        }

        List<int> unreachable = [];
        for (int ordinal = 0; ordinal < graph.Count; ordinal++)
        {
            if (!reached[ordinal] && graph.Level(ordinal) >= lowest && !graph.Leaving.Contains(ordinal))
            {
                unreachable.Add(ordinal);
            }
        }

        return unreachable;
    }

    private static void CheckLinks(HnswGraph graph, int ordinal, int layer, HashSet<int> seen, List<string> faults)
    {
        int* links = graph.Links(ordinal, layer);
        int count = *links;
        if (count < 0 || count > graph.MaxLinks(layer))
        {
            faults.Add($"node {ordinal} layer {layer}: {count} links, allowed 0..{graph.MaxLinks(layer)}");
            return;
        }

        seen.Clear();
        for (int i = 1; i <= count; i++)
        {
            int neighbor = links[i];
            if (neighbor < 0 || neighbor >= graph.Count)
            {
                faults.Add($"node {ordinal} layer {layer}: link to {neighbor}, which does not exist");
            }
            else if (neighbor == ordinal)
            {
                faults.Add($"node {ordinal} layer {layer}: link to itself");
            }
            else if (graph.Level(neighbor) < layer)
            {
                faults.Add($"node {ordinal} layer {layer}: link to {neighbor}, whose level is {graph.Level(neighbor)}");
            }
            else if (!seen.Add(neighbor))
            {
                faults.Add($"node {ordinal} layer {layer}: {neighbor} linked twice");
            }
        }
    }
}
