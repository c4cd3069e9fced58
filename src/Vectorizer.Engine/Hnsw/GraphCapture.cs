using System.Collections.Concurrent;
using System.Diagnostics;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>A graph as it was at one moment, read node by node while searches and insertions go on.</summary>
/// <remarks>
/// The row of a node that was in the graph does not change, so only links need care: the first insertion or repair that
/// changes the links of a node which has not been taken yet leaves a copy of the old ones here (copy on write). What that
/// costs in memory is <see cref="PreservedBytes"/>; it grows with what is inserted meanwhile and ends with the capture.
/// Threads: one takes the nodes, in ascending order. Insertions call <see cref="Preserve"/> under the lock of the node,
/// and a node is taken under the same lock, so each node is either still to be taken or already taken, never in between.
/// Nodes whose ordinal was free are none of it, even if it is used again meanwhile; no other ordinal becomes free.
/// Ownership: whoever created it disposes of it; the graph must live as long.
/// </remarks>
public sealed unsafe class GraphCapture : IDisposable
{
    // Of an array and of its place in the dictionary, about.
    private const int PreservedOverheadBytes = 96;

    private readonly HnswGraph _graph;
    private readonly RowStore _rows;
    private readonly OrdinalSet _free;
    private readonly ConcurrentDictionary<int, int[]> _preserved = [];
    private float[]? _row;
    private int _taken;
    private long _preservedBytes;
    private bool _ended;

    internal GraphCapture(HnswGraph graph, RowStore rows, OrdinalSet free)
    {
        _graph = graph;
        _rows = rows;
        _free = free;
        Count = graph.Count;
        UpperCount = graph.LevelSum;
        Entry = graph.TryGetEntry(out int entry, out _) ? entry : -1;
        graph.BeginCapture(this);
    }

    /// <summary>Nodes, those without a row included.</summary>
    public int Count { get; }

    /// <summary>Records of links above layer 0: the levels of all nodes added up.</summary>
    public int UpperCount { get; }

    /// <summary>The node where walks start, or −1.</summary>
    public int Entry { get; }

    /// <summary>Floats of a row.</summary>
    public int Dimension => _rows.Dimension;

    /// <summary>Links that a node keeps at most on layer 0; on the others half as many.</summary>
    public int MaxLinks => _graph.MaxLinks(0);

    /// <summary>Memory of the links that were kept because they have changed since, in bytes.</summary>
    public long PreservedBytes => Volatile.Read(ref _preservedBytes);

    /// <summary>The highest layer of a node, or −1: it has no row that a walk could meet.</summary>
    public int Level(int ordinal) => _free.Contains(ordinal) ? HnswGraph.NoLevel : _graph.Level(ordinal);

    /// <summary>The factor that restores the length of a row.</summary>
    public double Scale(int ordinal) => _free.Contains(ordinal) ? 0 : _graph.Scale(ordinal);

    /// <summary>The floats of a node that has a level; valid until the next call.</summary>
    /// <exception cref="IOException">They lie in a file that cannot be read.</exception>
    public ReadOnlySpan<float> Row(int ordinal)
    {
        if (_rows.IsInMemory)
        {
            return new ReadOnlySpan<float>(_rows.Row(ordinal), _rows.Dimension);
        }

        _row ??= new float[_rows.Dimension];
        _rows.Copy(ordinal, _row);
        return _row;
    }

    /// <summary>The most numbers that <see cref="TakeLinks"/> writes for a node of a level.</summary>
    public int MaxLinkInts(int level) => level < 0 ? 0 : 1 + _graph.MaxLinks(0) + (level * (1 + _graph.MaxLinks(1)));

    /// <summary>Copies the links of the next node: for each layer from 0 to its level their count, then the links.</summary>
    /// <param name="ordinal">Greater than the one of the call before. What is left out cannot be taken later.</param>
    /// <param name="destination">At least <see cref="MaxLinkInts"/> long.</param>
    /// <returns>Numbers written.</returns>
    public int TakeLinks(int ordinal, Span<int> destination)
    {
        Debug.Assert(ordinal >= _taken && ordinal < Count, "nodes are taken once, in ascending order");
        _graph.LockLinks(ordinal);
        try
        {
            Volatile.Write(ref _taken, ordinal + 1);
            if (!_preserved.TryRemove(ordinal, out int[]? links))
            {
                return CopyLinks(ordinal, destination);
            }

            Interlocked.Add(ref _preservedBytes, -SizeOf(links));
            links.CopyTo(destination);
            return links.Length;
        }
        finally
        {
            _graph.UnlockLinks(ordinal);
        }
    }

    /// <summary>Ends the capture; changes cost nothing again.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            _graph.EndCapture();
            _preserved.Clear();
        }
    }

    /// <summary>Keeps the links of a node that are about to change. The caller holds the node's lock.</summary>
    internal void Preserve(int ordinal)
    {
        if (ordinal >= Count || ordinal < Volatile.Read(ref _taken) || _free.Contains(ordinal) || _preserved.ContainsKey(ordinal))
        {
            return;
        }

        Span<int> links = stackalloc int[MaxLinkInts(Level(ordinal))];
        int[] kept = links[..CopyLinks(ordinal, links)].ToArray();
        _preserved[ordinal] = kept;
        Interlocked.Add(ref _preservedBytes, SizeOf(kept));
    }

    private static long SizeOf(int[] links) => (links.Length * sizeof(int)) + PreservedOverheadBytes;

    private int CopyLinks(int ordinal, Span<int> destination)
    {
        int length = 0;
        for (int layer = 0; layer <= Level(ordinal); layer++)
        {
            int* links = _graph.Links(ordinal, layer);
            int count = 1 + *links;
            new ReadOnlySpan<int>(links, count).CopyTo(destination[length..]);
            length += count;
        }

        return length;
    }
}
