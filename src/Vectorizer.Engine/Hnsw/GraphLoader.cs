namespace Vectorizer.Engine.Hnsw;

/// <summary>Fills an empty graph with the nodes of a captured one.</summary>
/// <remarks>
/// Threads: any number put different nodes; one completes. Every number is checked before it is used as an address, so
/// that damaged input ends in an exception and not in somebody else's memory.
/// </remarks>
internal sealed unsafe class GraphLoader
{
    private readonly HnswGraph _graph;
    private readonly int _count;
    private readonly int _upperCount;
    private readonly int _entry;
    private int _put;
    private int _upperPut;

    /// <exception cref="InvalidDataException">Such a graph cannot be.</exception>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory.</exception>
    public GraphLoader(HnswGraph graph, int count, int upperCount, int entry)
    {
        if (upperCount < 0 || upperCount > (long)count * HnswLevels.Max || entry < -1 || entry >= count)
        {
            throw new InvalidDataException($"A graph of {count} nodes with {upperCount} upper layers and the entry {entry} cannot be");
        }

        _graph = graph;
        _count = count;
        _upperCount = upperCount;
        _entry = entry;
        graph.EnsureCapacity(count, upperCount);
    }

    /// <summary>Writes a node and returns how many of the numbers in <paramref name="links"/> belong to it.</summary>
    public int Put(int ordinal, int level, double scale, ReadOnlySpan<float> row, int firstUpper, ReadOnlySpan<int> links)
    {
        if ((uint)ordinal >= (uint)_count
            || level is < HnswGraph.NoLevel or > HnswLevels.Max
            || row.Length != (level < 0 ? 0 : _graph.Dimension)
            || firstUpper < 0
            || firstUpper > _upperCount - Math.Max(level, 0))
        {
            throw new InvalidDataException($"Node {ordinal} with the level {level} and {row.Length} floats cannot be");
        }

        _graph.Put(ordinal, row, scale, level, firstUpper);
        Interlocked.Increment(ref _put);
        Interlocked.Add(ref _upperPut, Math.Max(level, 0));
        int used = 0;
        for (int layer = 0; layer <= level; layer++)
        {
            int count = used < links.Length ? links[used] : -1;
            if (count < 0 || count > _graph.MaxLinks(layer) || count >= links.Length - used)
            {
                throw new InvalidDataException($"Node {ordinal} has {count} links on layer {layer}");
            }

            ReadOnlySpan<int> ofLayer = links.Slice(used + 1, count);
            foreach (int neighbor in ofLayer)
            {
                if ((uint)neighbor >= (uint)_count)
                {
                    throw new InvalidDataException($"Node {ordinal} has a link to {neighbor}, which does not exist");
                }
            }

            int* place = _graph.Links(ordinal, layer);
            *place = count;
            ofLayer.CopyTo(new Span<int>(place + 1, count));
            used += 1 + count;
        }

        return used;
    }

    /// <summary>Shows the graph, once every node has been put.</summary>
    /// <exception cref="InvalidDataException">Nodes are missing, or a link leads to one that is not on its layer.</exception>
    public void Complete()
    {
        if (_put != _count || _upperPut != _upperCount)
        {
            throw new InvalidDataException($"{_put} nodes of {_count} came, with {_upperPut} upper layers of {_upperCount}");
        }

        if (_entry >= 0 && _graph.Level(_entry) < 0)
        {
            throw new InvalidDataException($"The entry {_entry} has no row");
        }

        // Levels and degrees beside each other: the records themselves are too far apart for ten million random looks.
        sbyte[] levels = new sbyte[_count];
        int[] inDegrees = new int[_count];
        for (int ordinal = 0; ordinal < _count; ordinal++)
        {
            levels[ordinal] = (sbyte)_graph.Level(ordinal);
        }

        for (int ordinal = 0; ordinal < _count; ordinal++)
        {
            for (int layer = 0; layer <= levels[ordinal]; layer++)
            {
                Count(ordinal, layer, levels, inDegrees);
            }
        }

        for (int ordinal = 0; ordinal < _count; ordinal++)
        {
            _graph.InDegree(ordinal) = inDegrees[ordinal];
        }

        _graph.Publish(_count, _upperCount, _entry);
    }

    private void Count(int ordinal, int layer, ReadOnlySpan<sbyte> levels, Span<int> inDegrees)
    {
        int* links = _graph.Links(ordinal, layer);
        foreach (int neighbor in new ReadOnlySpan<int>(links + 1, *links))
        {
            if (levels[neighbor] < layer)
            {
                throw new InvalidDataException($"Node {ordinal} has a link to {neighbor} on layer {layer}, where that one is not");
            }

            if (layer == 0)
            {
                inDegrees[neighbor]++;
            }
        }
    }
}
