using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

public sealed class SegmentCompactionTests(ITestOutputHelper output)
{
    private const int PointsPerBatch = 25;

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    private static readonly ParallelFor s_oneThread = (count, body) =>
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12).Select(_ => Random.Shared.Next())];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Several fields, points that lack some, zero vectors, ids that are replaced, deleted and stored again; writes
    // between all steps. Afterwards the writes go on in the new index.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_compacted_index_shows_what_the_old_one_shows_whatever_was_written_meanwhile(int seed)
    {
        output.WriteLine($"seed {seed}");
        Writes writes = new(new Random(seed));
        using SegmentIndex old = writes.NewIndex();
        writes.Apply(old, groups: 30);
        using SegmentCompaction compaction = new(
            old, PointsPerBatch, writes.OtherFields(), rowFiles: MemoryRowFile.Create);
        for (int round = 0; round < 3; round++)
        {
            while (compaction.CopyBatch(s_twoThreads, Token))
            {
                writes.Apply(old, groups: writes.Random.Next(3));
            }

            writes.Apply(old, groups: writes.Random.Next(3));
        }

        using SegmentIndex compacted = compaction.Finish(s_twoThreads, Token);

        Assert.Empty(IndexComparison.Differences(old, compacted, writes.Random));
        SegmentIndexModelTests.Compare(compacted, writes.Model, writes.Random);
        Assert.InRange(compacted.DeletedCount, 0, old.DeletedCount);
        writes.Apply(compacted, groups: 10);
        SegmentIndexModelTests.Compare(compacted, writes.Model, writes.Random);

        using SegmentCompaction again = new(compacted, PointsPerBatch, writes.OtherFields(), rowFiles: MemoryRowFile.Create);
        using SegmentIndex twice = again.Finish(s_twoThreads, Token);
        Assert.Equal(0, twice.DeletedCount);
        SegmentIndexModelTests.Compare(twice, writes.Model, writes.Random);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_writer_and_searches_may_run_beside_every_step_but_the_last(int seed)
    {
        output.WriteLine($"seed {seed}");
        Writes writes = new(new Random(seed));
        using SegmentIndex old = writes.NewIndex();
        writes.Apply(old, groups: 30);
        using SegmentCompaction compaction = new(
            old, PointsPerBatch, writes.OtherFields(), rowFiles: MemoryRowFile.Create);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task writer = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    writes.Apply(old, groups: 1);
                }
            },
            Token);
        for (int i = 0; i < 40; i++)
        {
            compaction.CopyBatch(s_twoThreads, Token);
        }

        await stop.CancelAsync();
        await writer;
        using SegmentIndex compacted = compaction.Finish(s_twoThreads, Token);

        Assert.Empty(IndexComparison.Differences(old, compacted, writes.Random));
        SegmentIndexModelTests.Compare(compacted, writes.Model, writes.Random);
    }

    // The same rows in the same order, linked by one thread, must give the same links: then recall is that of a fresh
    // build, and so is memory.
    [Fact]
    public void A_compacted_graph_is_link_for_link_the_one_that_a_fresh_build_makes()
    {
        const int Points = 2_000;
        const int Kept = 300;
        Random random = Seeded();
        ImmutableArray<VectorFieldSchema> fields = [SegmentModel.Field(12, Metric.Cosine), SegmentModel.Field(3, Metric.Euclidean)];
        PointMutation[] points = [.. Enumerable.Range(0, Points).Select(i => PointMutation.Upsert(
            Encoding.UTF8.GetBytes($"{i}"),
            fields: 3,
            SegmentIndexModelTests.RandomVector(random, 15),
            Encoding.UTF8.GetBytes(new string('p', random.Next(500)))))];
        using SegmentIndex old = new(fields, new PayloadCompression(64));
        Write(old, 1, points);
        Write(old, 2, [.. points.Skip(Kept).Select(point => PointMutation.Delete(point.Id))]);
        using SegmentIndex fresh = new(fields, new PayloadCompression(64));
        Write(fresh, 1, points[..Kept]);
        using SegmentCompaction compaction = new(old);

        using SegmentIndex compacted = compaction.Finish(s_oneThread, Token);

        Assert.Equal(fresh.MemoryUse, compacted.MemoryUse);
        Assert.Equal(0, compacted.DeletedCount);
        for (int field = 0; field < fields.Length; field++)
        {
            Assert.Equal(AllLinks(fresh.Indexes[field].Graph), AllLinks(compacted.Indexes[field].Graph));
        }
    }

    [Fact]
    public void An_index_without_a_live_point_is_compacted_to_an_empty_one()
    {
        using SegmentIndex old = new([SegmentModel.Field(2, Metric.Cosine)]);
        using (SegmentIndex empty = new SegmentCompaction(old).Finish(s_oneThread, Token))
        {
            Assert.Empty(IndexComparison.Differences(old, empty, new Random(1)));
        }

        Write(old, 1, [PointMutation.Upsert("a"u8.ToArray(), 1, new float[2], default)]);
        Write(old, 2, [PointMutation.Delete("a"u8.ToArray())]);
        using SegmentIndex compacted = new SegmentCompaction(old).Finish(s_oneThread, Token);

        Assert.Empty(IndexComparison.Differences(old, compacted, new Random(1)));
        Assert.Equal((0, 0, 2), (compacted.PointCount, compacted.DeletedCount, compacted.VisibleSequence));
    }

    [Fact]
    public void Readers_of_the_old_index_go_on_after_it_was_replaced()
    {
        Writes writes = new(Seeded());
        SegmentIndex old = writes.NewIndex();
        writes.Apply(old, groups: 20);
        using SegmentReader reader = old.OpenReader();
        List<string> before = IndexComparison.ListAll(reader);

        using SegmentIndex compacted = new SegmentCompaction(old).Finish(s_twoThreads, Token);
        old.Dispose();
        writes.Apply(compacted, groups: 5);

        Assert.Equal(before, IndexComparison.ListAll(reader));
        Assert.All(before, id => Assert.True(reader.TryFind(Encoding.UTF8.GetBytes(id), out int ordinal) && reader.Payload(ordinal).Length >= 0));
    }

    [Fact]
    public void A_compaction_keeps_the_old_index_in_memory_when_its_owner_closes_it()
    {
        Writes writes = new(Seeded());
        SegmentIndex old = writes.NewIndex();
        writes.Apply(old, groups: 20);
        using SegmentCompaction compaction = new(old, PointsPerBatch);
        old.Dispose();

        using SegmentIndex compacted = compaction.Finish(s_twoThreads, Token);

        SegmentIndexModelTests.Compare(compacted, writes.Model, writes.Random);
        Assert.Throws<ObjectDisposedException>(() => new SegmentCompaction(old));
    }

    // Refused memory at any point of any step, and a cancellation before it: the copy is gone, the old index as before.
    [Fact]
    public void A_step_that_fails_or_is_cancelled_gives_up_the_copy_and_leaves_the_old_index_alone()
    {
        Writes writes = new(Seeded());
        using SegmentIndex old = writes.NewIndex();
        writes.Apply(old, groups: 20);
        for (int failing = 0; failing < 4; failing++)
        {
            int calls = 0;
            using SegmentCompaction compaction = new(old, PointsPerBatch);
            Assert.Throws<OutOfMemoryException>(() => compaction.Finish(
                (count, body) =>
                {
                    s_oneThread(count / 2, body);
                    if (calls++ == failing)
                    {
                        throw new OutOfMemoryException();
                    }

                    s_oneThread(count - (count / 2), i => body(i + (count / 2)));
                },
                Token));
            Assert.Throws<ObjectDisposedException>(() => compaction.CopyBatch(s_oneThread, Token));
            Assert.Throws<ObjectDisposedException>(() => compaction.Finish(s_oneThread, Token));
        }

        using SegmentCompaction cancelled = new(old, PointsPerBatch);
        Assert.True(cancelled.CopyBatch(s_oneThread, Token));
        Assert.Throws<OperationCanceledException>(() => cancelled.Finish(s_oneThread, new CancellationToken(canceled: true)));
        Assert.Throws<ObjectDisposedException>(() => cancelled.CopyBatch(s_oneThread, Token));

        writes.Apply(old, groups: 5);
        SegmentIndexModelTests.Compare(old, writes.Model, writes.Random);
        using SegmentIndex compacted = new SegmentCompaction(old).Finish(s_oneThread, Token);
        Assert.Empty(IndexComparison.Differences(old, compacted, writes.Random));
    }

    // What a group that failed has left in the old index is invisible there, and what it has ended still lives.
    [Fact]
    public void A_group_that_failed_in_the_old_index_is_as_if_it_had_never_been_there()
    {
        Writes writes = new(Seeded());
        using SegmentIndex old = writes.NewIndex();
        writes.Apply(old, groups: 10);
        using SegmentCompaction compaction = new(old, PointsPerBatch);
        Assert.True(compaction.CopyBatch(s_twoThreads, Token));
        ModelPoint point = writes.Model.Points.First().Value;
        ModelWrite write = new(
            writes.NextSequence(),
            [
                .. writes.Model.Points.Keys.Take(10).Select(id => (id, (ModelPoint?)null)),
                .. writes.Model.Points.Keys.Skip(10).Take(10).Append("new").Select(id => (id, (ModelPoint?)point)),
            ]);
        Assert.Throws<OutOfMemoryException>(
            () => old.Apply([write.ToWrite()], new int[1], (_, _) => throw new OutOfMemoryException()));

        using SegmentIndex compacted = compaction.Finish(s_twoThreads, Token);

        Assert.Empty(IndexComparison.Differences(old, compacted, writes.Random));
        SegmentIndexModelTests.Compare(compacted, writes.Model, writes.Random);
        writes.Apply(compacted, write);
        SegmentIndexModelTests.Compare(compacted, writes.Model, writes.Random);
    }

    [Fact]
    public void A_compaction_into_another_dimension_metric_or_number_of_fields_is_refused()
    {
        using SegmentIndex old = new([SegmentModel.Field(2, Metric.Euclidean)]);

        Assert.Contains("got 3", Refused(SegmentModel.Field(3, Metric.Euclidean)));
        Assert.Contains("got 2 and Dot", Refused(SegmentModel.Field(2, Metric.Dot)));
        Assert.Contains("got 0", Refused());

        string Refused(params VectorFieldSchema[] fields)
            => Assert.Throws<ArgumentException>(() => new SegmentCompaction(old, [.. fields])).Message;
    }

    [Fact]
    public void What_remains_is_told_and_falls_batch_by_batch()
    {
        using SegmentIndex old = new([SegmentModel.Field(2, Metric.Euclidean)]);
        Write(old, 1, [.. Enumerable.Range(0, 60).Select(Point)]);
        using SegmentCompaction compaction = new(old, PointsPerBatch);
        List<long> remaining = [compaction.Remaining];
        while (compaction.CopyBatch(s_oneThread, Token))
        {
            remaining.Add(compaction.Remaining);
        }

        Write(old, 2, [Point(60)]);
        remaining.Add(compaction.Remaining);

        Assert.Equal([60, 35, 10, 0, 1], remaining);
    }

    // The check itself: a compacted index that is made wrong, as by a step that was forgotten, differs from the old one.
    [Theory]
    [InlineData("deaths of copied points are forgotten")]
    [InlineData("a point is forgotten")]
    [InlineData("a point died that lives")]
    [InlineData("a payload is another one")]
    [InlineData("a row is another one")]
    [InlineData("the sequence is an earlier one")]
    public unsafe void A_planted_fault_is_found(string fault)
    {
        Writes writes = new(Seeded());
        using SegmentIndex old = writes.NewIndex();
        writes.Apply(old, groups: 10);
        using SegmentCompaction compaction = new(old, PointsPerBatch);
        while (compaction.CopyBatch(s_twoThreads, Token))
        {
        }

        // All of these die after they were copied.
        string[] dying = [.. writes.Model.Points.Keys.Take(20)];
        writes.Apply(old, new ModelWrite(writes.NextSequence(), [.. dying.Select(id => (id, (ModelPoint?)null))]));
        using SegmentIndex compacted = compaction.Finish(s_twoThreads, Token);
        Assert.Empty(IndexComparison.Differences(old, compacted, writes.Random));

        PointTable points = compacted.Points;

        // One whose payload is so short that it lies in the table as it was given, and that has a row.
        string id = writes.Model.Points.First(pair => pair.Value.Payload.Length is > 0 and < 64
            && pair.Value.Vectors[0] is { } vector && vector.Any(number => number != 0)).Key;
        int live = compacted.Ids.Find(Encoding.UTF8.GetBytes(id));
        switch (fault)
        {
            case "deaths of copied points are forgotten":
                for (int ordinal = 0; ordinal < points.Count; ordinal++)
                {
                    if (points.Died(ordinal) != long.MaxValue)
                    {
                        points.End(ordinal, long.MaxValue);
                        compacted.Ids.Set(points.Id(ordinal), ordinal);
                    }
                }

                break;
            case "a point is forgotten":
                compacted.Ids.Remove(points.Id(live));
                points.End(live, 0);
                break;
            case "a point died that lives":
                points.End(live, 0);
                break;
            case "a payload is another one":
                byte[] unused = [];
                fixed (byte* payload = points.Payload(live, ref unused))
                {
                    payload[0] ^= 1;
                }

                break;
            case "a row is another one":
                // A zero vector has no row.
                VectorIndex index = compacted.Indexes[0];
                int walked = Enumerable.Range(0, points.Count)
                    .First(i => points.Died(i) == long.MaxValue && index.Graph.Level(i) != HnswGraph.NoLevel);
                index.Rows.Row(walked)[0] += 1;
                break;
            default:
                compacted.Show(compacted.VisibleSequence - 1);
                break;
        }

        Assert.NotEmpty(IndexComparison.Differences(old, compacted, writes.Random));
    }

    private static List<(int Ordinal, int Layer, string Links)> AllLinks(HnswGraph graph)
    {
        List<(int, int, string)> all = [];
        for (int ordinal = 0; ordinal < graph.Count; ordinal++)
        {
            for (int layer = 0; layer <= graph.Level(ordinal); layer++)
            {
                all.Add((ordinal, layer, Links(graph, ordinal, layer)));
            }
        }

        return all;
    }

    private static unsafe string Links(HnswGraph graph, int ordinal, int layer)
    {
        int* links = graph.Links(ordinal, layer);
        return string.Join(' ', new ReadOnlySpan<int>(links + 1, *links).ToArray());
    }

    private static void Write(SegmentIndex index, long sequence, PointMutation[] mutations)
        => index.Apply([new SegmentWrite(sequence, mutations)], new int[1], s_oneThread);

    private static PointMutation Point(int number)
        => PointMutation.Upsert(Encoding.UTF8.GetBytes($"{number}"), 1, new float[] { number, 1 }, default);

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    /// <summary>Random groups of writes, applied to a model as well.</summary>
    private sealed class Writes
    {
        private readonly ImmutableArray<VectorFieldSchema> _fields;
        private long _sequence;

        public Writes(Random random)
        {
            Random = random;
            _fields =
            [
                SegmentModel.Field(random.Next(1, 20), Metric.Cosine),
                .. Enumerable.Range(0, random.Next(3)).Select(_ => SegmentModel.Field(random.Next(1, 20), (Metric)random.Next(4))),
            ];
            Model = new SegmentModel(_fields);
        }

        public Random Random { get; }

        public SegmentModel Model { get; }

        public SegmentIndex NewIndex() => new(_fields, new PayloadCompression(64));

        /// <summary>The fields with any quantization, to be compacted into.</summary>
        public ImmutableArray<VectorFieldSchema> OtherFields()
            => [.. _fields.Select(field => SegmentModel.WithAnyQuantization(field, Random))];

        public long NextSequence() => ++_sequence;

        public void Apply(SegmentIndex index, int groups)
        {
            for (int group = 0; group < groups; group++)
            {
                Apply(index, [.. Enumerable.Range(0, Random.Next(1, 8))
                    .Select(_ => SegmentIndexModelTests.RandomWrite(Random, _fields, NextSequence()))]);
            }
        }

        public void Apply(SegmentIndex index, params ModelWrite[] group)
        {
            index.Apply(group.Select(write => write.ToWrite()).ToArray(), new int[group.Length], s_twoThreads);
            Array.ForEach(group, Model.Apply);
        }
    }
}
