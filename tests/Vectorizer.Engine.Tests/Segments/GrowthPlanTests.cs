using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>What is foretold is never too little, whatever is applied or given up, in whatever groups; and it is not far too much.</summary>
public sealed class GrowthPlanTests(ITestOutputHelper output)
{
    private const int Steps = 150;

    // Rounding of the blobs to pages, beyond what the points will really take.
    private const long Slack = 64 * 1024;

    private static readonly ParallelFor s_inOrder = (count, body) =>
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 16).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_index_never_takes_more_than_was_foretold(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);

        // Rows of 16 KiB and of 64 bytes, so that some arenas begin their second chunk and others don't.
        ImmutableArray<VectorFieldSchema> fields = [Field(random.Next(1, 4097)), Field(random.Next(1, 17))];
        fields = [.. fields.Select(field => SegmentModel.WithAnyQuantization(field, random))];
        output.WriteLine(string.Join('\n', fields));
        long told = 0;
        using SegmentIndex index = new(fields, memoryChanged: bytes => told = bytes, rowFiles: MemoryRowFile.Create);
        GrowthPlan plan = index.Plan();
        Assert.Equal(told, plan.Bytes);
        List<PointMutation[]> waiting = [];
        long sequence = 0;
        int reused = 0;
        for (int step = 0; step < Steps; step++)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                PointMutation[] write = RandomWrite(random, fields);
                waiting.Add(write);
                plan.Add(index.GrowthOf(write));
            }

            if (waiting.Count > 0 && random.Next(4) == 0)
            {
                int refused = random.Next(waiting.Count);
                plan.Remove(index.GrowthOf(waiting[refused]));
                waiting.RemoveAt(refused);
            }

            // Whatever is waiting, a repair may come in between; it must be told, and what is free then is counted on.
            for (int i = random.Next(4); i > 0; i--)
            {
                index.Repair(s_inOrder);
                plan.Refresh();
            }

            if (random.Next(2) == 0)
            {
                continue;
            }

            long foretold = plan.Bytes;
            int free = index.FreeCount;
            SegmentWrite[] group = [.. waiting.Select(write => new SegmentWrite(++sequence, write))];
            index.Apply(group, new int[group.Length], s_inOrder);
            Assert.InRange(index.MemoryUse.Total, 0, foretold);
            reused += free - index.FreeCount;
            Assert.InRange(foretold, 0, index.MemoryUse.Total + Slack + index.Ids.Bytes + AbsentRows(index, fields));
            plan.Applied(index.GrowthOf([.. waiting.SelectMany(write => write)]));
            waiting.Clear();
            Assert.Equal(index.MemoryUse.Total, plan.Bytes);
            Assert.Equal(index.MemoryUse.Total, told);
        }

        index.Dispose();
        Assert.Equal(0, told);
        Assert.True(reused > 0, "ordinals were used again");
    }

    [Fact]
    public void Points_that_take_free_ordinals_are_foretold_to_need_no_more_rows()
    {
        using SegmentIndex index = new([Field(1_000)]);
        PointMutation[] points = [.. Enumerable.Range(0, 1_000).Select(i => Point($"{i}", 1, new float[1_000], 0))];
        index.Apply([new SegmentWrite(1, points)], new int[1], s_inOrder);
        index.Apply([new SegmentWrite(2, points.Select(point => PointMutation.Delete(point.Id)).ToArray())], new int[1], s_inOrder);
        while (index.Repair(s_inOrder) != RepairProgress.Done)
        {
            // Until all of them are free.
        }

        GrowthPlan plan = index.Plan();
        long before = plan.Bytes;
        plan.Add(index.GrowthOf(points));

        Assert.InRange(plan.Bytes - before, 0, 200_000);
        plan.Add(index.GrowthOf(points));
        Assert.InRange(plan.Bytes - before, 4_000_000, long.MaxValue);
    }

    /// <summary>Few links a node give as many records above layer 0 as points: more than everything that is rounded up.</summary>
    [Fact]
    public void The_upper_layers_are_foretold()
    {
        using SegmentIndex index = new([new VectorFieldSchema(1, Metric.Euclidean, new HnswParameters(2, 4))]);
        GrowthPlan plan = index.Plan();
        PointMutation[] write = [.. Enumerable.Range(0, 20_000).Select(i => Point($"{i}", 1, [i], 0))];
        plan.Add(index.GrowthOf(write));

        index.Apply([new SegmentWrite(1, write)], new int[1], s_inOrder);

        Assert.InRange(index.MemoryUse.Total, 0, plan.Bytes);
        Assert.True(index.Indexes[0].Graph.UpperCount > write.Length / 2);
    }

    [Fact]
    public void Deletes_add_nothing()
    {
        using SegmentIndex index = new([Field(2)]);

        Assert.Equal(new SegmentGrowth(0, 0), index.GrowthOf([PointMutation.Delete("a"u8.ToArray())]));
    }

    [Fact]
    public void Memory_counts_until_the_last_reader_is_closed()
    {
        long told = -1;
        SegmentIndex index = new([Field(2)], memoryChanged: bytes => told = bytes);
        index.Apply([new SegmentWrite(1, new[] { Point("a", 1, [1, 2], 10) })], new int[1], s_inOrder);
        long used = told;
        SegmentReader reader = index.OpenReader();

        index.Dispose();
        Assert.Equal(used, told);
        Assert.True(used > 0);

        reader.Dispose();
        Assert.Equal(0, told);
    }

    // A point without a vector has no upper layers, which were foretold all the same.
    private static long AbsentRows(SegmentIndex index, ImmutableArray<VectorFieldSchema> fields)
        => fields.Length * (long)index.Points.Count * 64;

    private static VectorFieldSchema Field(int dimension) => new(dimension, Metric.Euclidean, new HnswParameters(4, 8));

    private static PointMutation[] RandomWrite(Random random, ImmutableArray<VectorFieldSchema> fields)
    {
        PointMutation[] write = new PointMutation[random.Next(1, 40)];
        for (int i = 0; i < write.Length; i++)
        {
            string id = $"id-{random.Next(2_000)}";
            ulong present = (ulong)random.Next(1, 4);
            int floats = fields.Where((_, field) => (present >> field & 1) != 0).Sum(field => field.Dimension);
            write[i] = random.Next(5) == 0
                ? PointMutation.Delete(Encoding.UTF8.GetBytes(id))
                : Point(id, present, [.. Enumerable.Range(0, floats).Select(_ => random.NextSingle())], random.Next(20) == 0 ? 100_000 : 20);
        }

        return write;
    }

    private static PointMutation Point(string id, ulong fields, float[] values, int payloadBytes)
        => PointMutation.Upsert(Encoding.UTF8.GetBytes(id), fields, values, new byte[payloadBytes]);
}
