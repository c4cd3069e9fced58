using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Fills an empty graph with the nodes of a captured one.</summary>
/// <remarks>
/// Threads: any number put different nodes; one completes. Every number is checked before it is used as an address, so
/// that damaged input ends in an exception and not in somebody else's memory.
/// </remarks>
internal sealed unsafe class GraphLoader
{
    private readonly HnswGraph _graph;
    private readonly int _dimension;
    private readonly RowWriter _writeRow;
    private readonly int _count;
    private readonly int _upperCount;
    private readonly int _entry;

    // Beside each other: the records themselves are too far apart for millions of random looks.
    private readonly sbyte[] _levels;
    private readonly ConcurrentBag<int[]> _counts = [];
    private readonly ConcurrentBag<int[]> _idleCounts = [];
    private int _put;
    private int _upperPut;

    /// <param name="graph">The graph, with room for as many nodes.</param>
    /// <param name="dimension">Floats of a row.</param>
    /// <param name="writeRow">Keeps the row of a node, and its code in the graph. Called by several threads at once.</param>
    /// <param name="count">Number of nodes.</param>
    /// <param name="upperCount">Records of links above layer 0.</param>
    /// <param name="entry">The node where walks start, or −1.</param>
    /// <exception cref="InvalidDataException">Such a graph cannot be.</exception>
    public GraphLoader(HnswGraph graph, int dimension, RowWriter writeRow, int count, int upperCount, int entry)
    {
        if (upperCount < 0 || upperCount > (long)count * HnswLevels.Max || entry < -1 || entry >= count)
        {
            throw new InvalidDataException($"A graph of {count} nodes with {upperCount} upper layers and the entry {entry} cannot be");
        }

        _graph = graph;
        _dimension = dimension;
        _writeRow = writeRow;
        _count = count;
        _upperCount = upperCount;
        _entry = entry;
        _levels = new sbyte[count];
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

    /// <summary>Writes nodes that follow one another; see <see cref="Segments.SegmentLoader.PutNodes"/>.</summary>
    /// <exception cref="InvalidDataException">The numbers contradict each other.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Put(
        int first,
        ReadOnlySpan<sbyte> levels,
        ReadOnlySpan<double> scales,
        ReadOnlySpan<float> rows,
        int firstUpper,
        ReadOnlySpan<int> links)
    {
        if (first < 0 || levels.Length > _count - first || scales.Length != levels.Length || firstUpper < 0)
        {
            throw new InvalidDataException($"{levels.Length} nodes from {first} cannot be among {_count}");
        }

        // Counts of this thread's own: millions of increments by several threads would wait for one another.
        if (!_idleCounts.TryTake(out int[]? inDegrees))
        {
            inDegrees = new int[_count];
            _counts.Add(inDegrees);
        }

        int upper = firstUpper;
        for (int i = 0; i < levels.Length; i++)
        {
            int level = levels[i];
            int rowLength = level >= 0 ? _dimension : 0;
            if (level is < HnswGraph.NoLevel or > HnswLevels.Max || rowLength > rows.Length || upper > _upperCount - Math.Max(level, 0))
            {
                throw new InvalidDataException($"Node {first + i} with the level {level} and {rows.Length} floats left cannot be");
            }

            if (level >= 0)
            {
                _writeRow(first + i, rows[..rowLength]);
            }

            _graph.Put(first + i, scales[i], level, upper);
            _levels[first + i] = (sbyte)level;
            links = links[PutLinks(first + i, level, links, inDegrees)..];
            rows = rows[rowLength..];
            upper += Math.Max(level, 0);
        }

        if (!links.IsEmpty || !rows.IsEmpty)
        {
            throw new InvalidDataException($"{levels.Length} nodes have {links.Length} links and {rows.Length} floats more");
        }

        _idleCounts.Add(inDegrees);
        Interlocked.Add(ref _put, levels.Length);
        Interlocked.Add(ref _upperPut, upper - firstUpper);
    }

    /// <summary>Shows the graph, once every node has been put.</summary>
    /// <exception cref="InvalidDataException">Nodes are missing, or a link leads to one that is not on its layer.</exception>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory.</exception>
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

        Span<int> inDegrees = SumCounts();
        for (int ordinal = 0; ordinal < _count; ordinal++)
        {
            int level = _levels[ordinal];
            if (level < 0 && inDegrees[ordinal] > 0)
            {
                throw new InvalidDataException($"A link leads to node {ordinal}, which has no row");
            }

            _graph.InDegree(ordinal) = inDegrees[ordinal];
            for (int layer = 1; layer <= level; layer++)
            {
                CheckLayer(ordinal, layer);
            }
        }

        int upperCount = _graph.PutUpper(WithoutLevel(), _upperCount);
        _graph.Publish(_count, upperCount, _upperCount, _entry);
    }

    /// <summary>Writes the links of a node and returns how many of the numbers belong to it.</summary>
    private int PutLinks(int ordinal, int level, ReadOnlySpan<int> links, Span<int> inDegrees)
    {
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
                    inDegrees[neighbor]++;
                }
            }

            int* place = _graph.Links(ordinal, layer);
            *place = count;
            ofLayer.CopyTo(new Span<int>(place + 1, count));
            used += 1 + count;
        }

        return used;
    }

    private Span<int> SumCounts()
    {
        int[] sum = new int[_count];
        foreach (int[] counts in _counts)
        {
            TensorPrimitives.Add(sum, counts, sum);
        }

        return sum;
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
