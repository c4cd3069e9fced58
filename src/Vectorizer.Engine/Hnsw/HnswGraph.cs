using System.Diagnostics;
using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Codes and links of one hierarchical graph, in native memory.</summary>
/// <remarks>
/// A node's record of layer 0 holds what a walk reads together, so that a hop costs one run of cache lines. What a code is
/// the graph does not ask; see <see cref="Vectors.IRowCodec{TScorer}"/>.
/// <code>
/// offset            size         field
/// 0                 CodeBytes    code: the row itself, or what stands for it
/// CodeBytes         4            count of links on layer 0
///                   4·2M         links, the first `count` of them valid
/// MetaOffset        4            first record in the arena of upper layers, one record per layer
///                   4            level, or −1 − the level that it would have: no walk meets the node
///                   8            factor (double) that restores the length of a normalised row
///                   4            nodes that link to this one on layer 0
/// </code>
/// Every node has its records of upper layers from the beginning, whether it has a level or not, so that its ordinal may be
/// used again for any other node.
/// Ownership: the graph alone frees its memory; no address moves before <see cref="Dispose"/>.
/// Threads: nodes are added by one thread. Links are written under the node's lock and read without one: a reader may
/// see a list while it is rewritten, and then finds old links, new links, or one twice, each of them a whole node.
/// </remarks>
internal sealed unsafe class HnswGraph : IDisposable
{
    /// <summary>A node whose <see cref="Level"/> is this has no code, and no walk meets it.</summary>
    public const int NoLevel = -1;

    private const int CacheLineBytes = 64;
    private const int LockStripes = 4096;
    private const long NoEntry = -1;

    private readonly RecordArena _nodes;
    private readonly RecordArena _upper;
    private readonly int[] _locks = new int[LockStripes];
    private readonly Lock _entryLock = new();

    private int _count;
    private int _upperCount;
    private int _levelSum;

    // Level in the upper half, ordinal in the lower: both change together.
    private long _entry = NoEntry;

    private GraphCapture? _capture;

    /// <param name="codeBytes">Bytes of a code, a multiple of 4.</param>
    /// <param name="parameters">Links per node.</param>
    public HnswGraph(int codeBytes, HnswParameters parameters)
    {
        Debug.Assert(codeBytes % sizeof(int) == 0, "links lie behind the code and are aligned");
        CodeBytes = codeBytes;
        M = parameters.M;
        MetaOffset = codeBytes + ((1 + MaxLinks(0)) * sizeof(int));
        _nodes = new RecordArena(RoundUp(MetaOffset + (5 * sizeof(int)), CacheLineBytes));
        _upper = new RecordArena((1 + M) * sizeof(int));
    }

    /// <summary>Bytes of a code.</summary>
    public int CodeBytes { get; }

    /// <summary>Links that a node chooses on each layer.</summary>
    public int M { get; }

    /// <summary>Number of nodes, those without a code included. Published after the node behind it is written.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Records above layer 0, those of nodes without a level included.</summary>
    public int UpperCount => Volatile.Read(ref _upperCount);

    /// <summary>The levels of all nodes added up: the records above layer 0 that are in use.</summary>
    public int LevelSum => Volatile.Read(ref _levelSum);

    /// <summary>
    /// Nodes that are going: no new link may lead to them. Changed by its owner, while nobody links or repairs.
    /// </summary>
    public OrdinalSet Leaving { get; init; } = new();

    /// <summary>The records of layer 0, each of which begins with the code.</summary>
    public RecordArena Records => _nodes;

    /// <summary>Physical memory of the codes: their share of the nodes' records.</summary>
    public long CodeMemory => _nodes.BytesOf(Count) * CodeBytes / _nodes.RecordBytes;

    /// <summary>Physical memory of everything besides the codes: links of all layers, and what is known of each node.</summary>
    public long LinkMemory => BytesOf(Count, UpperCount) - CodeMemory;

    /// <summary>Told of each node whose links on layer 0 have changed, by the thread that changed them; null if nobody asks.</summary>
    public Action<int>? LinksChanged { get; set; }

    private int MetaOffset { get; }

    /// <summary>Links that a node keeps at most on a layer.</summary>
    public int MaxLinks(int layer) => layer == 0 ? 2 * M : M;

    /// <summary>The node where every walk starts, and its level. False while the graph has no node with a row.</summary>
    public bool TryGetEntry(out int ordinal, out int level)
    {
        long entry = Volatile.Read(ref _entry);
        ordinal = (int)entry;
        level = (int)(entry >> 32);
        return entry != NoEntry;
    }

    /// <summary>The code of a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Code(int ordinal) => _nodes[ordinal];

