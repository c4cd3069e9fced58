using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>The nearest nodes of a walk so far, in order, and which of them were expanded.</summary>
/// <remarks>
/// One sorted array in place of the paper's two heaps, as in NSG (Fu et al., arXiv:1707.00143): for the usual few hundred
/// candidates, moving half of them is cheaper than sifting. An entry is one number that sorts by distance:
/// the distance's bits made ordered, then the ordinal, then the mark "expanded" in the lowest bit.
/// </remarks>
internal sealed class CandidatePool
{
    private ulong[] _entries = [];
    private int _capacity;
    private int _size;

    // Every entry before this one is expanded.
    private int _next;

    /// <summary>Entries held.</summary>
    public int Count => _size;

    /// <summary>Whether there is room only for what is nearer than the farthest entry.</summary>
    public bool IsFull => _size == _capacity;

    /// <summary>A node farther than this cannot enter. Above every distance while there is room.</summary>
    public float Bound { get; private set; }

    /// <summary>Empties the pool and limits it to <paramref name="capacity"/> entries.</summary>
    public void Reset(int capacity)
    {
        if (_entries.Length < capacity)
        {
            _entries = new ulong[Math.Max(capacity, _entries.Length * 2)];
        }

        _capacity = capacity;
        _size = 0;
        _next = 0;
        Bound = float.PositiveInfinity;
    }

    /// <summary>Enters a node. Its distance must be below <see cref="Bound"/>; the farthest leaves when the pool is full.</summary>
    /// <returns>Whether it is the nearest of those that were not expanded.</returns>
    public bool Add(float distance, int ordinal)
    {
        Debug.Assert(distance < Bound, "a node beyond the bound would be lost again at once");
        ulong entry = Pack(distance, ordinal);
        ref ulong entries = ref MemoryMarshal.GetArrayDataReference(_entries);

        int low = 0;
        for (int length = _size; length > 0;)
        {
            int half = length >> 1;
            bool after = Unsafe.Add(ref entries, low + half) < entry;
            low = after ? low + half + 1 : low;
            length = after ? length - half - 1 : half;
        }

        int kept = _size < _capacity ? _size++ : _size - 1;
        _entries.AsSpan(low, kept - low).CopyTo(_entries.AsSpan(low + 1));
        Unsafe.Add(ref entries, low) = entry;
        bool isNext = low <= _next;
        _next = Math.Min(_next, low);
        if (_size == _capacity)
        {
            Bound = DistanceOf(Unsafe.Add(ref entries, _size - 1));
        }

        return isNext;
    }

    /// <summary>The nearest entry that was not expanded, which now is.</summary>
    public bool TryExpandNearest(out int ordinal)
    {
        for (; _next < _size; _next++)
        {
            ref ulong entry = ref _entries[_next];
            if ((entry & 1) == 0)
            {
                entry |= 1;
                ordinal = OrdinalOf(entry);
                _next++;
                return true;
            }
        }

        ordinal = -1;
        return false;
    }

    /// <summary>The nearest entry that was not expanded.</summary>
    public bool TryPeekNearest(out int ordinal)
    {
        for (int rank = _next; rank < _size; rank++)
        {
            if ((_entries[rank] & 1) == 0)
            {
                ordinal = OrdinalOf(_entries[rank]);
                return true;
            }
        }

        ordinal = -1;
        return false;
    }

    /// <summary>The entry at a rank, 0 for the nearest.</summary>
    public Neighbor this[int rank]
    {
        get
        {
            Debug.Assert(rank < _size, "only ranks below Count hold an entry");
            ulong entry = _entries[rank];
            return new Neighbor(DistanceOf(entry), OrdinalOf(entry));
        }
    }

    private static ulong Pack(float distance, int ordinal)
    {
        // Flipping the sign bit of positive floats and all bits of negative ones makes their bits sort as numbers do.
        int bits = BitConverter.SingleToInt32Bits(distance);
        uint ordered = (uint)(bits ^ ((bits >> 31) | int.MinValue));
        return ((ulong)ordered << 32) | ((uint)ordinal << 1);
    }

    private static float DistanceOf(ulong entry)
    {
        int ordered = (int)(entry >> 32);
        return BitConverter.Int32BitsToSingle(ordered ^ (~(ordered >> 31) | int.MinValue));
    }

    private static int OrdinalOf(ulong entry) => (int)((uint)entry >> 1);
}
