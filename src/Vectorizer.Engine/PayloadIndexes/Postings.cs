using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The ordinals that have a value, compressed: chunks of 65,536, of which only those exist that hold one.</summary>
/// <remarks>
/// Ordinals are in it whatever their visibility: they are added before a point becomes visible, and removed when the ordinal
/// becomes free, which no reader sees any more. So a reader may find too much, which born and died sort out, and never too little.
/// Memory: garbage-collected, so that what a change replaces stays until its last reader has done with it.
/// Threads: one writer; readers take no lock.
/// </remarks>
internal sealed class Postings
{
    /// <summary>What one costs without its chunks: this object and the headers of its arrays.</summary>
    public const int FixedBytes = 128;

    /// <summary>The most that one more ordinal takes.</summary>
    public const int MaxOrdinalBytes = PostingsChunk.FixedBytes + (2 * sizeof(ushort));

    private const int ChunkBits = 16;

    // Replaced when a chunk comes or goes; a chunk is replaced in its place.
    private Chunks _chunks = new([], []);
    private int _count;

    /// <summary>Ordinals in it.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The memory that it takes at most.</summary>
    public long Bytes { get; private set; } = FixedBytes;

    /// <summary>The most that so many ordinals in so many chunks take.</summary>
    public static int MostBytesOf(int ordinals, int chunks)
        => FixedBytes + (chunks * PostingsChunk.FixedBytes) + (ordinals * 2 * sizeof(ushort));

    /// <summary>The chunks that ordinals between two may lie in.</summary>
    public static int ChunksBetween(int lowest, int highest) => (highest >> ChunkBits) - (lowest >> ChunkBits) + 1;

    /// <summary>Whether an ordinal is in it.</summary>
    public bool Contains(int ordinal)
    {
        Chunks chunks = Volatile.Read(ref _chunks);
        int place = Array.BinarySearch(chunks.Highs, (ushort)(ordinal >> ChunkBits));
        return place >= 0 && Volatile.Read(ref chunks.Parts[place]).Contains((ushort)ordinal);
    }

    /// <summary>Adds an ordinal; false if it was there.</summary>
    public bool Add(int ordinal)
    {
        (ushort high, ushort low) = ((ushort)(ordinal >> ChunkBits), (ushort)ordinal);
        Chunks chunks = _chunks;
        int place = Array.BinarySearch(chunks.Highs, high);
        if (place < 0)
        {
            Volatile.Write(ref _chunks, chunks.With(~place, high, PostingsChunk.Of(low)));
            Bytes += PostingsChunk.BytesOf(1);
        }
        else
        {
            PostingsChunk part = chunks.Parts[place];
            if (part.Contains(low))
            {
                return false;
            }

            Bytes += PostingsChunk.BytesOf(part.Count + 1) - PostingsChunk.BytesOf(part.Count);
            Volatile.Write(ref chunks.Parts[place], part.Add(low));
        }

        Volatile.Write(ref _count, _count + 1);
        return true;
    }

    /// <summary>Removes an ordinal; false if it was not there.</summary>
    public bool Remove(int ordinal)
    {
        Chunks chunks = _chunks;
        int place = Array.BinarySearch(chunks.Highs, (ushort)(ordinal >> ChunkBits));
        if (place < 0 || !chunks.Parts[place].Contains((ushort)ordinal))
        {
            return false;
        }

        PostingsChunk part = chunks.Parts[place];
        int before = PostingsChunk.BytesOf(part.Count);
        if (part.Remove((ushort)ordinal) is { } rest)
        {
            Bytes += PostingsChunk.BytesOf(rest.Count) - before;
            Volatile.Write(ref chunks.Parts[place], rest);
        }
        else
        {
            Bytes -= before;
            Volatile.Write(ref _chunks, chunks.Without(place));
        }

        Volatile.Write(ref _count, _count - 1);
        return true;
    }

    /// <summary>Adds its ordinals to a set, but for those that are too high for it.</summary>
    public void AddTo(OrdinalBitmap set)
    {
        Chunks chunks = Volatile.Read(ref _chunks);
        for (int i = 0; i < chunks.Highs.Length; i++)
        {
            Volatile.Read(ref chunks.Parts[i]).AddTo(chunks.Highs[i] << ChunkBits, set);
        }
    }

    /// <summary>How many of its ordinals are in a set.</summary>
    public int CountIn(OrdinalBitmap set)
    {
        int count = 0;
        Chunks chunks = Volatile.Read(ref _chunks);
        for (int i = 0; i < chunks.Highs.Length; i++)
        {
            count += Volatile.Read(ref chunks.Parts[i]).CountIn(chunks.Highs[i] << ChunkBits, set);
        }

        return count;
    }

    /// <summary>Its ordinals in their order. For the writer.</summary>
    public int[] ToArray()
    {
        int[] ordinals = new int[_count];
        int written = 0;
        for (int i = 0; i < _chunks.Highs.Length; i++)
        {
            _chunks.Parts[i].CopyTo(_chunks.Highs[i] << ChunkBits, ordinals.AsSpan(written));
            written += _chunks.Parts[i].Count;
        }

        return ordinals;
    }

    private sealed record Chunks(ushort[] Highs, PostingsChunk[] Parts)
    {
        public Chunks With(int place, ushort high, PostingsChunk part)
            => new([.. Highs[..place], high, .. Highs[place..]], [.. Parts[..place], part, .. Parts[place..]]);

        public Chunks Without(int place)
            => new([.. Highs[..place], .. Highs[(place + 1)..]], [.. Parts[..place], .. Parts[(place + 1)..]]);
    }
}
