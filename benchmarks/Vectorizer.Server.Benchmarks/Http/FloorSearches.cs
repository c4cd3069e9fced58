using System.Globalization;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>Answers at once, with hits of the form that the words have: ids of up to six digits, scores of about eight.</summary>
internal sealed class FloorSearches : ILocalSearches
{
    private const int Answers = 512;
    private const int Rows = 339_479;

    private readonly SearchHits[][] _hits;
    private int _turn;

    public FloorSearches()
    {
        Random random = new(1);
        _hits = [.. Enumerable.Range(0, Answers).Select(_ => new[] { Hits(random) })];
    }

    public Task<SearchResponse[]>? TrySearch(CollectionRecord record, SearchRequest request, CancellationToken cancellationToken)
    {
        SearchResponse[] answers = new SearchResponse[record.Definition.Segments];
        for (int segment = 0; segment < answers.Length; segment++)
        {
            int turn = (int)((uint)Interlocked.Increment(ref _turn) % Answers);
            answers[segment] = new SearchResponse([.. _hits[turn]], 1);
        }

        return Task.FromResult(answers);
    }

    private static SearchHits Hits(Random random)
    {
        float[] distances = [.. Enumerable.Range(0, 10).Select(_ => random.NextSingle() * 0.5f).Order()];
        PointBatchBuilder points = new();
        foreach (float _ in distances)
        {
            points.Add(random.Next(Rows).ToString(CultureInfo.InvariantCulture), default);
        }

        return new SearchHits(points.Build(), new VectorBlock(distances), PointParts.None);
    }
}
