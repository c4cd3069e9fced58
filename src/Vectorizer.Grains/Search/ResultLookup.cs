using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Search;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Search;

/// <summary>Where the answer of one segment to a request is kept, and what was found there.</summary>
internal struct ResultLookup
{
    private SegmentResults _results;
    private ResultGeneration _generation;
    private ulong _hash;
    private int _ef;

    /// <summary>The answer, or null when there was none.</summary>
    public SearchResponse? Kept { get; private set; }

    /// <summary>Looks for the answers of all segments, before any of them is searched.</summary>
    /// <param name="segments">The segments, of one collection.</param>
    /// <param name="records">What each knows of the collection.</param>
    /// <param name="request">One query.</param>
    /// <param name="missing">Number of segments that have to be searched.</param>
    public static ResultLookup[] Find(SegmentHost[] segments, CollectionRecord[] records, SearchRequest request, out int missing)
    {
        ResultLookup[] lookups = new ResultLookup[segments.Length];
        missing = 0;
        for (int i = 0; i < segments.Length; i++)
        {
            ref ResultLookup lookup = ref lookups[i];
            lookup._results = segments[i].Results;
            lookup._generation = lookup._results.Current(segments[i].VisibleSequence);
            lookup._ef = request.Ef ?? records[i].Definition.Fields[request.Field].Hnsw.EfSearch;
            lookup._hash = i > 0 && lookup._ef == lookups[i - 1]._ef
                ? lookups[i - 1]._hash
                : lookup._results.HashOf(request, lookup._ef);
            lookup.Kept = lookup._results.Find(lookup._generation, lookup._hash, request, lookup._ef);
            missing += lookup.Kept is null ? 1 : 0;
        }

        return lookups;
    }

    /// <summary>Offers the answer that was computed instead.</summary>
    public readonly void Offer(SearchRequest request, SearchResponse response)
        => _results.Offer(_generation, _hash, request, _ef, response);
}
