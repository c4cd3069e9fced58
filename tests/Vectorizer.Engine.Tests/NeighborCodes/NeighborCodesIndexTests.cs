using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.NeighborCodes;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.NeighborCodes;

// What any index must do, the model tests of Segments ask of this one too.
public sealed class NeighborCodesIndexTests(ITestOutputHelper output)
{
    private const int Dimension = 40;
    private const int Limit = 10;

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<Metric> Metrics => [Metric.Cosine, Metric.Euclidean, Metric.Dot];

    // 30 clusters, whose rows differ by a third of their length: estimates are off by a share of the length, so that this is
    // harder than rows all over the place. Measured: less than 0.01 lost; 0.02 and more if not all candidates are compared
    // by their rows in the end.
    [Theory]
    [MemberData(nameof(Metrics))]
    public void The_walk_finds_as_much_as_one_that_compares_rows(Metric metric)
    {
        const int seed = 5_150;
        const double mostLost = 0.03;
        Random random = new(seed);
        float[][] centres = [.. Enumerable.Range(0, 30).Select(_ => RandomRotationTests.Row(random, Dimension))];
        (string, float[])[] points = [.. Enumerable.Range(0, 5_000).Select(i => ($"{i}", Near(random, centres)))];
        float[][] queries = [.. Enumerable.Range(0, 200).Select(_ => Near(random, centres))];
        double byRows = Recall(Field(metric) with { Quantization = null }, points, queries);
        double byCodes = Recall(Field(metric), points, queries);

        output.WriteLine($"{metric}: recall {byCodes}, by rows {byRows}");
        Assert.True(byCodes >= byRows - mostLost, $"seed {seed}: recall {byCodes}, by rows {byRows}");
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Lanes_hold_the_links_after_writes_on_two_threads_and_after_compaction(Metric metric)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using SegmentIndex index = new([Field(metric)]);
        long sequence = 0;
        for (int group = 0; group < 5; group++)
        {
            Write(index, ++sequence, [.. Enumerable.Range(0, 300).Select(_ => ($"{random.Next(700)}", RandomRotationTests.Row(random, Dimension)))]);
        }

        AssertLanesAreLinks(index.Indexes[0]);
        using SegmentCompaction compaction = new(index);
        using SegmentIndex compacted = compaction.Finish(s_twoThreads, TestContext.Current.CancellationToken);
        AssertLanesAreLinks(compacted.Indexes[0]);
    }

    // Searches run while every group replaces most points, so that lanes are rewritten under the eyes of readers.
    [Fact]
    public async Task Distances_are_those_of_the_rows_while_lanes_are_rewritten()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using SegmentIndex index = new([Field(Metric.Euclidean)]);
        float[] query = RandomRotationTests.Row(random, Dimension);
        Write(index, 1, [.. Enumerable.Range(0, 2_000).Select(i => ($"{i}", RandomRotationTests.Row(random, Dimension)))]);
        using CancellationTokenSource written = new();
        Task writing = Task.Run(
            () =>
            {
                Random other = new(seed + 1);
                for (int sequence = 2; sequence < 12; sequence++)
                {
                    Write(index, sequence, [.. Enumerable.Range(0, 200).Select(_ => ($"{other.Next(2_000)}", RandomRotationTests.Row(other, Dimension)))]);
                }

                written.Cancel();
            },
            TestContext.Current.CancellationToken);

        float[] row = new float[Dimension];
        do
        {
            using SegmentReader reader = index.OpenReader();
            Neighbor[] found = reader.Search(0, query, Limit, ef: 20, default).ToArray();
            Assert.Equal(Limit, found.Select(neighbor => neighbor.Ordinal).Distinct().Count());
            foreach (Neighbor neighbor in found)
            {
                reader.CopyVector(0, neighbor.Ordinal, row);
                Assert.Equal(row.Zip(query, (x, y) => ((double)x - y) * (x - y)).Sum(), neighbor.Distance, 1e-4);
            }
        }
        while (!written.IsCancellationRequested);

