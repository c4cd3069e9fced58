using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Examples;

/// <summary>
/// Searches by examples in segments of every kind, over clustered points among which are deleted ones, some without the field and some
/// of length zero: against the formula of the score, evaluated in doubles over the vectors as they were given.
/// </summary>
public sealed class ExampleSearchTests(ITestOutputHelper output)
{
    private const int Dimension = 24;
    private const int Points = 4_000;
    private const int Clusters = 10;
    private const int Searches = 40;
    private const int Limit = 10;
    private const int Ef = 40;

    // Of floats beside doubles, whose sums have other roundings; scores lie within −1..1.
    private const double Tolerance = 2e-4;

    // Of some 400 results each. A search by examples finds what those near the examples find, and where it goes deeper more.
    private const double MostRecallLost = 0.05;

    private static readonly PayloadPath s_rank = PayloadPath.Parse("rank");

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<Metric, QuantizationKind?, bool> Kinds => new(
        from metric in Enum.GetValues<Metric>()
        from kind in new QuantizationKind?[] { null, QuantizationKind.Scalar, QuantizationKind.Binary, QuantizationKind.NeighborCodes }
        from onDisk in new[] { false, true }
        where metric != Metric.Manhattan || kind is null or QuantizationKind.Scalar
        where !onDisk || kind is QuantizationKind.Scalar or QuantizationKind.Binary
        select (metric, kind, onDisk));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_exact_search_by_examples_finds_the_best_scores_and_another_one_nearly_all_of_them(
        Metric metric, QuantizationKind? kind, bool onDisk)
    {
        Random random = Seeded();
        using Model model = new(metric, kind is { } known ? new QuantizationParameters(known, onDisk) : null, random);
        using SegmentReader reader = model.Index.OpenReader();
        List<double> recalls = [];
        List<double> plainRecalls = [];
        for (int search = 0; search < Searches; search++)
        {
            int positives = random.Next(0, 4);
            int negatives = positives == 0 ? random.Next(1, 4) : random.Next(0, 4);
            float[][] examples = [.. Enumerable.Range(0, positives + negatives).Select(_ => model.Around(random))];
            FilterExpression? filter = random.Next(3) == 0 ? Below(random.Next(Points)) : null;
            int limit = random.Next(1, 3 * Limit);
            double[] truth = model.BestScores(examples, positives, filter, reader);

            Neighbor[] exact = Search(reader, examples, positives, limit, filter, isExact: true);
            AssertScores(model, exact, examples, positives, reader, truth, limit);
            for (int rank = 0; rank < exact.Length; rank++)
            {
                Assert.InRange(ScoreOf(exact[rank].Distance), truth[rank] - Tolerance, truth[rank] + Tolerance);
            }

            Neighbor[] found = Search(reader, examples, positives, limit, filter, isExact: false);
            AssertScores(model, found, examples, positives, reader, truth, limit);
            if (positives > 0 && exact.Length > 0)
            {
                recalls.Add(RecallOf(exact, found));
                plainRecalls.AddRange(examples[..positives].Select(example => PlainRecall(reader, example, limit)));
            }
        }

        output.WriteLine($"recall {recalls.Average():0.000}, near one vector {plainRecalls.Average():0.000}");
        Assert.InRange(recalls.Average(), plainRecalls.Average() - MostRecallLost, 1);
    }

