using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Searches all segments of a collection at once and merges their hits.</summary>
internal sealed class SegmentSearches(IGrainFactory grains, SegmentReads reads, long maxAnswerBytes)
{
    /// <summary>Bytes of query vectors in one message; see <see cref="SegmentWrites.MaxPartBytes"/>.</summary>
    private const int MaxQueryBytes = 1024 * 1024;

    /// <summary>Hits in one answer: 2.6 MiB if every id has its full length, usually a tenth of that.</summary>
    private const int MaxHitsInAnswer = 10_000;

    public async Task<SearchResult> SearchAsync(
        CollectionRecord record, SearchQuery query, TimeSpan timeout, CancellationToken cancellationToken)
    {
        int number = record.Definition.FieldNumber(query.Using, "using");
        VectorField field = record.Definition.Fields[number];
        VectorizerException.ThrowIfOutside("offset", query.Offset, 0, SearchRules.MaxLimit - 1);
        VectorizerException.ThrowIfOutside("limit", query.Limit, 1, SearchRules.MaxLimit - query.Offset);
        SearchRequest request = new(
            number, query.Vectors, query.Offset + query.Limit, query.Ef, query.Exact, query.Parts, timeout);
        SearchRules.Check(request, record.Definition.Fields);

        int queries = query.Vectors.Length / field.Dimension;
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
                SearchHits[] lists = [.. answers.Select(answer => answer.Hits[i])];
                SearchHits merged = lists.Length == 1 && query.Offset == 0 && lists[0].Parts == query.Parts
                    ? lists[0]
                    : await MergeAsync(record, query, lists, timeout, cancellationToken);
                bytes.Add(merged.Points, "limit");
                hits.Add(merged);
            }
        }

        return new SearchResult(hits.MoveToImmutable(), field);
    }

    private async Task<SearchResponse[]> AskAsync(
        CollectionRecord record, SearchRequest request, CancellationToken cancellationToken)
    {
        if (record.Definition.Segments == 1)
        {
            return [await AskSegmentAsync(0, cancellationToken)];
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

    private async Task<SearchHits> MergeAsync(
        CollectionRecord record, SearchQuery query, SearchHits[] lists, TimeSpan timeout, CancellationToken cancellationToken)
    {
        List<RankedHit> winners = HitRanking.Merge(lists, query.Offset, query.Limit);
        PointValues[] values = [.. lists.Select(list => new PointValues(list.Points, record.Definition.Fields))];

        // Hits whose parts did not fit into the segment's answer. A point that was deleted since is no hit any more.
        ByteStringsBuilder partless = new();
        foreach (RankedHit hit in winners.Where(hit => lists[hit.List].Parts != query.Parts))
        {
            partless.Add(lists[hit.List].Points.Ids[hit.Index].Span);
        }

        PointBatch fetched = partless.Count == 0
            ? PointBatch.Empty
            : await reads.GetAsync(record, partless.Build(), query.Parts, new ReadOptions(timeout), "limit", cancellationToken);
        PointValues fetchedValues = new(fetched, record.Definition.Fields);

        PointBatchBuilder points = new(winners.Count);
        List<float> distances = new(winners.Count);
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
                continue;
            }

            distances.Add(hit.Distance);
        }

        return new SearchHits(points.Build(), new VectorBlock([.. distances]), query.Parts);
    }
}