        await writing;
    }

    [Fact]
    public void A_search_allocates_nothing_once_warm()
    {
        Random random = new(12);
        using SegmentIndex index = new([Field(Metric.Cosine)]);
        Write(index, 1, [.. Enumerable.Range(0, 2_000).Select(i => ($"{i}", RandomRotationTests.Row(random, Dimension)))]);
        using SegmentReader reader = index.OpenReader();
        float[] query = RandomRotationTests.Row(random, Dimension);
        reader.Search(0, query, Limit, ef: 50, default);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            reader.Search(0, query, Limit, ef: 50, default);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Codes_are_counted_as_memory_of_their_own()
    {
        using SegmentIndex plain = new([Field(Metric.Cosine) with { Quantization = null }]);
        using SegmentIndex coded = new([Field(Metric.Cosine)]);
        Random random = new(3);
        (string, float[])[] points = [.. Enumerable.Range(0, 3_000).Select(i => ($"{i}", RandomRotationTests.Row(random, Dimension)))];
        Write(plain, 1, points);
        Write(coded, 1, points);

        // 16 links on layer 0 take a block of 32 lanes, 20 bytes of codes, 4 of weight and 4 of link a lane; the code of a row 28.
        Assert.Equal(0, plain.MemoryUse.Codes);
        Assert.InRange(coded.MemoryUse.Codes, 3_000 * ((32 * 28) + 28), 3_000 * ((32 * 28) + 28) * 1.02);
        Assert.Equal(plain.MemoryUse.Total, coded.MemoryUse.Total - coded.MemoryUse.Codes);
    }

    [Fact]
    public void Manhattan_is_refused()
        => Assert.Contains(
            "manhattan", Assert.Throws<ArgumentException>(() => new SegmentIndex([Field(Metric.Manhattan)])).Message);

    [Fact]
    public void Rows_on_disk_are_refused()
        => Assert.Contains(
            "in memory",
            Assert.Throws<ArgumentException>(() => new SegmentIndex(
                [Field(Metric.Cosine) with { Quantization = new QuantizationParameters(QuantizationKind.NeighborCodes, OnDisk: true) }],
                rowFiles: Segments.MemoryRowFile.Create)).Message);

    /// <summary>Compares the lanes of each node with its links, and their codes with those of the rows.</summary>
    internal static unsafe void AssertLanesAreLinks(VectorIndex index)
    {
        (NeighborBlocks blocks, RowCodes codes) = index switch
        {
            NeighborCodesIndex<CosineDistance> cosine => (cosine.Blocks, cosine.Codes),
            NeighborCodesIndex<EuclideanDistance> euclidean => (euclidean.Blocks, euclidean.Codes),
            NeighborCodesIndex<DotDistance> dot => (dot.Blocks, dot.Codes),
            _ => throw new ArgumentException($"{index} keeps no codes of neighbours", nameof(index)),
        };
        for (int ordinal = 0; ordinal < index.Graph.Count; ordinal++)
        {
            int* links = index.Graph.Links(ordinal, 0);
            NeighborBlocksTests.AssertLanes(blocks, codes, ordinal, new ReadOnlySpan<int>(links + 1, *links).ToArray());
        }
    }

    private static double Recall(VectorFieldSchema field, (string Id, float[] Vector)[] points, float[][] queries)
    {
        using SegmentIndex index = new([field]);

        // One thread: two link in an order of their own, and one graph of dot products is a twentieth better than another for it.
        Write(index, 1, points, OneByOne);
        using SegmentReader reader = index.OpenReader();
        int found = 0;
        foreach (float[] query in queries)
        {
            int[] exact = [.. reader.SearchExact(0, query, Limit, default).ToArray().Select(neighbor => neighbor.Ordinal)];
            foreach (Neighbor neighbor in reader.Search(0, query, Limit, ef: 80, default))
            {
                found += exact.Contains(neighbor.Ordinal) ? 1 : 0;
            }
        }

        return (double)found / (queries.Length * Limit);
    }

    private static VectorFieldSchema Field(Metric metric)
        => new(Dimension, metric, new HnswParameters(8, 60), new QuantizationParameters(QuantizationKind.NeighborCodes));

    private static float[] Near(Random random, float[][] centres)
        => [.. centres[random.Next(centres.Length)].Zip(RandomRotationTests.Row(random, Dimension), (centre, noise) => centre + (0.3f * noise))];

    private static void OneByOne(int count, Action<int> body)
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    }

    private static void Write(SegmentIndex index, long sequence, (string Id, float[] Vector)[] points, ParallelFor? parallel = null)
        => index.Apply(
            [new SegmentWrite(sequence, points.Select(point => PointMutation.Upsert(Encoding.UTF8.GetBytes(point.Id), 1, point.Vector, default)).ToArray())],
            new int[1],
            parallel ?? s_twoThreads);
}