    [Fact]
    public void Of_a_hundred_points_at_a_negative_example_the_search_passes_by_all_to_what_is_wanted()
    {
        Random random = Seeded();
        using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Euclidean, new HnswParameters(12, 60))]);
        float[] centre = Vector(random, 2);

        // A shell of unwanted points lies nearer to the positive example than all that is wanted.
        float[] unwanted = [.. centre.Select((x, i) => i == 0 ? x + 1 : x)];
        PointMutation[] points = [.. Enumerable.Range(0, 6_000).Select(i => Point(
            i,
            i < 1_000 ? Moved(unwanted, random, 0.05f) : i < 1_010 ? Moved(centre, random, 0.5f, first: -4) : Moved(centre, random, 1, first: -20)))];
        Write(index, 1, points);
        using SegmentReader reader = index.OpenReader();

        Neighbor[] found = Search(reader, [centre, unwanted], positives: 1, limit: 10, filter: null, isExact: false);

        Assert.Equal(Enumerable.Range(1_000, 10), found.Select(hit => NumberOf(reader, hit)).Order());
        Assert.Equal(SearchStrategy.WalkAndScan, reader.ExplainByExamples().Strategy);
        Assert.All(found, hit => Assert.True(hit.Distance < 0));
    }

    [Fact]
    public void An_explanation_adds_up_what_the_searches_near_all_positive_examples_did()
    {
        Random random = Seeded();
        using Model model = new(Metric.Euclidean, quantization: null, random);
        using SegmentReader reader = model.Index.OpenReader();
        float[][] examples = [.. Enumerable.Range(0, 3).Select(_ => model.Around(random))];

        Search(reader, examples[..1], positives: 1, Limit, filter: null, isExact: false);
        SearchExplanation one = reader.ExplainByExamples();
        Search(reader, examples, positives: 3, Limit, filter: null, isExact: false);
        SearchExplanation three = reader.ExplainByExamples();
        Search(reader, examples, positives: 0, Limit, Below(500), isExact: false);
        SearchExplanation scan = reader.ExplainByExamples();
        Search(reader, examples, positives: 1, Limit, Below(0), isExact: false);

        Assert.Equal(SearchStrategy.Walk, one.Strategy);
        Assert.Equal(SearchStrategy.Walk, three.Strategy);
        Assert.True(three.Visited > 2 * one.Visited, $"{three.Visited} beside {one.Visited}");
        Assert.Equal(SearchStrategy.MatchScan, scan.Strategy);
        Assert.Equal(["rank"], scan.Unindexed);
        Assert.Equal(scan.Matches, new MatchCounter(reader).Count(Below(500), int.MaxValue, out _, CancellationToken.None));
        Assert.Equal(SearchStrategy.NoMatches, reader.ExplainByExamples().Strategy);
    }

    [Theory]
    [InlineData(Metric.Dot)]
    [InlineData(Metric.Euclidean)]
    public void Huge_floats_are_ranked_without_overflow(Metric metric)
    {
        using SegmentIndex index = new([new VectorFieldSchema(1, metric, new HnswParameters(12, 60))]);
        Write(index, 1, [.. Enumerable.Range(0, 20).Select(i => Point(i, [(i - 10) * 3e37f]))]);
        using SegmentReader reader = index.OpenReader();

        Neighbor[] found = Search(reader, [[3e38f], [-3e38f]], positives: 1, limit: 20, filter: null, isExact: true);

        Assert.Equal(20, found.Length);
        Assert.All(found, hit => Assert.True(float.IsFinite(hit.Distance)));
        Assert.Equal(found.Select(hit => hit.Distance).Order(), found.Select(hit => hit.Distance));
        Assert.True(NumberOf(reader, found[0]) > NumberOf(reader, found[^1]));
    }

    // Sigmoids of large similarities are equal as floats; what ranks is not.
    [Fact]
    public void Large_dot_products_are_told_apart_where_their_scores_are_not()
    {
        using SegmentIndex index = new([new VectorFieldSchema(1, Metric.Dot, new HnswParameters(12, 60))]);
        Write(index, 1, [.. Enumerable.Range(0, 100).Select(i => Point(i, [1_000f + i]))]);
        using SegmentReader reader = index.OpenReader();

        Neighbor[] found = Search(reader, [[1_000f]], positives: 1, limit: 100, filter: null, isExact: true);

        Assert.Equal(Enumerable.Range(0, 100).Reverse(), found.Select(hit => NumberOf(reader, hit)));
        Assert.True(found.Select(hit => (float)ScoreOf(hit.Distance)).Distinct().Count() < 100);
    }

    private static void AssertScores(
        Model model, Neighbor[] found, float[][] examples, int positives, SegmentReader reader, double[] truth, int limit)
    {
        Assert.Equal(Math.Min(limit, truth.Length), found.Length);
        Assert.Equal(found.Length, found.Select(hit => hit.Ordinal).Distinct().Count());
        Assert.Equal(found.Select(hit => hit.Distance).Order(), found.Select(hit => hit.Distance));
        foreach (Neighbor hit in found)
        {
            double score = model.Score(NumberOf(reader, hit), examples, positives);

            // Where the two similarities are nearly equal, rounding decides on which side a point is.
            double distance = Math.Min(
                Math.Abs(score - ScoreOf(hit.Distance)),
                Math.Abs(model.OtherSide(NumberOf(reader, hit), examples, positives) - ScoreOf(hit.Distance)));
            Assert.InRange(distance, 0, Tolerance);
        }
    }

    private static double PlainRecall(SegmentReader reader, float[] vector, int limit)
    {
        Neighbor[] truth = reader.SearchExact(0, vector, limit, CancellationToken.None).ToArray();
        return RecallOf(truth, reader.Search(0, vector, limit, Ef, CancellationToken.None).ToArray());
    }

    private static double RecallOf(Neighbor[] truth, Neighbor[] found)
        => truth.Select(hit => hit.Ordinal).Intersect(found.Select(hit => hit.Ordinal)).Count() / (double)truth.Length;

    private static Neighbor[] Search(
        SegmentReader reader, float[][] examples, int positives, int limit, FilterExpression? filter, bool isExact)
        => reader.SearchByExamples(
            0, [.. examples.SelectMany(example => example)], positives, limit, Ef, filter, isExact, CancellationToken.None).ToArray();

    private static double ScoreOf(float distance)
        => distance < 0 ? -(double)distance / (1 - (double)distance) : -(double)distance / (1 + (double)distance);

    private static int NumberOf(SegmentReader reader, Neighbor hit) => NumberOf(reader, hit.Ordinal);

    private static int NumberOf(SegmentReader reader, int ordinal) => int.Parse(Encoding.UTF8.GetString(reader.Id(ordinal)), provider: null);

    private static void Write(SegmentIndex index, long sequence, PointMutation[] mutations)
        => index.Apply([new SegmentWrite(sequence, mutations)], new int[index.Indexes.Length], s_twoThreads);

    /// <summary>A point with a vector of the first field, or else of the second.</summary>
    private static PointMutation Point(int number, float[] vector) => PointMutation.Upsert(
        Id(number), vector.Length > 0 ? 0b01UL : 0b10, vector.Length > 0 ? vector : [1], Encoding.UTF8.GetBytes($$"""{"rank":{{number}}}"""));

    private static byte[] Id(int number) => Encoding.UTF8.GetBytes($"{number}");

    private static NumberRangeExpression Below(int rank)
        => new(s_rank, new Bounds<ExactNumber>(null, null, new ExactNumber(rank), null));

    private static float[] Moved(float[] centre, Random random, float size, float first = 0)
        => [.. centre.Select((x, i) => x + (i == 0 ? first : 0) + (((random.NextSingle() * 2) - 1) * size))];

    private static float[] Vector(Random random, float size)
        => [.. Enumerable.Range(0, Dimension).Select(_ => ((random.NextSingle() * 2) - 1) * size)];

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    /// <summary>A segment, and what is in it.</summary>
    private sealed class Model : IDisposable
    {
        private readonly Metric _metric;
        private readonly float[][] _centres;
        private readonly Dictionary<int, float[]> _vectors = [];

        public Model(Metric metric, QuantizationParameters? quantization, Random random)
        {
            _metric = metric;
            _centres = [.. Enumerable.Range(0, Clusters).Select(_ => Vector(random, 2))];
            Index = new SegmentIndex(
                [
                    new VectorFieldSchema(Dimension, metric, new HnswParameters(12, 60), quantization),
                    new VectorFieldSchema(1, Metric.Euclidean, new HnswParameters(4, 20)),
                ],
                rowFiles: (_, schema) => new MemoryRowFile(schema.Dimension));
            for (int i = 0; i < Points; i++)
            {
                _vectors[i] = random.Next(100) switch
                {
                    0 => [],
                    1 => new float[Dimension],
                    _ => Around(random),
                };
            }

            Write(Index, 1, [.. _vectors.Select(pair => Point(pair.Key, pair.Value))]);
            int[] gone = [.. Enumerable.Range(0, Points / 10).Select(_ => random.Next(Points)).Distinct()];
            Write(Index, 2, [.. gone.Select(number => PointMutation.Delete(Id(number)))]);
            Array.ForEach(gone, number => _vectors.Remove(number));
        }

        public SegmentIndex Index { get; }

        public float[] Around(Random random) => Moved(_centres[random.Next(Clusters)], random, 1);

        /// <summary>The scores of all points that match, best first.</summary>
        public double[] BestScores(float[][] examples, int positives, FilterExpression? filter, SegmentReader reader)
        {
            return [.. _vectors
                .Where(pair => pair.Value.Length > 0 && (filter is null || Matches(pair.Key)))
                .Select(pair => Score(pair.Key, examples, positives))
                .OrderDescending()];

            bool Matches(int number)
                => reader.TryFind(Id(number), out int ordinal) && reader.Matches(filter, ordinal, CancellationToken.None);
        }

        public double Score(int number, float[][] examples, int positives)
        {
            float[] vector = _vectors[number];
            if (HasNoDirection(vector))
            {
                return -1;
            }

            (double positive, double negative) = Similarities(vector, examples, positives);
            return positive > negative ? Sigmoid(positive) : -Sigmoid(negative);
        }

        /// <summary>The score that the point would have if the other similarity counted.</summary>
        public double OtherSide(int number, float[][] examples, int positives)
        {
            if (HasNoDirection(_vectors[number]))
            {
                return -1;
            }

            (double positive, double negative) = Similarities(_vectors[number], examples, positives);
            return Math.Abs(positive - negative) > Tolerance ? double.PositiveInfinity
                : positive > negative ? -Sigmoid(negative) : Sigmoid(positive);
        }

        public void Dispose() => Index.Dispose();

        private bool HasNoDirection(float[] vector) => _metric == Metric.Cosine && !vector.AsSpan().ContainsAnyExcept(0f);

        private (double Positive, double Negative) Similarities(float[] vector, float[][] examples, int positives) => (
            examples[..positives].Select(example => Similarity(vector, example)).DefaultIfEmpty(double.NegativeInfinity).Max(),
            examples[positives..].Select(example => Similarity(vector, example)).DefaultIfEmpty(double.NegativeInfinity).Max());

        private double Similarity(float[] x, float[] y) => _metric switch
        {
            Metric.Cosine => Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y)),
            Metric.Dot => Dot(x, y),
            Metric.Euclidean => -x.Zip(y, (a, b) => Math.Pow((double)a - b, 2)).Sum(),
            _ => -x.Zip(y, (a, b) => Math.Abs((double)a - b)).Sum(),
        };

        private static double Dot(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();

        private static double Sigmoid(double similarity)
            => double.IsNegativeInfinity(similarity) ? 0 : 0.5 * ((similarity / (1 + Math.Abs(similarity))) + 1);
    }
}
