using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vectorizer.Engine.Hnsw;

/// <summary>The nodes that a walk has met. One thread.</summary>
/// <remarks>
/// One bit per node rather than a stamp: the bits of a million nodes stay in the second-level cache. The words that were
/// touched are remembered, so that forgetting a walk costs as much as the walk marked, not as much as the graph is large.
/// </remarks>
internal sealed class VisitedSet
{
    private ulong[] _words = [];
    private int[] _touched = [];
    private int _touchedCount;

    /// <summary>Forgets everything and makes room for <paramref name="nodes"/> nodes.</summary>
    public void Reset(int nodes)
    {
        int words = (nodes + 63) >> 6;
        if (words > _words.Length)
        {
            _words = new ulong[Math.Max(words, _words.Length * 2)];
            _touched = new int[_words.Length];
        }
        else if (_touchedCount * 4 > words)
        {
            Array.Clear(_words);
        }
        else
        {
            foreach (int word in _touched.AsSpan(0, _touchedCount))
            {
                _words[word] = 0;
            }
        }

        _touchedCount = 0;
    }

    /// <summary>
    /// Marks a node; false if it was marked. Nodes beyond the room count as marked: they were added after the walk began.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryMark(int ordinal)
    {
        int index = ordinal >> 6;
        if ((uint)index >= (uint)_words.Length)
        {
            return false;
        }

        ref ulong word = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), index);
        ulong bit = 1UL << ordinal;
        ulong before = word;
        if ((before & bit) != 0)
        {
            return false;
        }

        if (before == 0)
        {
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_touched), _touchedCount++) = index;
        }

        word = before | bit;
        return true;
    }

    /// <summary>Whether a node is marked. Nodes beyond the room count as marked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int ordinal)
    {
        int index = ordinal >> 6;
        return (uint)index >= (uint)_words.Length
            || (Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), index) >> ordinal & 1) != 0;
    }

    /// <summary>Nodes that are marked.</summary>
    public int CountMarks()
    {
        int count = 0;
        foreach (int word in _touched.AsSpan(0, _touchedCount))
        {
            count += BitOperations.PopCount(_words[word]);
        }

        return count;
    }

    /// <summary>The marks of nodes 64 · <paramref name="index"/> to 64 · <paramref name="index"/> + 63.</summary>
    public ulong Word(int index) => (uint)index < (uint)_words.Length ? _words[index] : ulong.MaxValue;
}
