using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Grains.Search;

/// <summary>An answer that is kept.</summary>
/// <remarks>Its links belong to the cache's lock; <see cref="IsVisited"/> is set by any thread without one.</remarks>
internal sealed class CachedResult(ResultGeneration generation, ulong hash, SearchRequest request, int ef, SearchResponse response)
{
    // The objects and arrays themselves, the place in the table, and this.
    private const int Overhead = 512;

    public ResultGeneration Generation => generation;

    public ulong Hash => hash;

    public SearchResponse Response => response;

    /// <summary>What it takes, about.</summary>
    public long Bytes { get; } = SizeOf(request, response);

    /// <summary>Whether it was asked for since the hand last came by.</summary>
    public bool IsVisited;

    /// <summary>The answer kept next after this one.</summary>
    public CachedResult? Newer;

    /// <summary>The answer kept next before this one.</summary>
    public CachedResult? Older;

    /// <summary>Bytes of an answer and its query.</summary>
    public static long SizeOf(SearchRequest request, SearchResponse response)
    {
        PointBatch points = response.Hits[0].Points;
        return Overhead
            + (sizeof(float) * ((long)request.Queries.Length + points.Values.Length + response.Hits[0].Distances.Length))
            + points.Ids.TotalBytes + points.Payloads.TotalBytes
            + (points.Count * (long)((2 * sizeof(int)) + sizeof(ulong) + sizeof(long)));
    }

    /// <summary>Whether it answers a request: every part of it is the same but for the time allowed.</summary>
    /// <param name="other">The request; one query.</param>
    /// <param name="otherEf">Candidates weighed for it.</param>
    public bool Answers(SearchRequest other, int otherEf)
        => ef == otherEf
            && request.Queries.Values.Span.SequenceEqual(other.Queries.Values.Span)

            // Whatever else a request comes to hold is compared here.
            && request == other with { Queries = request.Queries, Timeout = request.Timeout, Ef = request.Ef };
}
