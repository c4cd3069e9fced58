using System.Diagnostics;
using System.Numerics;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>
/// The ordinals of one chunk of 65,536 that have a value: a sorted array of their lower halves, or a bit for each, whichever is
/// shorter, as in Roaring bitmaps (Chambi, Lemire, Kaser, Godin, arXiv:1402.6407).
/// </summary>
/// <remarks>
/// One writer; readers take no lock. Bits change in place, a word at a time. An array grows behind its count, which is published
/// after what lies behind it; any other change makes another chunk, which the owner publishes.
/// </remarks>
internal sealed class PostingsChunk
{
    /// <summary>Ordinals of a chunk.</summary>
    public const int Size = 1 << 16;

    /// <summary>What a chunk is charged for itself: this object, its array's header, and its place with its owner.</summary>
    public const int FixedBytes = 96;

    private const int WordCount = Size / 64;
    private const int WordBytes = Size / 8;

    // From here on bits are no longer than an array.
    private const int MaxArray = WordBytes / sizeof(ushort);

    // Bits become an array again only well below, or a value at the limit would change back and forth.
    private const int MinBits = MaxArray / 2;
    private const int MinCapacity = 4;

    private readonly ushort[]? _lows;
    private readonly ulong[]? _words;
    private int _count;

    private PostingsChunk(ushort[] lows, int count)
    {
        _lows = lows;
        _count = count;
    }

    private PostingsChunk(ulong[] words, int count)
    {
        _words = words;
        _count = count;
    }

    /// <summary>Ordinals in it.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The memory that it takes at most: a spare half of the array included.</summary>
    public static int BytesOf(int count) => FixedBytes + Math.Min(count * 2 * sizeof(ushort), WordBytes);

    /// <summary>A chunk with one ordinal.</summary>
    public static PostingsChunk Of(ushort low) => new([low], 1);

    /// <summary>Whether an ordinal is in it.</summary>
    public bool Contains(ushort low)
        => _words is not null ? (_words[low >> 6] >> low & 1) != 0 : _lows.AsSpan(0, Count).BinarySearch(low) >= 0;

    /// <summary>Adds an ordinal that is not in it.</summary>
    /// <returns>The chunk that has it: this one, or another in its place.</returns>
    public PostingsChunk Add(ushort low)
    {
        if (_words is not null)
        {
            Volatile.Write(ref _words[low >> 6], _words[low >> 6] | (1UL << low));
            _count++;
            return this;
        }

        if (_count == MaxArray)
        {
            ulong[] words = ToWords();
            words[low >> 6] |= 1UL << low;
            return new PostingsChunk(words, _count + 1);
        }

        ushort[] lows = _lows!;
        if (low > lows[_count - 1] && _count < lows.Length)
        {
            lows[_count] = low;
            Volatile.Write(ref _count, _count + 1);
            return this;
        }

        int place = ~lows.AsSpan(0, _count).BinarySearch(low);
        Debug.Assert(place >= 0, "an ordinal is added once");

        // What is appended to will be so again; what is inserted into is copied each time, so spare places would be of no use.
        int capacity = place == _count ? Math.Min(MaxArray, Math.Max(MinCapacity, 2 * _count)) : _count + 1;
        ushort[] longer = new ushort[capacity];
        lows.AsSpan(0, place).CopyTo(longer);
        longer[place] = low;
        lows.AsSpan(place, _count - place).CopyTo(longer.AsSpan(place + 1));
        return new PostingsChunk(longer, _count + 1);
    }

    /// <summary>Removes an ordinal that is in it.</summary>
    /// <returns>The chunk without it: this one, another in its place, or null when it was the last.</returns>
    public PostingsChunk? Remove(ushort low)
    {
        if (_words is not null)
        {
            Volatile.Write(ref _words[low >> 6], _words[low >> 6] & ~(1UL << low));
            _count--;
            return _count < MinBits ? new PostingsChunk(ToArray(), _count) : this;
        }

        if (_count == 1)
        {
            return null;
        }

        int place = _lows.AsSpan(0, _count).BinarySearch(low);
        Debug.Assert(place >= 0, "only what is there is removed");
        ushort[] shorter = new ushort[_count - 1];
        _lows.AsSpan(0, place).CopyTo(shorter);
        _lows.AsSpan(place + 1, _count - place - 1).CopyTo(shorter.AsSpan(place));
        return new PostingsChunk(shorter, _count - 1);
    }

    /// <summary>Adds its ordinals to a set, but for those that are too high for it.</summary>
    /// <param name="first">The ordinal of the chunk's first bit.</param>
    /// <param name="set">The set.</param>
    public void AddTo(int first, OrdinalBitmap set)
    {
        if (first >= set.Count)
        {
            return;
        }

        if (_words is null)
        {
            foreach (ushort low in _lows.AsSpan(0, Count))
            {
                set.AddIfBelow(first + low);
            }

            return;
        }

        // A chunk begins with a word. Bits beyond the set's last are cut off.
        Span<ulong> target = set.Words[(first >> 6)..];
        int words = Math.Min(target.Length, WordCount);
        for (int i = 0; i < words; i++)
        {
            target[i] |= _words[i];
        }

        int rest = set.Count - first;
        if (rest < words * 64)
        {
            target[words - 1] &= (1UL << rest) - 1;
        }
    }

    /// <summary>How many of its ordinals are in a set.</summary>
    /// <param name="first">The ordinal of the chunk's first bit.</param>
    /// <param name="set">The set.</param>
    public int CountIn(int first, OrdinalBitmap set)
    {
        int count = 0;
        if (_words is null)
        {
            foreach (ushort low in _lows.AsSpan(0, Count))
            {
                count += set.Contains(first + low) ? 1 : 0;
            }

            return count;
        }

        // A chunk begins with a word, and no bit of the set lies beyond its last ordinal.
        ReadOnlySpan<ulong> others = first < set.Count ? set.Words[(first >> 6)..] : [];
        for (int i = 0; i < Math.Min(others.Length, WordCount); i++)
        {
            count += BitOperations.PopCount(_words[i] & others[i]);
        }

        return count;
    }

    /// <summary>Writes its ordinals in their order.</summary>
    public void CopyTo(int first, Span<int> ordinals)
    {
        int written = 0;
        if (_words is null)
        {
            foreach (ushort low in _lows.AsSpan(0, _count))
            {
                ordinals[written++] = first + low;
            }

            return;
        }

        for (int i = 0; i < WordCount; i++)
        {
            for (ulong word = _words[i]; word != 0; word &= word - 1)
            {
                ordinals[written++] = first + (i << 6) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    private ulong[] ToWords()
    {
        ulong[] words = new ulong[WordCount];
        foreach (ushort low in _lows.AsSpan(0, _count))
        {
            words[low >> 6] |= 1UL << low;
        }

        return words;
    }

    private ushort[] ToArray()
    {
        ushort[] lows = new ushort[_count];
        int written = 0;
        for (int i = 0; i < WordCount; i++)
        {
            for (ulong word = _words![i]; word != 0; word &= word - 1)
            {
                lows[written++] = (ushort)((i << 6) + BitOperations.TrailingZeroCount(word));
            }
        }

        return lows;
    }
}
