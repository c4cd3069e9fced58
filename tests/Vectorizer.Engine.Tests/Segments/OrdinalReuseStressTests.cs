using System.Buffers.Binary;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>
/// One thread replaces points and repairs, others search. Every version of a point has a vector and a payload that follow from
/// id and version, so a result that mixes two lives of an ordinal is noticed, and so is a point that is there twice or not at all.
/// </summary>
public sealed class OrdinalReuseStressTests(ITestOutputHelper output)
{
    private const int Ids = 300;
    private const int Dimension = 6;
    private const int Rounds = 1_500;
    private const int Searchers = 3;

    private static readonly ParallelFor s_run = (count, body) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    [Fact]
    public async Task Searches_beside_replacements_and_repairs_see_each_point_once_and_whole()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using SegmentIndex index = new([SegmentModel.Field(Dimension, Metric.Euclidean)]);
        int[] versions = new int[Ids];
        long sequence = 0;
        Write(index, ++sequence, [.. Enumerable.Range(0, Ids).Select(id => Upsert(id, 0))]);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<int>[] searchers = [.. Enumerable.Range(0, Searchers).Select(number => Task.Factory.StartNew(
            () => Search(index, new Random(seed + number), stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        int repairs = 0;
        try
        {
            for (int round = 0; round < Rounds && !searchers.Any(searcher => searcher.IsCompleted); round++)
            {
                int[] ids = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(Ids)).Distinct()];
                Write(index, ++sequence, [.. ids.Select(id => Upsert(id, ++versions[id]))]);
                for (int i = random.Next(4); i > 0; i--)
                {
                    repairs += index.Repair(s_run) == RepairProgress.Done ? 1 : 0;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        int searches = (await Task.WhenAll(searchers)).Sum();
        while (index.Repair(s_run) != RepairProgress.Done)
        {
            // No reader is open any more.
        }

        output.WriteLine($"{searches} searches, {repairs} repairs, {index.Points.Count} ordinals for {sequence} writes");
        Assert.Empty(HnswGraphValidator.Validate(index.Indexes[0].Graph));
        Assert.Empty(HnswGraphValidator.CheckInDegrees(index.Indexes[0].Graph));
        Assert.InRange(repairs, 10, int.MaxValue);
    }

    private static int Search(SegmentIndex index, Random random, CancellationToken cancellationToken)
    {
        int searches = 0;
        float[] vector = new float[Dimension];
        while (!cancellationToken.IsCancellationRequested)
        {
            using SegmentReader reader = index.OpenReader();
            float[] query = SegmentIndexModelTests.RandomVector(random, Dimension);
            Neighbor[] found = searches++ % 2 == 0
                ? reader.SearchExact(0, query, Ids + 1, CancellationToken.None).ToArray()
                : reader.Search(0, query, 10, 20, CancellationToken.None).ToArray();
            Assert.Equal(searches % 2 == 1 ? Ids : 10, found.Length);
            HashSet<int> ids = [];
            foreach (Neighbor hit in found)
            {
                int id = int.Parse(reader.Id(hit.Ordinal));
                int version = BinaryPrimitives.ReadInt32LittleEndian(reader.Payload(hit.Ordinal));
                reader.CopyVector(0, hit.Ordinal, vector);
                Assert.True(ids.Add(id), $"point {id} was found twice");
                Assert.Equal(VectorOf(id, version), vector);
            }
        }

        return searches;
    }

    private static void Write(SegmentIndex index, long sequence, PointMutation[] mutations)
        => index.Apply([new SegmentWrite(sequence, mutations)], new int[1], s_run);

    private static PointMutation Upsert(int id, int version)
    {
        byte[] payload = new byte[4 + ((id * version) % 2_000)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, version);
        return PointMutation.Upsert(Encoding.UTF8.GetBytes($"{id}"), 1, VectorOf(id, version), payload);
    }

    private static float[] VectorOf(int id, int version) => SegmentIndexModelTests.RandomVector(new Random((id * 10_000) + version), Dimension);
}
