using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

public sealed class SegmentReaderTests(ITestOutputHelper output)
{
    private const int Dimension = 16;
    private static readonly ParallelFor s_run = (count, body) => Parallel.For(0, count, body);

    [Fact]
    public void A_reader_goes_on_showing_what_it_showed_at_its_opening()
    {
        using SegmentIndex index = NewIndex(Metric.Euclidean);
        Write(index, 1, ("a", Constant(1)), ("b", Constant(2)));
        using SegmentReader before = index.OpenReader();
        Write(index, 2, ("a", Constant(9)), ("b", null), ("c", Constant(1)));

        Assert.Equal(["a:0", "b:16"], Search(before, Constant(1), limit: 10));
        Assert.Equal(1, before.Sequence);
        using SegmentReader after = index.OpenReader();
        Assert.Equal(["c:0", "a:1024"], Search(after, Constant(1), limit: 10));
        Assert.Equal(2, after.Sequence);
    }

    // Writers move every point between two places; whoever searches must see each point exactly once. The point of the
    // test is the graph walk, so there are more points than an exact search is used for.
    [Fact]
    public async Task A_search_beside_a_writer_sees_each_point_once_old_or_new()
    {
        const int Points = 400;
        const int Rounds = 40;
        const int Limit = 20;
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        float[][] places = [.. Enumerable.Range(0, Points).Select(_ => RandomVector(random))];
        using SegmentIndex index = NewIndex(Metric.Euclidean);
        Write(index, 1, [.. places.Select((place, i) => ($"{i}", (float[]?)place))]);

        using CancellationTokenSource stop = new();
        Task[] searches = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(
            () =>
            {
                Random own = new(seed + 1);
                while (!stop.IsCancellationRequested)
                {
                    using SegmentReader reader = index.OpenReader();
                    float[] query = places[own.Next(Points)];
                    string[] ids = [.. reader.Search(0, query, Limit, Limit, CancellationToken.None).ToArray()
                        .Select(hit => Encoding.UTF8.GetString(reader.Id(hit.Ordinal)))];
                    Assert.Equal(Limit, ids.Length);
                    Assert.Equal(Limit, ids.Distinct().Count());

                    // Every round moves each point by the same step, so all that a reader sees moved equally often.
                    foreach (Neighbor hit in reader.SearchExact(0, query, Points, CancellationToken.None).ToArray())
                    {
                        Assert.Equal(reader.Sequence, reader.SequenceOf(hit.Ordinal));
                    }
                }
            },
            TestContext.Current.CancellationToken))];
        for (int round = 0; round < Rounds; round++)
        {
            places = [.. places.Select(place => place.Select(x => x + 0.01f).ToArray())];
            Write(index, 2 + round, [.. places.Select((place, i) => ($"{i}", (float[]?)place))]);
        }

        await stop.CancelAsync();
        await Task.WhenAll(searches);
        Assert.Equal(Points, index.PointCount);
        Assert.Equal(Points * Rounds, index.DeletedCount);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(QuantizationKind.Scalar)]
    [InlineData(QuantizationKind.Binary)]
    public void Searching_allocates_nothing_after_the_first_time(QuantizationKind? kind)
    {
        using SegmentIndex index = NewIndex(Metric.Cosine, kind is { } known ? new QuantizationParameters(known) : null);
        Random random = new(1);
        Write(index, 1, [.. Enumerable.Range(0, 3000).Select(i => ($"{i}", (float[]?)RandomVector(random)))]);
        float[] query = RandomVector(random);

        Assert.Equal(0, AllocatedBy(searches: 100, index, query));
        Write(index, 2, ("7", null));
        Assert.Equal(0, AllocatedBy(searches: 100, index, query));
    }

    [Fact]
    public void A_reader_outlives_the_index_that_was_closed_under_it()
    {
        SegmentIndex index = NewIndex(Metric.Euclidean);
        Write(index, 1, ("a", Constant(1)));
        SegmentReader reader = index.OpenReader();
        index.Dispose();
        index.Dispose();

        Assert.Equal(["a:0"], Search(reader, Constant(1), limit: 1));
        Assert.Throws<ObjectDisposedException>(index.OpenReader);
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(index.OpenReader);
    }

    [Theory]
    [InlineData(Metric.Dot, null)]
    [InlineData(Metric.Euclidean, null)]
    [InlineData(Metric.Cosine, null)]
    [InlineData(Metric.Manhattan, null)]
    [InlineData(Metric.Dot, QuantizationKind.Binary)]
    [InlineData(Metric.Euclidean, QuantizationKind.Binary)]
    [InlineData(Metric.Cosine, QuantizationKind.Binary)]
    public void Huge_components_keep_their_order_and_lose_no_point(Metric metric, QuantizationKind? kind)
    {
        using SegmentIndex index = NewIndex(metric, kind is { } known ? new QuantizationParameters(known) : null);
        Write(
            index,
            1,
            ("huge", Constant(3e38f)),
            ("mixed", [.. Enumerable.Range(0, Dimension).Select(i => i % 2 == 0 ? 3e38f : -3e38f)]),
            ("tiny", Constant(1e-40f)),
            ("one", Constant(1)));
        using SegmentReader reader = index.OpenReader();

        Neighbor[] hits = reader.Search(0, Constant(3e38f), 4, 4, CancellationToken.None).ToArray();

        Assert.Equal(4, hits.Length);
        Assert.All(hits, hit => Assert.True(float.IsFinite(hit.Distance)));
    }

    [Fact]
    public void Zero_vectors_under_cosine_come_last_and_only_when_there_is_room()
    {
        using SegmentIndex index = NewIndex(Metric.Cosine);
        Write(index, 1, ("zero", Constant(0)), ("opposite", Constant(-1)), ("same", Constant(5)));
        using SegmentReader reader = index.OpenReader();

        Assert.Equal(["same:0", "opposite:2", "zero:3"], Search(reader, Constant(1), limit: 10));
        Assert.Equal(["same:0", "opposite:2"], Search(reader, Constant(1), limit: 2));
        reader.TryFind("zero"u8, out int zero);
        float[] vector = Constant(1);
        reader.CopyVector(0, zero, vector);
        Assert.Equal(Constant(0), vector);
    }

    [Fact]
    public void A_filtered_search_finds_the_nearest_of_the_matches_that_the_reader_sees()
    {
        using SegmentIndex index = NewIndex(Metric.Cosine);
        WriteWithPayload(index, 1, [.. Enumerable.Range(0, 2_000).Select(i => ($"{i}", Slanted(i), $$"""{"n":{{i}}}"""))]);
        using SegmentReader before = index.OpenReader();
        WriteWithPayload(index, 2, ("1500", Slanted(0), """{"n":0}"""), ("zero", Constant(0), """{"n":1700}"""));
        using SegmentReader after = index.OpenReader();
        FilterExpression filter = new NumberRangeExpression(
            PayloadPath.Parse("n"), new Bounds<ExactNumber>(null, new ExactNumber(1_500), null, new ExactNumber(1_700)));

        Assert.Equal(["1500", "1501", "1502"], Found(before, limit: 3));
        Assert.Equal(["1501", "1502", "1503"], Found(after, limit: 3));
        Assert.Equal(201, Found(before, limit: 300).Length);

        // A zero vector comes last, and counts as a match.
        Assert.Equal("zero", Found(after, limit: 300)[^1]);
        Assert.Equal(201, Found(after, limit: 300).Length);

        Assert.Equal(201, new MatchCounter(before).Count(filter, int.MaxValue, out _, default));

        string[] Found(SegmentReader reader, int limit)
            => [.. reader.Search(0, Slanted(0), limit, limit, filter, default).ToArray()
                .Select(hit => Encoding.UTF8.GetString(reader.Id(hit.Ordinal)))];
    }

    [Fact]
    public void A_filtered_search_that_is_cancelled_ends_before_it_has_matched_all_points()
    {
        using SegmentIndex index = NewIndex(Metric.Euclidean);
        Write(index, 1, ("a", Constant(1)));
        using SegmentReader reader = index.OpenReader();
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        FilterExpression filter = new IsNullExpression(PayloadPath.Parse("a"));

        Assert.Throws<OperationCanceledException>(() => reader.Search(0, Constant(1), 1, 1, filter, cancelled.Token).Length);
    }

    [Fact]
    public void A_query_of_another_dimension_is_refused()
    {
        using SegmentIndex index = NewIndex(Metric.Dot);
        using SegmentReader reader = index.OpenReader();
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Search(0, new float[Dimension + 1], 1, 1, default).Length);
    }

    private static SegmentIndex NewIndex(Metric metric, QuantizationParameters? quantization = null)
        => new([new VectorFieldSchema(Dimension, metric, new HnswParameters(8, 60), quantization)]);

    private static void Write(SegmentIndex index, long sequence, params (string Id, float[]? Vector)[] points)
    {
        ModelWrite write = new(
            sequence, [.. points.Select(point => (point.Id, point.Vector is null ? null : new ModelPoint([point.Vector], "")))]);
        index.Apply([write.ToWrite()], new int[1], s_run);
    }

    private static void WriteWithPayload(SegmentIndex index, long sequence, params (string Id, float[] Vector, string Payload)[] points)
    {
        ModelWrite write = new(
            sequence, [.. points.Select(point => (point.Id, (ModelPoint?)new ModelPoint([point.Vector], point.Payload)))]);
        index.Apply([write.ToWrite()], new int[1], s_run);
    }

    /// <summary>A vector that is the farther from the first the higher its number is.</summary>
    private static float[] Slanted(int number) => [1, number / 1_000f, .. Enumerable.Repeat(0f, Dimension - 2)];

    private static long AllocatedBy(int searches, SegmentIndex index, float[] query)
    {
        // The first one warms up.
        Find(index, query);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int found = 0;
        for (int i = 0; i < searches; i++)
        {
            found += Find(index, query);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(10 * searches, found);
        return allocated;
    }

    private static int Find(SegmentIndex index, float[] query)
    {
        using SegmentReader reader = index.OpenReader();
        return reader.Search(0, query, limit: 10, ef: 50, CancellationToken.None).Length;
    }

    private static string[] Search(SegmentReader reader, float[] query, int limit)
        => [.. reader.Search(0, query, limit, ef: limit, CancellationToken.None).ToArray()
            .Select(hit => $"{Encoding.UTF8.GetString(reader.Id(hit.Ordinal))}:{MathF.Round(hit.Distance, 3):0.###}")];

    private static float[] Constant(float value) => [.. Enumerable.Repeat(value, Dimension)];

    private static float[] RandomVector(Random random) => [.. Enumerable.Range(0, Dimension).Select(_ => random.NextSingle())];
}
