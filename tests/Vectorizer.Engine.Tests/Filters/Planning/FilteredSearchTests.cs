using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Filters.Planning;

/// <summary>
/// Filters over clustered points, of every share and every place, in segments of every kind: a search finds as many matches as there
/// are, nothing else, with true distances, and about as many of the nearest as without a filter.
/// </summary>
public sealed class FilteredSearchTests(ITestOutputHelper output)
{
    private const int Dimension = 24;
    private const int Points = 4_000;
    private const int Clusters = 10;
    private const int Deleted = 400;
    private const int QueriesOfACase = 12;
    private const int Limit = 10;
    private const int Ef = 30;

    // Over all filters of a case together, some 1,500 results: a tenth part of them says little by itself.
    private const double MostRecallLost = 0.05;

    private static readonly PayloadPath s_rank = PayloadPath.Parse("rank");
    private static readonly PayloadPath s_cluster = PayloadPath.Parse("cluster");

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<Metric, QuantizationKind?, bool, bool> Kinds => new(
        from metric in Enum.GetValues<Metric>()
        from kind in new QuantizationKind?[] { null, QuantizationKind.Scalar, QuantizationKind.Binary, QuantizationKind.NeighborCodes }
        from onDisk in new[] { false, true }
        from indexed in new[] { false, true }
        where metric != Metric.Manhattan || kind is null or QuantizationKind.Scalar
        where !onDisk || kind is QuantizationKind.Scalar or QuantizationKind.Binary
        select (metric, kind, onDisk, indexed));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_filtered_search_finds_as_many_matches_as_there_are_and_about_as_near_ones_as_without_a_filter(
        Metric metric, QuantizationKind? kind, bool onDisk, bool indexed)
    {
        Random random = Seeded();
        float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => Vector(random, 2))];
        QuantizationParameters? quantization = kind is { } known ? new QuantizationParameters(known, onDisk) : null;
        using SegmentIndex index = new(
            [new VectorFieldSchema(Dimension, metric, new HnswParameters(12, 50), quantization)],
            rowFiles: (_, schema) => new MemoryRowFile(schema.Dimension));
        if (indexed)
        {
            index.AttachPayloadIndex(new PayloadIndexSchema(s_rank, PayloadIndexKind.Integer));
            index.AttachPayloadIndex(new PayloadIndexSchema(s_cluster, PayloadIndexKind.Integer));
        }

        Fill(index, centres, random);
        using SegmentReader reader = index.OpenReader();
        double plain = Recall(reader, centres, filter: null, random, out _);
        HashSet<SearchStrategy> strategies = [];
        List<double> recalls = [];
        foreach ((string name, FilterExpression filter) in Filters(random))
        {
            double recall = Recall(reader, centres, filter, random, out HashSet<SearchStrategy> used);
            strategies.UnionWith(used);
            output.WriteLine($"{name}: recall {recall:0.000}, without a filter {plain:0.000}; {string.Join(", ", used)}");
            recalls.Add(recall);
        }

        Assert.InRange(recalls.Average(), plain - MostRecallLost, 1);

        Assert.Contains(SearchStrategy.MatchScan, strategies);
        Assert.Contains(indexed ? SearchStrategy.MatchWalk : SearchStrategy.PredicateWalk, strategies);
    }

    // Indexes know dead points until their ordinals are free. Where nearly all are dead, a walk finds hardly a living one.
    [Theory]
    [InlineData(null)]
    [InlineData(QuantizationKind.Scalar)]
    [InlineData(QuantizationKind.Binary)]
    [InlineData(QuantizationKind.NeighborCodes)]
    public void A_walk_that_leads_to_too_few_is_followed_by_a_scan_of_all_matches(QuantizationKind? kind)
    {
        const int Living = 60;
        Random random = Seeded();
        QuantizationParameters? quantization = kind is { } known ? new QuantizationParameters(known) : null;
        using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Euclidean, new HnswParameters(8, 60), quantization)]);
        index.AttachPayloadIndex(new PayloadIndexSchema(s_rank, PayloadIndexKind.Integer));
        Write(index, 1, [.. Enumerable.Range(0, Points).Select(i => Point(i, Vector(random, 1), cluster: 0))]);
        Write(index, 2, [.. Enumerable.Range(Living, Points - Living).Select(i => PointMutation.Delete(Id(i)))]);
        using SegmentReader reader = index.OpenReader();
        FilterExpression all = new NumberRangeExpression(s_rank, new Bounds<ExactNumber>(null, new ExactNumber(0), null, null));

        for (int query = 0; query < QueriesOfACase; query++)
        {
            float[] vector = Vector(random, 1);
            Neighbor[] truth = reader.SearchExact(0, vector, Living, CancellationToken.None).ToArray();
            Neighbor[] found = reader.Search(0, vector, Living, Living, all, CancellationToken.None).ToArray();

            Assert.Equal(SearchStrategy.WalkAndScan, reader.Explain(all).Strategy);
            Assert.Equal(truth.Select(hit => hit.Ordinal).Order(), found.Select(hit => hit.Ordinal).Order());
        }
    }

    [Fact]
    public void An_exact_search_under_a_filter_is_exact_also_where_codes_are_walked()
    {
        Random random = Seeded();
        float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => Vector(random, 2))];
        using SegmentIndex index = new(
            [new VectorFieldSchema(Dimension, Metric.Cosine, new HnswParameters(12, 50), new QuantizationParameters(QuantizationKind.Binary))]);
        Fill(index, centres, random);
        using SegmentReader reader = index.OpenReader();
        foreach ((_, FilterExpression filter) in Filters(random))
        {
            float[] query = Around(centres, random);
            HashSet<int> matches = Matches(reader, filter);
            Neighbor[] truth = reader.SearchExact(0, query, Points, CancellationToken.None).ToArray();

            Assert.Equal(
                truth.Where(hit => matches.Contains(hit.Ordinal)).Take(Limit),
                reader.SearchExact(0, query, Limit, filter, CancellationToken.None).ToArray());
        }
    }

    [Fact]
    public void An_explanation_names_what_indexes_answered_and_what_points_were_looked_at_for()
    {
        Random random = Seeded();
        using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Euclidean, new HnswParameters(8, 60))]);
        index.AttachPayloadIndex(new PayloadIndexSchema(s_cluster, PayloadIndexKind.Integer));
        Write(index, 1, [.. Enumerable.Range(0, 2_000).Select(i => Point(i, Vector(random, 1), cluster: i % 20))]);
        using SegmentReader reader = index.OpenReader();
        FilterExpression filter = new AllOfExpression([Cluster(7), Below(1_000)]);

        int found = reader.Search(0, Vector(random, 1), 100, 100, filter, CancellationToken.None).Length;
        SearchExplanation explanation = reader.Explain(filter);

        Assert.Equal(50, found);
        Assert.Equal(SearchStrategy.MatchScan, explanation.Strategy);
        Assert.Equal(["cluster"], explanation.Indexed);
        Assert.Equal(["rank"], explanation.Unindexed);
        Assert.Equal(100, explanation.Estimate);
        Assert.Equal(100, explanation.Checked);
        Assert.Equal(50, explanation.Matches);
        Assert.Equal(50, explanation.Scored);

        reader.Search(0, Vector(random, 1), 10, 10, new NotExpression(new AllOfExpression([])), CancellationToken.None);
        Assert.Equal(SearchStrategy.NoMatches, reader.Explain(filter).Strategy);
    }

    // Ids lead to the points of the last write, and the reader still sees those that are gone.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_point_that_was_deleted_or_replaced_meanwhile_is_not_found_by_a_search_that_leaves_out_its_id(bool isReplaced)
    {
        Random random = Seeded();
        using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Euclidean, new HnswParameters(8, 60))]);
        Write(index, 1, [.. Enumerable.Range(0, 20).Select(i => Point(i, Vector(random, 1), cluster: 0))]);
        using SegmentReader reader = index.OpenReader();
        Write(index, 2, [isReplaced ? Point(7, Vector(random, 1), cluster: 0) : PointMutation.Delete(Id(7))]);
        FilterExpression others = new NotExpression(new HasIdExpression([Id(7)]));

        Neighbor[] found = reader.Search(0, Vector(random, 1), 20, 20, others, CancellationToken.None).ToArray();

        Assert.Equal(19, found.Length);
        Assert.DoesNotContain(found, hit => reader.Id(hit.Ordinal).SequenceEqual("7"u8));
    }

    // Every write moves some points, with a payload that says to which of two sides; so matches come and go under the searches.
    [Fact]
    public async Task Searches_beside_a_writer_find_what_matches_when_they_begin()
    {
        const int Ids = 2_000;
        const int Rounds = 60;
        Random random = Seeded();
        using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Euclidean, new HnswParameters(8, 40))]);
        index.AttachPayloadIndex(new PayloadIndexSchema(s_cluster, PayloadIndexKind.Integer));
        Write(index, 1, [.. Enumerable.Range(0, Ids).Select(i => Point(i, Vector(random, 1), cluster: i % 2))]);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task[] searchers = [.. Enumerable.Range(0, 2).Select(number => Task.Run(() => SearchUntil(index, new Random(number), stop.Token)))];
        for (int round = 0; round < Rounds && !searchers.Any(searcher => searcher.IsCompleted); round++)
        {
            PointMutation[] changes = [.. Enumerable.Range(0, 50).Select(_ => random.Next(Ids)).Distinct().Select(id => random.Next(4) == 0
                ? PointMutation.Delete(Id(id))
                : Point(id, Vector(random, 1), cluster: random.Next(2)))];
            Write(index, 2 + round, changes);
            index.Repair(s_twoThreads);
        }

        await stop.CancelAsync();
        await Task.WhenAll(searchers);
    }

    private static void SearchUntil(SegmentIndex index, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using SegmentReader reader = index.OpenReader();
            FilterExpression filter = random.Next(2) == 0 ? Cluster(random.Next(2)) : new AllOfExpression([Cluster(0), Below(random.Next(2_000))]);
            int limit = random.Next(1, 400);
            Neighbor[] found = reader.Search(0, Vector(random, 1), limit, 20, filter, CancellationToken.None).ToArray();
            HashSet<int> matches = Matches(reader, filter);

            Assert.Equal(Math.Min(limit, matches.Count), found.Select(hit => hit.Ordinal).Distinct().Count());
            Assert.All(found, hit => Assert.Contains(hit.Ordinal, matches));
        }
    }

    private static double Recall(
        SegmentReader reader, float[][] centres, FilterExpression? filter, Random random, out HashSet<SearchStrategy> strategies)
    {
        strategies = [];
        HashSet<int>? matches = filter is null ? null : Matches(reader, filter);
        int queries = filter is null ? 10 * QueriesOfACase : QueriesOfACase;
        int wanted = 0;
        int right = 0;
        for (int query = 0; query < queries; query++)
        {
            float[] vector = Around(centres, random);
            Neighbor[] truth = [.. reader.SearchExact(0, vector, Points, CancellationToken.None).ToArray()
                .Where(hit => matches?.Contains(hit.Ordinal) != false)];
            Neighbor[] found = (filter is null
                ? reader.Search(0, vector, Limit, Ef, CancellationToken.None)
                : reader.Search(0, vector, Limit, Ef, filter, CancellationToken.None)).ToArray();
            if (filter is not null)
            {
                strategies.Add(reader.Explain(filter).Strategy);
            }

            Assert.Equal(Math.Min(Limit, truth.Length), found.Length);
            Assert.Equal(found.Length, found.Select(hit => hit.Ordinal).Distinct().Count());
            Assert.All(found, hit => Assert.Contains(hit, truth));
            wanted += found.Length;
            right += truth.Take(found.Length).Intersect(found).Count();
        }

        return wanted == 0 ? 1 : right / (double)wanted;
    }

    private static IEnumerable<(string Name, FilterExpression Filter)> Filters(Random random)
    {
        foreach (double share in (double[])[1, 0.7, 0.4, 0.2, 0.1, 0.03, 0.01, 0.001, 0])
        {
            yield return ($"{share:0.###} anywhere", Below((int)(share * Points)));
        }

        int cluster = random.Next(Clusters);
        yield return ("one cluster", Cluster(cluster));
        yield return ("all but one cluster", new NotExpression(Cluster(cluster)));
        yield return ("half of one cluster", new AllOfExpression([Cluster(cluster), Below(Points / 2)]));
        yield return ("two clusters or a few", new AnyOfExpression([Cluster(cluster), Cluster((cluster + 1) % Clusters), Below(50)]));
    }

    private static HashSet<int> Matches(SegmentReader reader, FilterExpression filter)
    {
        // By reading every point, whatever indexes there are.
        HashSet<int> matches = [];
        foreach (Neighbor hit in reader.SearchExact(0, [.. Enumerable.Repeat(1f, Dimension)], 2 * Points, CancellationToken.None))
        {
            if (reader.Matches(filter, hit.Ordinal, CancellationToken.None))
            {
                matches.Add(hit.Ordinal);
            }
        }

        return matches;
    }

    private static void Fill(SegmentIndex index, float[][] centres, Random random)
    {
        int[] ranks = [.. Enumerable.Range(0, Points)];
        random.Shuffle(ranks);
        for (int start = 0; start < Points; start += 500)
        {
            PointMutation[] points = new PointMutation[500];
            for (int i = 0; i < points.Length; i++)
            {
                int cluster = random.Next(Clusters);
                points[i] = Point(ranks[start + i], Around(centres[cluster], random), cluster);
            }

            Write(index, index.VisibleSequence + 1, points);
        }

        int[] gone = [.. Enumerable.Range(0, Points)];
        random.Shuffle(gone);
        Write(index, index.VisibleSequence + 1, [.. gone[..Deleted].Select(i => PointMutation.Delete(Id(i)))]);
    }

    private static void Write(SegmentIndex index, long sequence, PointMutation[] mutations)
        => index.Apply([new SegmentWrite(sequence, mutations)], new int[1], s_twoThreads);

    private static PointMutation Point(int rank, float[] vector, int cluster)
        => PointMutation.Upsert(Id(rank), 1, vector, Encoding.UTF8.GetBytes($$"""{"rank":{{rank}},"cluster":{{cluster}}}"""));

    private static byte[] Id(int number) => Encoding.UTF8.GetBytes($"{number}");

    private static MatchAnyExpression Cluster(int cluster) => new(s_cluster, new MatchValues([], [cluster]));

    private static NumberRangeExpression Below(int rank)
        => new(s_rank, new Bounds<ExactNumber>(null, null, new ExactNumber(rank), null));

    private static float[] Around(float[][] centres, Random random) => Around(centres[random.Next(centres.Length)], random);

    private static float[] Around(float[] centre, Random random)
        => [.. centre.Zip(Vector(random, 1), (x, noise) => x + noise)];

    private static float[] Vector(Random random, float size)
        => [.. Enumerable.Range(0, Dimension).Select(_ => ((random.NextSingle() * 2) - 1) * size)];

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
