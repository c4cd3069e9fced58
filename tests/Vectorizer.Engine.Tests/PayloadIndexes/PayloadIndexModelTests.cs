using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.PayloadIndexes;

/// <summary>
/// Random payloads and conditions: what an index selects is what <see cref="FilterEvaluator"/> finds by reading every payload, while
/// points are replaced, deleted, their ordinals used again, and the segment compacted, and while indexes come and go.
/// </summary>
public sealed class PayloadIndexModelTests(ITestOutputHelper output)
{
    private const int Steps = 60;
    private const int Ids = 400;
    private const int LeavesPerStep = 40;

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_index_selects_what_reading_every_payload_finds(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        RandomPayloads payloads = new(random);
        SegmentIndex index = new(
            [new VectorFieldSchema(2, Metric.Euclidean, new HnswParameters(4, 8))], new PayloadCompression(64));
        Queue<(SegmentReader Reader, OrdinalBitmap Seen)> open = [];
        long sequence = 0;
        int answered = 0;
        int reused = 0;
        for (int step = 0; step < Steps; step++)
        {
            int free = index.FreeCount;
            Write(index, ref sequence, payloads, random);
            reused += Math.Max(0, free - index.FreeCount);
            ChangeIndexes(index, random);
            for (int i = random.Next(6); i > 0; i--)
            {
                index.Repair(s_twoThreads);
            }

            if (random.Next(15) == 0)
            {
                SegmentIndex compacted = new SegmentCompaction(index).Finish(s_twoThreads, TestContext.Current.CancellationToken);
                Assert.Equal(
                    index.PayloadIndexContents.Select(status => status.Schema),
                    compacted.PayloadIndexContents.Where(status => status.IsReady).Select(status => status.Schema));
                Assert.All(open, pair => pair.Reader.Dispose());
                open.Clear();
                index.Dispose();
                index = compacted;
            }

            // Readers stay open over some steps: what they see must be found however late.
            open.Enqueue((index.OpenReader(), new OrdinalBitmap()));
            foreach ((SegmentReader reader, OrdinalBitmap set) in open)
            {
                answered += Compare(index, reader, set, payloads, random);
            }

            if (open.Count > 3)
            {
                open.Dequeue().Reader.Dispose();
            }
        }

        Assert.All(open, pair => pair.Reader.Dispose());
        Assert.True(answered > Steps * LeavesPerStep / 4, $"{answered} conditions were answered by indexes");
        Assert.True(reused > 0, "ordinals were used again");
        EmptyOut(index, ref sequence);
        index.Dispose();
    }

    /// <summary>When no ordinal has a point any more, nothing is left in an index.</summary>
    private static void EmptyOut(SegmentIndex index, ref long sequence)
    {
        PointMutation[] deletes = [.. Enumerable.Range(0, Ids).Select(id => PointMutation.Delete(Id(id)))];
        index.Apply([new SegmentWrite(++sequence, deletes)], new int[1], s_twoThreads);
        while (index.DeletedCount > 0)
        {
            // A round that was under way does not know of the last deletes.
            index.Repair(s_twoThreads);
        }

        while (index.BuildPayloadIndexes(s_twoThreads))
        {
            // Until all are ready.
        }

        using SegmentIndex fresh = new(index.Fields);
        foreach (PayloadIndexContents status in index.PayloadIndexContents)
        {
            Assert.Equal((0, 0), (status.Points, status.Values));
            fresh.AttachPayloadIndex(status.Schema);
        }

        Assert.Equal(fresh.PayloadIndexes.Bytes, index.PayloadIndexes.Bytes);
    }

    private static void Write(SegmentIndex index, ref long sequence, RandomPayloads payloads, Random random)
    {
        List<SegmentWrite> group = [];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            PointMutation[] mutations = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(4) == 0
                ? PointMutation.Delete(Id(random.Next(Ids)))
                : PointMutation.Upsert(
                    Id(random.Next(Ids)), 1, new float[] { random.NextSingle(), random.NextSingle() }, payloads.Payload()))];
            group.Add(new SegmentWrite(++sequence, mutations));
        }

        GrowthPlan plan = index.Plan();
        group.ForEach(write => plan.Add(index.GrowthOf(write.Mutations.Span)));
        index.Apply(group.ToArray(), new int[group.Count], s_twoThreads);
        Assert.InRange(index.MemoryUse.Total, 0, plan.Bytes);
    }

    private static void ChangeIndexes(SegmentIndex index, Random random)
    {
        PayloadPath path = PayloadPath.Parse(RandomPayloads.Paths[random.Next(RandomPayloads.Paths.Length)]);
        bool exists = index.PayloadIndexContents.Any(status => status.Schema.Path.Equals(path));
        if (exists && random.Next(8) == 0)
        {
            Assert.True(index.DropPayloadIndex(path));
        }
        else if (!exists)
        {
            index.AttachPayloadIndex(new PayloadIndexSchema(path, (PayloadIndexKind)random.Next(8)));
        }

        if (random.Next(2) == 0)
        {
            index.BuildPayloadIndexes(s_twoThreads);
        }
    }

    private static int Compare(SegmentIndex index, SegmentReader reader, OrdinalBitmap set, RandomPayloads payloads, Random random)
    {
        int answered = 0;
        int count = index.Points.Count;
        for (int i = 0; i < LeavesPerStep; i++)
        {
            PayloadPath path = PayloadPath.Parse(RandomPayloads.Paths[random.Next(RandomPayloads.Paths.Length)]);
            PayloadIndexContents? status = index.PayloadIndexContents.FirstOrDefault(one => one.Schema.Path.Equals(path));
            FilterExpression leaf = payloads.Leaf(
                random.Next(5) == 0 ? PayloadPath.Parse($"{path}[]") : path, status?.Schema.Kind ?? (PayloadIndexKind)random.Next(8));
            set.Reset(count);
            IndexAnswer answer = index.PayloadIndexes.TrySelect(leaf, set);
            Assert.Equal(answer, index.PayloadIndexes.Estimate(leaf, count, out int estimate));
            if (answer == IndexAnswer.None)
            {
                Assert.Equal(0, set.Cardinality);
                continue;
            }

            answered++;
            Assert.InRange(set.Cardinality, 0, estimate);
            for (int ordinal = 0; ordinal < count; ordinal++)
            {
                if (!index.Points.IsVisible(ordinal, reader.Sequence))
                {
                    continue;
                }

                FilteredPoint point = new(reader.Payload(ordinal), reader.Id(ordinal), 1, CancellationToken.None);
                bool matches = FilterEvaluator.Matches(leaf, point);
                if (matches != set.Contains(ordinal) && (matches || answer == IndexAnswer.Exact))
                {
                    Assert.Fail(
                        $"{leaf.GetType().Name} at {path}, {status}: {answer} {(matches ? "misses" : "has")} {Encoding.UTF8.GetString(point.Payload)}");
                }
            }
        }

        set.Free();
        return answered;
    }

    private static byte[] Id(int number) => Encoding.UTF8.GetBytes($"p{number}");
}