    /// <summary>The count of a node's links on a layer, with the links behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int* Links(int ordinal, int layer)
    {
        byte* node = _nodes[ordinal];
        return layer == 0
            ? (int*)(node + CodeBytes)
            : (int*)_upper[*(int*)(node + MetaOffset) + layer - 1];
    }

    /// <summary>Asks for the links of a node on layer 0, which will be read soon. Those of upper layers are few and stay in the caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchLinks(int ordinal, int layer)
    {
        if (layer == 0)
        {
            Prefetch.Lines(_nodes[ordinal] + CodeBytes, MetaOffset - CodeBytes);
        }
    }

    /// <summary>The highest layer of a node, or <see cref="NoLevel"/>.</summary>
    public int Level(int ordinal) => Math.Max(((int*)(_nodes[ordinal] + MetaOffset))[1], NoLevel);

    /// <summary>The factor that turns a stored row into the one that was given.</summary>
    public double Scale(int ordinal) => *(double*)(_nodes[ordinal] + MetaOffset + (2 * sizeof(int)));

    /// <summary>
    /// How many nodes link to this one on layer 0. Kept so that no node loses the last link that leads to it.
    /// </summary>
    public ref int InDegree(int ordinal) => ref ((int*)(_nodes[ordinal] + MetaOffset))[4];

    /// <summary>Makes room for nodes 0..<paramref name="count"/> − 1.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the graph stays as it is.</exception>
    public void EnsureCapacity(int count)
    {
        int upper = checked(_upperCount + UpperOf(Count, count));
        EnsureCapacity(count, upper);
    }

    /// <summary>Makes room for as many nodes and records of upper layers.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the graph stays as it is.</exception>
    public void EnsureCapacity(int count, int upperCount)
    {
        _nodes.EnsureCapacity(count);
        _upper.EnsureCapacity(upperCount);
    }

    /// <summary>The physical memory that a graph of so many nodes and records above layer 0 takes at most.</summary>
    public long BytesOf(int nodes, int upper) => _nodes.BytesOf(nodes) + _upper.BytesOf(upper);

    /// <summary>The most records above layer 0 that nodes <paramref name="from"/>..<paramref name="to"/> − 1 take.</summary>
    public int UpperOf(int from, int to)
    {
        int upper = 0;
        for (int ordinal = from; ordinal < to; ordinal++)
        {
            upper += HnswLevels.Of(ordinal, M);
        }

        return upper;
    }

    /// <summary>Adds the next node, unlinked; its code, if it has one, was written before. There must be room for it.</summary>
    /// <param name="scale">What <see cref="Scale"/> will return.</param>
    /// <param name="linkable">False for a node that keeps its ordinal but is never walked to.</param>
    public void Add(double scale, bool linkable)
    {
        int ordinal = Count;
        int level = HnswLevels.Of(ordinal, M);
        int* meta = (int*)(_nodes[ordinal] + MetaOffset);
        meta[0] = _upperCount;
        meta[1] = NoLevel - level;
        _upperCount += level;
        Set(meta, scale, linkable);
        Volatile.Write(ref _count, ordinal + 1);
    }

    /// <summary>Uses the ordinal of a freed node again: as <see cref="Add"/>, with the level that it had.</summary>
    public void Reuse(int ordinal, double scale, bool linkable)
    {
        Debug.Assert(Level(ordinal) == NoLevel && InDegree(ordinal) == 0, "only a freed node is used again");
        Set((int*)(_nodes[ordinal] + MetaOffset), scale, linkable);
    }

    /// <summary>Takes the links of a node that no walk is at and no capture holds. They count no more for those they lead to.</summary>
    public void ClearLinks(int ordinal)
    {
        int level = Level(ordinal);
        for (int layer = 0; layer <= level; layer++)
        {
            *Links(ordinal, layer) = 0;
        }

        if (level != NoLevel)
        {
            AfterLinksChange(ordinal);
        }
    }

    /// <summary>
    /// Takes a node without links out of the graph. No link leads to it, no walk is at it, and it is not the entry. Its
    /// ordinal may be used again.
    /// </summary>
    public void Free(int ordinal)
    {
        int level = Level(ordinal);
        if (level == NoLevel)
        {
            return;
        }

        Debug.Assert(*Links(ordinal, 0) == 0, "who links to a free node is free as well");
        InDegree(ordinal) = 0;
        _levelSum -= level;
        Volatile.Write(ref ((int*)(_nodes[ordinal] + MetaOffset))[1], NoLevel - level);
    }

    /// <summary>
    /// Writes what is known of a node, besides its code, that <see cref="Publish"/> will show. There must be room for it.
    /// Several threads may write different nodes at once.
    /// </summary>
    /// <param name="ordinal">The node.</param>
    /// <param name="scale">As for <see cref="Add"/>.</param>
    /// <param name="level">Its level, or <see cref="NoLevel"/>.</param>
    /// <param name="firstUpper">Where its records of upper layers start.</param>
    public void Put(int ordinal, double scale, int level, int firstUpper)
    {
        int* meta = (int*)(_nodes[ordinal] + MetaOffset);
        meta[0] = firstUpper;
        meta[1] = level;
        *(double*)(meta + 2) = scale;
    }

