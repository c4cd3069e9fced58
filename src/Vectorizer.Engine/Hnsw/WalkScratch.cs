using System.Runtime.CompilerServices;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>What a walk needs besides the graph; used by one thread at a time and again by the next walk.</summary>
internal sealed unsafe class WalkScratch
{
    private const int StateAlignment = 64;

    private readonly Neighbor[]?[] _chosen = new Neighbor[HnswLevels.Max + 1][];
    private readonly int[] _chosenCounts = new int[HnswLevels.Max + 1];
    private Neighbor[] _contenders = [];

    // Never moved by the collector, so that walks may hold addresses in them.
    private byte[] _state = [];
    private byte[] _rowBuffer = [];
    private byte[] _locatedRows = [];

    /// <summary>The nodes met.</summary>
    public VisitedSet Visited { get; } = new();

    /// <summary>The nearest of them.</summary>
    public CandidatePool Pool { get; } = new();

    /// <summary>The nearest of the pool, weighed again by their rows.</summary>
    public CandidatePool Rescored { get; } = new();

    /// <summary>Nodes that a filtered walk may still expand, nearest first.</summary>
    public PriorityQueue<int, float> Frontier { get; } = new();

    /// <summary>What a filtered search does. Whoever begins one resets it.</summary>
    public WalkEffort Effort { get; } = new();

    /// <summary>Room for the state of one scorer, aligned to 64 bytes. The next call takes it back.</summary>
    public byte* State(int bytes) => Aligned(ref _state, bytes);

    /// <summary>Room for one row that is read from a file. The next call takes it back.</summary>
    public float* RowBuffer(int stride) => (float*)Aligned(ref _rowBuffer, stride * sizeof(float));

    /// <summary>Room for one of many rows that are read from a file. All are of one length until <see cref="MakeRoom"/>.</summary>
    public float* LocatedRow(int place, int stride)
        => (float*)Aligned(ref _locatedRows, 0) + ((long)place * stride);

    /// <summary>Makes room for so many located rows, and takes back those there are.</summary>
    public void MakeRoom(int places, int stride) => Aligned(ref _locatedRows, checked(places * stride * sizeof(float)));

    /// <summary>The links chosen for a node on a layer.</summary>
    public ReadOnlySpan<Neighbor> Chosen(int layer) => _chosen[layer].AsSpan(0, _chosenCounts[layer]);

    /// <summary>Room for the links of a layer; <see cref="SetChosen"/> tells how many were chosen.</summary>
    public Span<Neighbor> PlacesForChosen(int layer, int places)
    {
        Neighbor[]? chosen = _chosen[layer];
        if (chosen is null || chosen.Length < places)
        {
            _chosen[layer] = chosen = new Neighbor[places];
        }

        return chosen;
    }

    /// <summary>Tells how many places of a layer are valid.</summary>
    public void SetChosen(int layer, int count) => _chosenCounts[layer] = count;

    /// <summary>Room for the candidates that compete for the links of one node.</summary>
    public Span<Neighbor> Contenders(int count)
    {
        if (_contenders.Length < count)
        {
            _contenders = new Neighbor[Math.Max(count, 2 * _contenders.Length)];
        }

        return _contenders.AsSpan(0, count);
    }

    private static byte* Aligned(ref byte[] memory, int bytes)
    {
        if (memory.Length < bytes + StateAlignment)
        {
            memory = GC.AllocateUninitializedArray<byte>(bytes + StateAlignment, pinned: true);
        }

        nuint address = (nuint)Unsafe.AsPointer(ref memory[0]);
        return (byte*)((address + StateAlignment - 1) & ~(nuint)(StateAlignment - 1));
    }
}
