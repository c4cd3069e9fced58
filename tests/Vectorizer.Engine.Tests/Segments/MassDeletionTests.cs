using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>What is left of a graph when nine of ten points have gone and it has been repaired.</summary>
public sealed class MassDeletionTests(ITestOutputHelper output)
{
    private const int Points = 6_000;
    private const int Living = Points / 10;
    private const int Dimension = 12;

    // Around each centre; between centres it is about 1.
    private const float Spread = 0.02f;

    // Beside a fresh build of the living; up to 0.01 was measured.
    private const double MaxLoss = 0.03;

    private static readonly ParallelFor s_run = (count, body) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    // At once, so that around most nodes everything has gone; and in parts, each of which is repaired. Scattered and in clusters,
    // where few links lead from one to another.
    [Theory]
    [InlineData(16, Points, 1)]
    [InlineData(16, 100, 1)]
    [InlineData(16, 100, 6)]
    [InlineData(8, 100, 1)]
    [InlineData(8, 600, 6)]
    public void Every_living_node_can_be_reached_and_is_found(int m, int clusters, int parts)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        PointMutation[] points = RandomPoints(random, clusters);
        using SegmentIndex index = NewIndex(m);
        Write(index, points);
        random.Shuffle(points);
        PointMutation[] going = points[Living..];
        foreach (PointMutation[] part in going.Chunk(going.Length / parts))
        {
            Write(index, [.. part.Select(point => PointMutation.Delete(point.Id))]);
            while (index.Repair(s_run) == RepairProgress.Working)
            {
                // Until nothing of the part is linked any more.
            }
        }

        HnswGraph graph = index.Indexes[0].Graph;
        Assert.Equal((Living, 0), (index.PointCount, index.DeletedCount));
        Assert.Empty(HnswGraphValidator.Validate(graph));
        Assert.Empty(HnswGraphValidator.CheckInDegrees(graph));
        Assert.Empty(HnswGraphValidator.FindUnreachable(graph));

        using SegmentIndex fresh = NewIndex(m);
        Write(fresh, points[..Living]);
        (double repaired, double built) = (Recall(index, points[..Living]), Recall(fresh, points[..Living]));
        output.WriteLine($"recall {repaired}, of a fresh build {built}");
        Assert.InRange(repaired, built - MaxLoss, 1);
    }

    private static SegmentIndex NewIndex(int m)
        => new([SegmentModel.Field(Dimension, Metric.Euclidean) with { Hnsw = new HnswParameters(m, 100) }]);

    private static void Write(SegmentIndex index, PointMutation[] mutations)
    {
        foreach (PointMutation[] part in mutations.Chunk(1_000))
        {
            index.Apply([new SegmentWrite(index.VisibleSequence + 1, part)], new int[1], s_run);
        }
    }

    private static PointMutation[] RandomPoints(Random random, int clusters)
    {
        float[][] centers = [.. Enumerable.Range(0, clusters).Select(_ => SegmentIndexModelTests.RandomVector(random, Dimension))];
        return [.. Enumerable.Range(0, Points).Select(number => PointMutation.Upsert(
            Encoding.UTF8.GetBytes($"{number}"), fields: 1, Near(centers[number % clusters], random), payload: default))];
    }

    private static float[] Near(float[] center, Random random)
        => [.. SegmentIndexModelTests.RandomVector(random, Dimension).Zip(center, (x, middle) => middle + (Spread * x))];

    // With so few candidates that the graph is walked and not every row compared.
    private static double Recall(SegmentIndex index, PointMutation[] queries)
    {
        const int Limit = 10;
        const int Ef = 20;
        using SegmentReader reader = index.OpenReader();
        int found = 0;
        foreach (PointMutation query in queries)
        {
            HashSet<int> truth = [.. reader.SearchExact(0, query.Values.Span, Limit, CancellationToken.None).ToArray().Select(hit => hit.Ordinal)];
            found += reader.Search(0, query.Values.Span, Limit, Ef, CancellationToken.None).ToArray().Count(hit => truth.Contains(hit.Ordinal));
        }

        return found / (double)(Limit * queries.Length);
    }
}