    /// <summary>
    /// Gives the nodes that <see cref="Put"/> has written without a level the records of upper layers that they will need
    /// when they are used again, behind those of the others.
    /// </summary>
    /// <param name="withoutLevel">The nodes.</param>
    /// <param name="upperCount">Records of the others.</param>
    /// <returns>Records in all.</returns>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory.</exception>
    public int PutUpper(IEnumerable<int> withoutLevel, int upperCount)
    {
        foreach (int ordinal in withoutLevel)
        {
            int level = HnswLevels.Of(ordinal, M);
            int* meta = (int*)(_nodes[ordinal] + MetaOffset);
            meta[0] = upperCount;
            meta[1] = NoLevel - level;
            upperCount = checked(upperCount + level);
        }

        _upper.EnsureCapacity(upperCount);
        return upperCount;
    }

    /// <summary>Shows the nodes that <see cref="Put"/> has written. Nobody reads the graph yet.</summary>
    public void Publish(int count, int upperCount, int levelSum, int entry)
    {
        _upperCount = upperCount;
        _levelSum = levelSum;
        _entry = entry < 0 ? NoEntry : Pack(entry, Level(entry));
        Volatile.Write(ref _count, count);
    }

    /// <summary>
    /// Fixes the graph as it is now for a capture, until <see cref="EndCapture"/>. Nobody may be adding or linking nodes.
    /// </summary>
    public void BeginCapture(GraphCapture capture)
    {
        Debug.Assert(_capture is null, "one capture at a time");
        Volatile.Write(ref _capture, capture);
    }

    /// <summary>Lets changes go on without keeping what they replace.</summary>
    public void EndCapture() => Volatile.Write(ref _capture, null);

    /// <summary>To be called under the node's lock before its links change: a capture under way keeps the old ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeforeLinksChange(int ordinal) => Volatile.Read(ref _capture)?.Preserve(ordinal);

    /// <summary>
    /// To be called when the links of a node on layer 0 have changed: under the node's lock, or before another node links to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AfterLinksChange(int ordinal) => LinksChanged?.Invoke(ordinal);

    /// <summary>Makes a node the entry if there is none yet.</summary>
    public bool TrySetFirstEntry(int ordinal)
        => Interlocked.CompareExchange(ref _entry, Pack(ordinal, Level(ordinal)), NoEntry) == NoEntry;

    /// <summary>Makes a node the entry in place of the one that <see cref="TryGetEntry"/> has told; false if that has changed.</summary>
    /// <param name="former">The node that is the entry now.</param>
    /// <param name="ordinal">The next one, or −1 for none.</param>
    public bool TryReplaceEntry(int former, int ordinal)
    {
        lock (_entryLock)
        {
            if ((int)_entry != former)
            {
                return false;
            }

            Volatile.Write(ref _entry, ordinal < 0 ? NoEntry : Pack(ordinal, Level(ordinal)));
            return true;
        }
    }

    /// <summary>Makes a linked node the entry if it is higher than the present one.</summary>
    public void RaiseEntry(int ordinal)
    {
        lock (_entryLock)
        {
            int level = Level(ordinal);
            if (level > (int)(_entry >> 32))
            {
                Volatile.Write(ref _entry, Pack(ordinal, level));
            }
        }
    }

    /// <summary>Takes the lock of a node's links. Never take a second one: nodes share locks.</summary>
    public void LockLinks(int ordinal)
    {
        SpinWait spin = default;
        ref int stripe = ref _locks[ordinal & (LockStripes - 1)];
        while (Interlocked.CompareExchange(ref stripe, 1, 0) != 0)
        {
            spin.SpinOnce();
        }
    }

    /// <summary>Returns the lock that <see cref="LockLinks"/> took.</summary>
    public void UnlockLinks(int ordinal)
    {
        Debug.Assert(_locks[ordinal & (LockStripes - 1)] == 1, "only the holder of a lock returns it");
        Volatile.Write(ref _locks[ordinal & (LockStripes - 1)], 0);
    }

    /// <summary>Frees everything. No walk may be under way.</summary>
    public void Dispose()
    {
        _nodes.Dispose();
        _upper.Dispose();
    }

    private void Set(int* meta, double scale, bool linkable)
    {
        *(double*)(meta + 2) = scale;
        if (linkable)
        {
            int level = NoLevel - meta[1];
            _levelSum += level;
            meta[1] = level;
        }
    }

    private static long Pack(int ordinal, int level) => ((long)level << 32) | (uint)ordinal;

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
