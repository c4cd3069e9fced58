using Vectorizer.Abstractions.Search;

namespace Vectorizer.Grains.Search;

/// <summary>The answers that are kept of one segment.</summary>
/// <remarks>
/// What holds: an answer is found only while the segment's searches see exactly what it was computed from. A generation
/// belongs to one sequence of one index; whoever changes either clears it, and whoever computes an answer
/// has taken the generation before it opened its reader, so an answer of something newer is not kept under something older.
/// Threads: any.
/// </remarks>
internal sealed class SegmentResults(ResultCache cache)
{
    private ResultGeneration? _generation;

    /// <summary>Whether answers are kept at all.</summary>
    public bool IsEnabled => cache.IsEnabled;

    /// <inheritdoc cref="ResultCache.HashOf"/>
    public ulong HashOf(SearchRequest request, int ef) => cache.HashOf(request, ef);

    /// <summary>The generation of a search that begins now.</summary>
    /// <param name="sequence">The last write that is visible.</param>
    public ResultGeneration Current(long sequence)
    {
        ResultGeneration? current = Volatile.Read(ref _generation);
        if (current is not null && current.Sequence == sequence)
        {
            return current;
        }

        // One of several that come at once keeps its own; the answers of the others are not kept.
        ResultGeneration next = new(sequence);
        if (Interlocked.CompareExchange(ref _generation, next, current) == current)
        {
            cache.Close(current);
        }
        else
        {
            next.IsClosed = true;
        }

        return next;
    }

    /// <summary>Frees every answer: searches now see something else.</summary>
    public void Clear()
    {
        if (Volatile.Read(ref _generation) is not null)
        {
            cache.Close(Interlocked.Exchange(ref _generation, null));
        }
    }

    /// <summary>The answer to a request, if it is kept.</summary>
    public SearchResponse? Find(ResultGeneration generation, ulong hash, SearchRequest request, int ef)
        => cache.Find(generation, hash, request, ef);

    /// <summary>Offers an answer.</summary>
    public void Offer(ResultGeneration generation, ulong hash, SearchRequest request, int ef, SearchResponse response)
        => cache.Offer(this, generation, hash, request, ef, response);
}
