using System.Collections.Immutable;
using System.Diagnostics;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Searches all segments of a collection at once and merges their hits.</summary>
internal sealed class SegmentSearches(
    IGrainFactory grains,
    ILocalSearches? localSearches,
    SegmentReads reads,
    long maxAnswerBytes,
    bool parallel,
    ClientInstruments instruments)
{
    /// <summary>Bytes of query vectors in one message; see <see cref="SegmentWrites.MaxPartBytes"/>.</summary>
    private const int MaxQueryBytes = 1024 * 1024;

    /// <summary>Hits in one answer: 2.6 MiB if every id has its full length, usually a tenth of that.</summary>
    private const int MaxHitsInAnswer = 10_000;

    public async Task<SearchResult> SearchAsync(
        CollectionRecord record, SearchQuery query, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        int number = record.Definition.FieldNumber(query.Using, "using");
        VectorField field = record.Definition.Fields[number];
        VectorizerException.ThrowIfOutside("offset", query.Offset, 0, SearchRules.MaxLimit - 1);
        VectorizerException.ThrowIfOutside("limit", query.Limit, 1, SearchRules.MaxLimit - query.Offset - query.Without.Count);

        // Points that are left out may be among the nearest, so their places are asked for on top.
        SearchRequest request = new(
            number,
            query.Vectors,
            query.Offset + query.Limit + query.Without.Count,
            query.Ef,
            query.Exact,
            query.Parts,
            timeout,
            query.Filter,
            query.Explain,
            query.Positives);
        SearchRules.Check(request, record.Definition.Fields);

        int queries = request.QueryCount(field.Dimension);
        int step = Math.Max(1, Math.Min(MaxQueryBytes / sizeof(float) / field.Dimension, MaxHitsInAnswer / request.Limit));
        AnswerBytes bytes = new(maxAnswerBytes);
        ImmutableArray<SearchHits>.Builder hits = ImmutableArray.CreateBuilder<SearchHits>(queries);
        for (int first = 0; first < queries; first += step)
        {
            int count = Math.Min(step, queries - first);
            VectorBlock vectors = count == queries
                ? query.Vectors
                : new VectorBlock(query.Vectors.Values.Slice(first * field.Dimension, count * field.Dimension).ToArray());
            SearchResponse[] answers = await AskAsync(record, request with { Queries = vectors }, cancellationToken);
            for (int i = 0; i < count; i++)
            {
                SearchHits merged = answers is [var only] && query is { Offset: 0, Without.Count: 0 } && only.Hits[i].Parts == query.Parts
                    ? only.Hits[i]
                    : await MergeAsync(record, query, ListsOf(answers, i), timeout, cancellationToken);
                bytes.Add(merged.Points, "limit");
                hits.Add(query.Explain ? merged with { Explanations = [.. answers.SelectMany(answer => answer.Hits[i].Explanations)] } : merged);
            }
        }

        instruments.Searched(record.Definition.Name, query.Exact, startedAt);
        return new SearchResult(hits.MoveToImmutable(), field);
    }

    private Task<SearchResponse[]> AskAsync(CollectionRecord record, SearchRequest request, CancellationToken cancellationToken)
        => localSearches?.TrySearch(record, request, cancellationToken) ?? AskGrainsAsync(record, request, cancellationToken);

    private async Task<SearchResponse[]> AskGrainsAsync(
        CollectionRecord record, SearchRequest request, CancellationToken cancellationToken)
    {
        if (record.Definition.Segments == 1)
        {
            return [await AskSegmentAsync(0, cancellationToken)];
        }

        if (!parallel)
        {
            SearchResponse[] inTurn = new SearchResponse[record.Definition.Segments];
            for (int number = 0; number < inTurn.Length; number++)
            {
                inTurn[number] = await AskSegmentAsync(number, cancellationToken);
            }

            return inTurn;
        }

        // One failure fails the search, so the other segments need not go on. Every answer is waited for, cancelled or not:
        // leaving earlier would take the token away from calls that have not been told yet.
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<SearchResponse>[] answers = new Task<SearchResponse>[record.Definition.Segments];
        for (int number = 0; number < answers.Length; number++)
        {
            answers[number] = AskSegmentAsync(number, failed.Token);
        }

        await foreach (Task<SearchResponse> answer in Task.WhenEach(answers))
        {
            if (!answer.IsCompletedSuccessfully)
            {
                await failed.CancelAsync();
            }
        }

        // Throws the failure, and not the cancellations that followed from it.
        return await Task.WhenAll(answers);

        Task<SearchResponse> AskSegmentAsync(int number, CancellationToken token) => CallFailures.TranslateAsync(
            grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString()).Search(request, token));
    }

    private static SearchHits[] ListsOf(SearchResponse[] answers, int query)
    {
        SearchHits[] lists = new SearchHits[answers.Length];
        for (int segment = 0; segment < lists.Length; segment++)
        {
            lists[segment] = answers[segment].Hits[query];
        }

        return lists;
    }

    private async Task<SearchHits> MergeAsync(
        CollectionRecord record, SearchQuery query, SearchHits[] lists, TimeSpan timeout, CancellationToken cancellationToken)
    {
        RankedHit[] winners = HitRanking.Merge(lists, query.Offset, query.Limit, query.Without);
        PointBatch fetched = await FetchPartsAsync(record, query, lists, winners, timeout, cancellationToken);
        PointValues fetchedValues = new(fetched, record.Definition.Fields);
        PointValues[] values = new PointValues[lists.Length];
        for (int list = 0; list < lists.Length; list++)
        {
            values[list] = new PointValues(lists[list].Points, record.Definition.Fields);
        }

        PointBatchBuilder points = new(winners.Length);
        float[] distances = new float[winners.Length];
        int next = 0;
        foreach (RankedHit hit in winners)
        {
            if (lists[hit.List].Parts == query.Parts)
            {
                values[hit.List].CopyTo(points, hit.Index);
            }
            else if (next < fetched.Count
                && fetched.Ids[next].Span.SequenceEqual(lists[hit.List].Points.Ids[hit.Index].Span))
            {
                fetchedValues.CopyTo(points, next++);
            }
            else
            {
                // Deleted since, so no hit any more.
                continue;
            }

            distances[points.Count - 1] = hit.Distance;
        }

        Array.Resize(ref distances, points.Count);
        return new SearchHits(points.Build(), new VectorBlock(distances), query.Parts);
    }

    /// <summary>The winners whose parts did not fit into their segment's answer, in the order of the winners.</summary>
    private async ValueTask<PointBatch> FetchPartsAsync(
        CollectionRecord record,
        SearchQuery query,
        SearchHits[] lists,
        RankedHit[] winners,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        ByteStringsBuilder? partless = null;
        foreach (RankedHit hit in winners)
        {
            if (lists[hit.List].Parts != query.Parts)
            {
                (partless ??= new ByteStringsBuilder()).Add(lists[hit.List].Points.Ids[hit.Index].Span);
            }
        }

        return partless is null
            ? PointBatch.Empty
            : await reads.GetAsync(record, partless.Build(), query.Parts, new ReadOptions(timeout), "limit", cancellationToken);
    }
}
