using System.Globalization;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Client;

/// <summary>Recommendations over all segments of a collection.</summary>
[Collection<ThreeSilosCollection>]
public sealed class RecommendTests(ThreeSilos cluster, ITestOutputHelper output)
{
    private const int Dimension = 6;
    private const int Count = 300;
    private const int Searches = 30;

    private readonly string _name = Definitions.NewName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DistanceMetric> Metrics => [.. Enum.GetValues<DistanceMetric>()];

    /// <summary>Against the formulas, evaluated in doubles over all points that match and are no examples.</summary>
    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task An_exact_recommendation_is_that_of_the_formulas(DistanceMetric metric)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        float[][] vectors = [.. Enumerable.Range(0, Count).Select(_ => Vector(random))];
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name, Dimension, segments: 3, metric), Token);
        PointBatchBuilder batch = new(Count);
        for (int i = 0; i < Count; i++)
        {
            batch.Add($"p{i}", vectors[i], $$"""{"n":{{i}}}""");
        }

        await cluster.Client.UpsertAsync(_name, batch.Build(), null, Token);
        for (int search = 0; search < Searches; search++)
        {
            RecommendStrategy strategy = (RecommendStrategy)random.Next(2);
            int[] positive = Some(random, strategy == RecommendStrategy.AverageVector ? 1 : 0);
            int[] negative = Some(random, positive.Length == 0 ? 1 : 0);
            int least = random.Next(2) == 0 ? 0 : random.Next(Count);
            int offset = random.Next(4);
            int limit = random.Next(1, 20);
            Recommendation recommendation = new()
            {
                // Every second example by its vector: such a point is no example by id, and may be a hit.
                Positive = [.. positive.Select((n, i) => i % 2 == 0 ? $"p{n}" : (Example)vectors[n])],
                Negative = [.. negative.Select((n, i) => i % 2 == 0 ? $"p{n}" : (Example)vectors[n])],
                Strategy = strategy,
            };
            int[] left = [.. Enumerable.Range(0, Count)
                .Where(n => n >= least && !positive.Where((_, i) => i % 2 == 0).Contains(n) && !negative.Where((_, i) => i % 2 == 0).Contains(n))];
            double[] truth = [.. left
                .Select(n => strategy == RecommendStrategy.BestScore
                    ? BestScoreOf(metric, vectors[n], vectors, positive, negative)
                    : Similarity(metric, vectors[n], Average(metric, vectors, positive, negative)))
                .OrderDescending().Skip(offset).Take(limit)];

            SearchResult result = await cluster.Client.RecommendAsync(
                _name,
                recommendation,
                new SearchQuery
                {
                    Vectors = VectorBlock.Empty,
                    Limit = limit,
                    Offset = offset,
                    Exact = true,
                    Filter = least == 0 ? null : new Filter([new NumberRangeCondition("n", Gte: least)]),
                },
                Token);

            SearchHits hits = Assert.Single(result.Hits);
            Assert.Equal(truth.Length, hits.Count);
            Assert.All(Points.IdsOf(hits.Points), id => Assert.Contains(int.Parse(id[1..], CultureInfo.InvariantCulture), left));
            for (int rank = 0; rank < truth.Length; rank++)
            {
                float distance = hits.Distances.Values.Span[rank];
                double score = strategy == RecommendStrategy.BestScore ? BestScore.ToScore(distance)
                    : metric == DistanceMetric.Cosine ? 1 - distance : -distance;
                Assert.InRange(score, truth[rank] - 1e-3, truth[rank] + 1e-3);
            }
        }
    }

    [Fact]
    public async Task A_recommendation_can_search_a_named_field_and_shows_payloads_and_explanations()
    {
        await cluster.Client.CreateCollectionAsync(
            new CollectionDefinition(
                _name,
                [new VectorField("text", 2, DistanceMetric.Cosine, new HnswConfig()), new VectorField("image", 1, DistanceMetric.Euclidean, new HnswConfig())],
                2),
            Token);
        PointBatch points = new PointBatchBuilder()
            .Add("a"u8, 0b11, [1, 0, 5], """{"x":1}"""u8)
            .Add("b"u8, 0b10, [6], """{"x":2}"""u8)
            .Add("c"u8, 0b01, [0, 1], """{"x":3}"""u8)
            .Add("d"u8, 0b11, [0, 1, 9], """{"x":4}"""u8)
            .Build();
        await cluster.Client.UpsertAsync(_name, points, null, Token);
        SearchQuery options = new() { Vectors = VectorBlock.Empty, Using = "image", Parts = PointParts.Payload, Explain = true };
        Recommendation likeA = new() { Positive = ["a"], Negative = [new float[] { 8 }], Strategy = RecommendStrategy.BestScore };

        SearchHits hits = (await cluster.Client.RecommendAsync(_name, likeA, options, Token)).Hits[0];

        Assert.Equal(["b", "d"], Points.IdsOf(hits.Points));
        Assert.Equal("""{"x":2}""", Encoding.UTF8.GetString(hits.Points.PayloadOf(0).Span));
        Assert.Equal(2, hits.Explanations.Length);
        Assert.True(BestScore.ToScore(hits.Distances.Values.Span[0]) > 0);
        Assert.True(BestScore.ToScore(hits.Distances.Values.Span[1]) < 0);

        await RefusedAsync("positive[1]", likeA with { Positive = ["a", "c"] }, options); // Without that field.
        await RefusedAsync("negative[0]", likeA with { Negative = ["nobody"] }, options);
        await RefusedAsync("negative[0]", likeA with { Negative = [new float[] { 1, 2 }] }, options);
        await RefusedAsync("positive[0]", likeA with { Positive = [new float[] { float.NaN }] }, options);
        await RefusedAsync("positive[1]", likeA with { Positive = ["a", new float[] { 0, 0 }] }, options with { Using = "text" });
        await RefusedAsync("positive", likeA with { Positive = [], Strategy = RecommendStrategy.AverageVector }, options);
        await RefusedAsync("positive", new Recommendation(), options);
        await RefusedAsync("positive", likeA with { Positive = [.. Enumerable.Repeat<Example>("a", 101)] }, options);
        await RefusedAsync(
            "positive",
            new Recommendation { Positive = [new float[] { 1, 0 }, new float[] { -2, 0 }] },
            options with { Using = "text" }); // Cancel each other out.
        await RefusedAsync("using", likeA, options with { Using = "sound" });
    }

    private async Task RefusedAsync(string argument, Recommendation recommendation, SearchQuery options)
    {
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Client.RecommendAsync(_name, recommendation, options, Token));
        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
    }

    private static int[] Some(Random random, int least)
        => [.. Enumerable.Range(0, random.Next(least, 5)).Select(_ => random.Next(Count)).Distinct()];

    private static double[] Average(DistanceMetric metric, float[][] vectors, int[] positive, int[] negative)
    {
        double[] to = Mean(positive);
        double[] from = negative.Length == 0 ? to : Mean(negative);
        return [.. to.Zip(from, (x, y) => x + (x - y))];

        double[] Mean(int[] numbers)
            => [.. Enumerable.Range(0, Dimension).Select(i => numbers.Average(n => Directed(vectors[n])[i]))];

        double[] Directed(float[] vector)
        {
            double length = metric == DistanceMetric.Cosine ? Math.Sqrt(vector.Sum(x => (double)x * x)) : 1;
            return [.. vector.Select(x => x / length)];
        }
    }

    private static double BestScoreOf(DistanceMetric metric, float[] vector, float[][] vectors, int[] positive, int[] negative)
    {
        double to = positive.Select(Similar).DefaultIfEmpty(double.NegativeInfinity).Max();
        double from = negative.Select(Similar).DefaultIfEmpty(double.NegativeInfinity).Max();
        return to > from ? Sigmoid(to) : -Sigmoid(from);

        double Similar(int n) => Similarity(metric, vector, [.. vectors[n].Select(x => (double)x)]);

        static double Sigmoid(double x) => 0.5 * ((x / (1 + Math.Abs(x))) + 1);
    }

    private static double Similarity(DistanceMetric metric, float[] x, double[] y) => metric switch
    {
        DistanceMetric.Cosine => x.Zip(y, (a, b) => a * b).Sum() / Math.Sqrt(x.Sum(a => (double)a * a) * y.Sum(b => b * b)),
        DistanceMetric.Dot => x.Zip(y, (a, b) => a * b).Sum(),
        DistanceMetric.Euclidean => -x.Zip(y, (a, b) => (a - b) * (a - b)).Sum(),
        _ => -x.Zip(y, (a, b) => Math.Abs(a - b)).Sum(),
    };

    private static float[] Vector(Random random) => [.. Enumerable.Range(0, Dimension).Select(_ => (random.NextSingle() * 2) - 1)];
}
