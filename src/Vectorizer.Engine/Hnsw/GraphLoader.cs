using System.Runtime.CompilerServices;

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

    // Beside each other: the records themselves are too far apart for millions of random looks.
    private readonly sbyte[] _levels;
    private readonly int[] _inDegrees;
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
        _levels = new sbyte[count];
        _inDegrees = new int[count];
        graph.EnsureCapacity(count, upperCount);
    }

    /// <summary>Nodes that have no row a walk could meet.</summary>
    public IEnumerable<int> WithoutLevel()
    {
        for (int ordinal = 0; ordinal < _levels.Length; ordinal++)
        {
            if (_levels[ordinal] < 0)
            {
                yield return ordinal;
            }
        }
    }

    /// <summary>Writes a node and returns how many of the numbers in <paramref name="links"/> belong to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        _levels[ordinal] = (sbyte)level;
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

                if (layer == 0)
                {
                    Interlocked.Increment(ref _inDegrees[neighbor]);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

        for (int ordinal = 0; ordinal < _count; ordinal++)
        {
            int level = _levels[ordinal];
            if (level < 0 && _inDegrees[ordinal] > 0)
            {
                throw new InvalidDataException($"A link leads to node {ordinal}, which has no row");
            }

            _graph.InDegree(ordinal) = _inDegrees[ordinal];
            for (int layer = 1; layer <= level; layer++)
            {
                CheckLayer(ordinal, layer);
            }
        }

        _graph.Publish(_count, _upperCount, _entry);
    }

    private void CheckLayer(int ordinal, int layer)
    {
        int* links = _graph.Links(ordinal, layer);
        foreach (int neighbor in new ReadOnlySpan<int>(links + 1, *links))
        {
            if (_levels[neighbor] < layer)
            {
                throw new InvalidDataException($"Node {ordinal} has a link to {neighbor} on layer {layer}, where that one is not");
            }
        }
    }
}
