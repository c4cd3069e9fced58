using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Vectors;

/// <summary>The ordinals that one search may find: a bit for each ordinal of the segment, in plain words.</summary>
/// <remarks>
/// <code>
/// bitmap.Reset(count);      empty, for ordinals 0..count − 1
/// bitmap.Add(…); bitmap.And(other); …
/// bitmap.Free();            until the next Reset
/// </code>
/// Ownership: the words are of the shared pool, from <see cref="Reset"/> until <see cref="Free"/>.
/// Threads: one. Bits from <see cref="Count"/> on are never set, so that words may be counted and complemented whole.
/// </remarks>
internal sealed class OrdinalBitmap : IOrdinalFilter
{
    private const int WordBits = 64;

    private ulong[] _words = [];

    /// <summary>Ordinals that may be in the set: 0..this − 1.</summary>
    public int Count { get; private set; }

    /// <summary>The words; ordinal o is bit o % 64 of word o / 64.</summary>
    public Span<ulong> Words => _words.AsSpan(0, WordsOf(Count));

    /// <summary>Ordinals in the set. Counts all words.</summary>
    public int Cardinality
    {
        get
        {
            int count = 0;
            foreach (ulong word in Words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>Makes the set empty, and lets it take ordinals 0..<paramref name="count"/> − 1.</summary>
    public void Reset(int count)
    {
        int words = WordsOf(count);
        if (words > _words.Length)
        {
            Free();
            _words = ArrayPool<ulong>.Shared.Rent(words);
        }

        Count = count;
        Words.Clear();
    }

    /// <summary>Gives the words back. The set is empty and takes no ordinals until <see cref="Reset"/>.</summary>
    public void Free()
    {
        if (_words.Length > 0)
        {
            ArrayPool<ulong>.Shared.Return(_words);
            _words = [];
        }

        Count = 0;
    }

    /// <summary>Whether an ordinal is in the set; one that is too high is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int ordinal)
        => (uint)ordinal < (uint)Count && (_words[ordinal >> 6] >> ordinal & 1) != 0;

    bool IOrdinalFilter.Accepts(int ordinal) => Contains(ordinal);

    /// <summary>Adds an ordinal below <see cref="Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int ordinal)
    {
        Debug.Assert((uint)ordinal < (uint)Count, "an ordinal is below the number that the set was made for");
        _words[ordinal >> 6] |= 1UL << ordinal;
    }

    /// <summary>Adds an ordinal unless it is too high: one of a point that came after the set was made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddIfBelow(int ordinal)
    {
        if ((uint)ordinal < (uint)Count)
        {
            _words[ordinal >> 6] |= 1UL << ordinal;
        }
    }

    /// <summary>Removes an ordinal below <see cref="Count"/>.</summary>
    public void Remove(int ordinal) => _words[ordinal >> 6] &= ~(1UL << ordinal);

    /// <summary>Adds all ordinals.</summary>
    public void Fill()
    {
        Words.Fill(ulong.MaxValue);
        ClearRest();
    }

    /// <summary>Keeps what the other set has too. Both take as many ordinals.</summary>
    public void And(OrdinalBitmap other) => TensorPrimitives.BitwiseAnd<ulong>(Words, Same(other), Words);

    /// <summary>Adds what the other set has. Both take as many ordinals.</summary>
    public void Or(OrdinalBitmap other) => TensorPrimitives.BitwiseOr<ulong>(Words, Same(other), Words);

    /// <summary>Removes what the other set has. Both take as many ordinals.</summary>
    public void AndNot(OrdinalBitmap other)
    {
        Span<ulong> words = Words;
        ReadOnlySpan<ulong> others = Same(other);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] &= ~others[i];
        }
    }

    /// <summary>Becomes the ordinals that were not in the set.</summary>
    public void Complement()
    {
        TensorPrimitives.OnesComplement<ulong>(Words, Words);
        ClearRest();
    }

    /// <summary>Becomes the same set as another.</summary>
    public void CopyFrom(OrdinalBitmap other)
    {
        Reset(other.Count);
        other.Words.CopyTo(Words);
    }

    /// <summary>The lowest ordinal from <paramref name="first"/> on, or −1.</summary>
    public int Next(int first)
    {
        ReadOnlySpan<ulong> words = Words;
        int index = first >> 6;
        if (index >= words.Length)
        {
            return -1;
        }

        ulong word = words[index] & (ulong.MaxValue << first);
        while (word == 0)
        {
            if (++index == words.Length)
            {
                return -1;
            }

            word = words[index];
        }

        return (index << 6) + BitOperations.TrailingZeroCount(word);
    }

    private static int WordsOf(int count) => (int)(((long)count + WordBits - 1) / WordBits);

    private Span<ulong> Same(OrdinalBitmap other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Count, Count, nameof(other));
        return other.Words;
    }

    private void ClearRest()
    {
        if (Count % WordBits != 0)
        {
            _words[Count >> 6] &= (1UL << Count) - 1;
        }
    }
}
