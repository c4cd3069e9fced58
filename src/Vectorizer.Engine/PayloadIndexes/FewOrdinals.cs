namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The ordinals of a key that has several, in a sorted array while they are few; and when that becomes <see cref="Postings"/>.</summary>
internal static class FewOrdinals
{
    /// <summary>What an array takes beside its elements.</summary>
    public const int ArrayHeaderBytes = 24;

    /// <summary>Postings of fewer become an array again.</summary>
    public const int LeastPostings = MinPostings / 2;

    // So many at least, and so many for each of their chunks, become postings: an array would be copied for each further one.
    private const int MinPostings = 64;
    private const int MinPostingsOfChunk = 16;

    // From here on a short array is charged for the postings that it will become, a bit more with each ordinal.
    private const int RiseFrom = MinPostings / 2;

    /// <summary>What ordinals are charged: an array, or postings.</summary>
    public static long BytesOf(object several) => several is Postings postings ? postings.Bytes : BytesOf((int[])several);

    /// <summary>The ordinals with one more, which is not among them.</summary>
    /// <returns>An array, or postings.</returns>
    public static object With(int[] few, int position, int ordinal)
    {
        int chunks = Postings.ChunksBetween(Math.Min(few[0], ordinal), Math.Max(few[^1], ordinal));
        if (few.Length < MinPostings || few.Length < chunks * MinPostingsOfChunk)
        {
            return (int[])[.. few.AsSpan(0, position), ordinal, .. few.AsSpan(position)];
        }

        Postings postings = new();
        foreach (int other in few)
        {
            postings.Add(other);
        }

        postings.Add(ordinal);
        return postings;
    }

    /// <summary>Adds an ordinal to one or to several, where it may be already.</summary>
    /// <param name="single">The one; of no meaning where there are several.</param>
    /// <param name="several">Null for one.</param>
    /// <param name="ordinal">The ordinal.</param>
    /// <param name="bytes">What several are charged.</param>
    public static void Add(ref int single, ref object? several, int ordinal, ref long bytes)
    {
        bytes -= several is null ? 0 : BytesOf(several);
        switch (several)
        {
            case Postings many:
                many.Add(ordinal);
                break;
            case int[] few:
                int position = Array.BinarySearch(few, ordinal);
                several = position < 0 ? With(few, ~position, ordinal) : few;
                break;
            default:
                several = single == ordinal ? null : single < ordinal ? new[] { single, ordinal } : [ordinal, single];
                break;
        }

        bytes += several is null ? 0 : BytesOf(several);
    }

    private static int BytesOf(int[] few)
    {
        int count = few.Length;
        int bytes = ArrayHeaderBytes + (count * sizeof(int));
        int asPostings = Postings.MostBytesOf(Math.Max(count, MinPostings), Math.Max(count, MinPostings) / MinPostingsOfChunk);
        return count switch
        {
            <= RiseFrom => bytes,
            < MinPostings => bytes + ((asPostings - bytes) * (count - RiseFrom) / (MinPostings - RiseFrom)),
            _ => asPostings,
        };
    }
}
