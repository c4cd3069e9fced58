using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Vectors;

/// <summary>A set of ordinals, one bit each.</summary>
/// <remarks>Threads: one changes it while nobody reads; any number read it while nobody changes it.</remarks>
internal sealed class OrdinalSet
{
    private ulong[] _words = [];

    /// <summary>Ordinals in the set.</summary>
    public int Count { get; private set; }

    /// <summary>Whether an ordinal is in the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int ordinal)
    {
        ulong[] words = _words;
        int word = ordinal >> 6;
        return (uint)word < (uint)words.Length && (words[word] >> ordinal & 1) != 0;
    }

    /// <summary>Adds an ordinal; false if it was there.</summary>
    public bool Add(int ordinal)
    {
        EnsureCapacity(ordinal + 1);
        ref ulong word = ref _words[ordinal >> 6];
        ulong bit = 1UL << ordinal;
        if ((word & bit) != 0)
        {
            return false;
        }

        word |= bit;
        Count++;
        return true;
    }

    /// <summary>Removes an ordinal; false if it was not there.</summary>
    public bool Remove(int ordinal)
    {
        if (!Contains(ordinal))
        {
            return false;
        }

        _words[ordinal >> 6] &= ~(1UL << ordinal);
        Count--;
        return true;
    }

    /// <summary>Makes room for ordinals 0..<paramref name="count"/> − 1, so that adding them cannot fail.</summary>
    public void EnsureCapacity(int count)
    {
        int words = (count + 63) >> 6;
        if (words > _words.Length)
        {
            Array.Resize(ref _words, Math.Max(words, _words.Length * 2));
        }
    }

    /// <summary>The same ordinals in a set of its own.</summary>
    public OrdinalSet Copy() => new() { _words = [.. _words], Count = Count };
}
