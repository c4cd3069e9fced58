using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>When the ordinal of a dead point may be used again, and when it must not: each case in an order of its own.</summary>
public sealed class OrdinalReuseTests(ITestOutputHelper output)
{
    private const int Points = 400;
    private const int Dimension = 8;

    // Gaps that are not worth a move of the blobs around them.
    private const int MostGaps = 64 * 1024;

    private static readonly ParallelFor s_run = (count, body) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    private readonly SegmentIndex _index = new([SegmentModel.Field(Dimension, Metric.Euclidean)]);
    private long _sequence;

    [Fact]
    public void Points_stored_after_a_repair_take_the_places_of_the_dead()
    {
        Store(0, Points);
        long before = _index.MemoryUse.Total;
        for (int round = 0; round < 5; round++)
        {
            Delete(0, Points / 2);
            Assert.Equal(RepairProgress.Done, Repair());
            Assert.Equal((0, Points / 2), (_index.DeletedCount, _index.FreeCount));
            Store(0, Points / 2);
        }

        Assert.Equal((Points, 0, 0, Points), (_index.PointCount, _index.DeletedCount, _index.FreeCount, _index.Points.Count));
        Assert.InRange(_index.MemoryUse.Total, before, before + MostGaps);
        AssertSound();
    }

    [Fact]
    public void No_ordinal_is_used_again_while_a_reader_from_before_is_open_which_still_sees_its_point()
    {
        Store(0, Points);
        SegmentReader reader = _index.OpenReader();
        List<string> before = SearchAll(reader);
        Delete(0, 100);

        Assert.Equal(RepairProgress.Waiting, Repair());
        Store(1_000, 100);
        Assert.Equal((100, 0, Points + 100), (_index.DeletedCount, _index.FreeCount, _index.Points.Count));
        Assert.Equal(before, SearchAll(reader));

        reader.Dispose();
        Assert.Equal(RepairProgress.Done, Repair());
        Assert.Equal((0, 100), (_index.DeletedCount, _index.FreeCount));
    }

    // It has begun when nothing led to the dead any more, so it cannot hold one; what is stored there is born in its future.
    [Fact]
    public void A_reader_that_begins_when_the_dead_are_hidden_does_not_hold_them_and_never_sees_what_is_stored_there()
    {
        Store(0, Points);
        SegmentReader early = _index.OpenReader();
        Delete(0, 100);
        Assert.Equal(RepairProgress.Waiting, Repair());
        using SegmentReader late = _index.OpenReader();
        List<string> before = SearchAll(late);
        early.Dispose();

        Assert.Equal(RepairProgress.Done, Repair());
        Store(1_000, 100);

        Assert.Equal(Points, _index.Points.Count);
        Assert.Equal(before, SearchAll(late));
    }

    [Fact]
    public void While_a_capture_is_open_nothing_becomes_free_but_what_was_free_is_used()
    {
        Store(0, Points);
        Delete(0, 50);
        Repair();
        Delete(50, 50);
        SegmentModel moment = Model(100, Points - 100);
        SegmentIndex loaded;
        using (SegmentCapture capture = _index.Capture())
        {
            Assert.Equal(RepairProgress.Waiting, Repair());
            Store(1_000, 80);
            Assert.Equal((50, 0, Points + 30), (_index.DeletedCount, _index.FreeCount, _index.Points.Count));
            loaded = SegmentCaptureTests.Load(capture, new Random(1)).Index;
        }

        using (loaded)
        {
            SegmentIndexModelTests.Compare(loaded, moment, new Random(1));
            Assert.Empty(HnswGraphValidator.CheckInDegrees(loaded.Indexes[0].Graph));

            // What was free stays so in the snapshot; what was dead and linked is to be repaired.
            Assert.Equal((50, 50), (loaded.DeletedCount, loaded.FreeCount));
            Assert.Equal(RepairProgress.Done, Repair(loaded));
            Assert.Equal((0, 100), (loaded.DeletedCount, loaded.FreeCount));
        }

        Assert.Equal(RepairProgress.Done, Repair());
        Assert.Equal(50, _index.FreeCount);
        AssertSound();
    }

    // At every place where a repair can stand: new points right beside the dead must not link to them once they are swept.
    [Fact]
    public void Points_stored_in_the_middle_of_a_repair_get_no_link_to_the_dead_and_give_them_none()
    {
        Store(0, 4_000);
        Delete(0, 1_000);
        int next = 10_000;
        int steps = 0;
        while (_index.Repair(s_run) == RepairProgress.Working)
        {
            // The rows of the dead themselves: no candidate is nearer.
            Write([.. Enumerable.Range(steps * 20 % 1_000, 20).Select(number => Upsert($"{next++}", VectorOf(number)))]);
            steps++;
        }

        Assert.True(steps > 3, "the repair has several steps");
        Assert.Equal(1_000, _index.FreeCount);
        AssertSound();
    }

    // Among the places where a repair can stand is one where some of the dead are free and others, which link to them, are not.
    [Fact]
    public void A_segment_saved_between_any_two_steps_of_a_repair_can_be_loaded()
    {
        const int Many = 6_000;
        const int Living = 1_000;
        Store(0, Many);
        Delete(Living, Many - Living);
        SegmentModel moment = Model(0, Living);
        int steps = 0;
        int freeBefore = -1;
        int stepsThatFree = 0;
        RepairProgress progress;
        do
        {
            progress = _index.Repair(s_run);
            stepsThatFree += _index.FreeCount > Math.Max(0, freeBefore) ? 1 : 0;
            if (_index.FreeCount > 0 || steps % 20 == 0)
            {
                using SegmentCapture capture = _index.Capture();
                using SegmentIndex loaded = SegmentCaptureTests.Load(capture, new Random(1)).Index;
                SegmentIndexModelTests.Compare(loaded, moment, new Random(1));
                Assert.Empty(HnswGraphValidator.CheckInDegrees(loaded.Indexes[0].Graph));
            }

            (freeBefore, steps) = (_index.FreeCount, steps + 1);
        }
        while (progress == RepairProgress.Working);

        Assert.True(stepsThatFree > 2, "the dead become free in several steps");
        AssertSound();
    }

    [Fact]
    public void Points_that_die_in_the_middle_of_a_repair_wait_for_the_next_one()
    {
        Store(0, Points);
        Delete(0, 100);
        Assert.Equal(RepairProgress.Working, _index.Repair(s_run));
        Delete(100, 100);

        Assert.Equal(RepairProgress.Done, Repair());
        Assert.Equal((100, 100), (_index.DeletedCount, _index.FreeCount));
        AssertSound();
        Assert.Equal(RepairProgress.Done, Repair());
        Assert.Equal((0, 200), (_index.DeletedCount, _index.FreeCount));
        AssertSound();
    }

    [Fact]
    public void The_entry_of_the_graph_may_die()
    {
        Store(0, Points);
        for (int round = 0; round < 20; round++)
        {
            _index.Indexes[0].Graph.TryGetEntry(out int entry, out _);
            Write([PointMutation.Delete(_index.Points.Id(entry).ToArray())]);
            Repair();
            Assert.True(_index.Indexes[0].Graph.TryGetEntry(out int next, out _));
            Assert.False(_index.Points.Ended.Contains(next));
            AssertSound();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_points_may_die_and_others_come(bool repairs)
    {
        for (int round = 0; round < 3; round++)
        {
            Store(0, Points);
            Delete(0, Points);
            if (repairs)
            {
                Repair();
                Assert.False(_index.Indexes[0].Graph.TryGetEntry(out _, out _));
            }

            Store(1_000, Points);
            AssertSound();
            Delete(1_000, Points);
        }

        Repair();
        Assert.Equal((0, 0), (_index.PointCount, _index.DeletedCount));
        Store(0, Points);
        AssertSound();
    }

    [Fact]
    public void Payloads_of_the_dead_are_given_back_and_those_of_the_living_stay_readable_while_they_move()
    {
        const int Bytes = 10_000;
        Write([.. Enumerable.Range(0, 2_000).Select(number => Upsert($"{number}", VectorOf(number), Bytes))]);
        long before = _index.MemoryUse.Total;
        Write([.. Enumerable.Range(0, 2_000).Where(number => number % 4 != 0).Select(number => PointMutation.Delete(IdOf($"{number}")))]);
        using (SegmentReader early = _index.OpenReader())
        {
            early.TryFind("0"u8, out int ordinal);
            ReadOnlySpan<byte> payload = early.Payload(ordinal);
            while (_index.Repair(s_run) == RepairProgress.Working)
            {
                Assert.Equal(PayloadOf("0", Bytes), payload);
                Assert.Equal(PayloadOf("0", Bytes), early.Payload(ordinal));
            }
        }

        Assert.Equal(RepairProgress.Done, Repair());
        Assert.Equal(500 * Bytes, _index.MemoryUse.Payloads);
        Assert.InRange(_index.MemoryUse.Total, 500 * Bytes, before * 2 / 5);
        using SegmentReader reader = _index.OpenReader();
        for (int number = 0; number < 2_000; number += 4)
        {
            Assert.True(reader.TryFind(IdOf($"{number}"), out int ordinal));
            Assert.Equal(PayloadOf($"{number}", Bytes), reader.Payload(ordinal));
        }
    }

    [Fact]
    public void A_zero_row_whose_ordinal_is_used_again_is_found_once()
    {
        using SegmentIndex index = new([SegmentModel.Field(2, Metric.Cosine)]);
        index.Apply([new SegmentWrite(1, new[] { Upsert("zero", [0, 0]), Upsert("other", [1, 1]) })], new int[1], s_run);
        index.Apply([new SegmentWrite(2, new[] { PointMutation.Delete("zero"u8.ToArray()) })], new int[1], s_run);
        Assert.Equal(RepairProgress.Done, Repair(index));
        index.Apply([new SegmentWrite(3, new[] { Upsert("row", [1, 0]) })], new int[1], s_run);

        using SegmentReader reader = index.OpenReader();
        Neighbor[] found = reader.SearchExact(0, [1, 0], 10, CancellationToken.None).ToArray();

        Assert.Equal(2, index.Points.Count);
        Assert.Equal(["row", "other"], found.Select(hit => Encoding.UTF8.GetString(reader.Id(hit.Ordinal))));
    }

    [Fact]
    public void A_step_that_fails_may_be_done_again()
    {
        Store(0, Points);
        Delete(0, 100);
        Assert.Equal(RepairProgress.Working, _index.Repair(s_run));
        Assert.Throws<OutOfMemoryException>(() => _index.Repair((count, body) =>
        {
            body(0);
            throw new OutOfMemoryException();
        }));

        Assert.Equal(RepairProgress.Done, Repair());
        Assert.Equal(100, _index.FreeCount);
        AssertSound();
    }

    // Orphans are the only nodes that a repair links outside of run, and there are some where nodes have few links. Binary codes are
    // linked by rows, which lie in a file here.
    [Fact]
    public void A_disk_that_fails_while_orphans_get_their_way_in_leaves_the_counts_of_links_right()
    {
        const int MostFailures = 3;
        bool isRunning = true;
        int failures = 0;
        MemoryRowFile file = new(Dimension)
        {
            FailsRead = () =>
            {
                bool fails = !isRunning && failures < MostFailures;
                failures += fails ? 1 : 0;
                return fails;
            },
        };
        VectorFieldSchema field = SegmentModel.Field(Dimension, Metric.Euclidean) with
        {
            Quantization = new QuantizationParameters(QuantizationKind.Binary, OnDisk: true),
            Hnsw = new HnswParameters(M: 2, EfConstruction: 20),
        };
        using SegmentIndex index = new([field], rowFiles: (_, _) => file);
        index.Apply(
            [new SegmentWrite(1, Enumerable.Range(0, 4_000).Select(number => Upsert($"{number}", VectorOf(number))).ToArray())],
            new int[1],
            s_run);
        index.Apply(
            [new SegmentWrite(2, Enumerable.Range(0, 4_000).Where(number => number % 10 != 0).Select(number => PointMutation.Delete(IdOf($"{number}"))).ToArray())],
            new int[1],
            s_run);

        isRunning = false;
        RepairProgress progress = RepairProgress.Working;
        while (progress == RepairProgress.Working)
        {
            try
            {
                progress = index.Repair((count, body) =>
                {
                    isRunning = true;
                    s_run(count, body);
                    isRunning = false;
                });
            }
            catch (IOException)
            {
                Assert.True(index.IsRepairing);
            }

        }

        isRunning = true;
        Assert.Equal(MostFailures, failures);
        Assert.Equal((RepairProgress.Done, 3_600), (progress, index.FreeCount));
        Assert.Empty(HnswGraphValidator.Validate(index.Indexes[0].Graph));
        Assert.Empty(HnswGraphValidator.CheckInDegrees(index.Indexes[0].Graph));
    }

    [Fact]
    public void Nothing_dead_is_nothing_to_do()
    {
        Assert.Equal(RepairProgress.Done, _index.Repair(s_run));
        Store(0, 10);
        Assert.Equal(RepairProgress.Done, _index.Repair(s_run));
        Assert.False(_index.IsRepairing);
        _index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _index.Repair(s_run));
    }

    // Uniform random rows of 8 dimensions, replaced three times over in random order.
    [Fact]
    public void Recall_after_steady_replacement_is_that_of_a_fresh_build()
    {
        const int Many = 4_000;
        const double MaxLoss = 0.01;
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        Store(0, Many);
        for (int round = 0; round < 3; round++)
        {
            int[] order = [.. Enumerable.Range(0, Many)];
            random.Shuffle(order);
            foreach (int[] part in order.Chunk(100))
            {
                Write([.. part.Select(number => Upsert($"{number}", VectorOf(number)))]);
                if (_index.DeletedCount > Many / 20)
                {
                    Repair();
                }
            }
        }

        Repair();
        AssertSound();
        Assert.InRange(_index.Points.Count, Many, Many * 1.15);
        using SegmentIndex fresh = new(_index.Fields);
        fresh.Apply(
            [new SegmentWrite(1, Enumerable.Range(0, Many).Select(number => Upsert($"{number}", VectorOf(number))).ToArray())],
            new int[1],
            s_run);
        (double churned, double expected) = (Recall(_index, random), Recall(fresh, random));
        output.WriteLine($"recall {churned}, of a fresh build {expected}");
        Assert.InRange(churned, expected - MaxLoss, 1);
    }

    private static double Recall(SegmentIndex index, Random random)
    {
        using SegmentReader reader = index.OpenReader();
        int found = 0;
        for (int query = 0; query < 300; query++)
        {
            float[] vector = SegmentIndexModelTests.RandomVector(random, Dimension);
            HashSet<int> truth = [.. reader.SearchExact(0, vector, 10, CancellationToken.None).ToArray().Select(hit => hit.Ordinal)];
            found += reader.Search(0, vector, 10, 30, CancellationToken.None).ToArray().Count(hit => truth.Contains(hit.Ordinal));
        }

        return found / 3000.0;
    }

    private static List<string> SearchAll(SegmentReader reader)
    {
        List<string> found = [];
        foreach (Neighbor hit in reader.SearchExact(0, new float[Dimension], 10_000, CancellationToken.None))
        {
            string id = Encoding.UTF8.GetString(reader.Id(hit.Ordinal));
            float[] vector = new float[Dimension];
            reader.CopyVector(0, hit.Ordinal, vector);
            Assert.Equal(PayloadOf(id, 20), reader.Payload(hit.Ordinal));
            Assert.Equal(VectorOf(int.Parse(id)), vector);
            found.Add(id);
        }

        return found;
    }

    private void AssertSound()
    {
        HnswGraph graph = _index.Indexes[0].Graph;
        Assert.Empty(HnswGraphValidator.Validate(graph));
        Assert.Empty(HnswGraphValidator.CheckInDegrees(graph));
        Assert.Empty(HnswGraphValidator.FindUnreachable(graph));
        using SegmentReader reader = _index.OpenReader();
        Assert.Equal(_index.PointCount, reader.SearchExact(0, new float[Dimension], 100_000, CancellationToken.None).Length);
    }

    private static RepairProgress Repair(SegmentIndex index)
    {
        RepairProgress progress;
        do
        {
            progress = index.Repair(s_run);
        }
        while (progress == RepairProgress.Working);
        return progress;
    }

    private RepairProgress Repair() => Repair(_index);

    private void Store(int first, int count) => Write([.. Enumerable.Range(first, count).Select(number => Upsert($"{number}", VectorOf(number)))]);

    private void Delete(int first, int count)
        => Write([.. Enumerable.Range(first, count).Select(number => PointMutation.Delete(IdOf($"{number}")))]);

    private void Write(PointMutation[] mutations)
        => _index.Apply([new SegmentWrite(++_sequence, mutations)], new int[1], s_run);

    private static SegmentModel Model(int first, int count)
    {
        SegmentModel model = new([SegmentModel.Field(Dimension, Metric.Euclidean)]);
        foreach (int number in Enumerable.Range(first, count))
        {
            model.Points[$"{number}"] = new ModelPoint([VectorOf(number)], Encoding.UTF8.GetString(PayloadOf($"{number}", 20)));
        }

        return model;
    }

    private static float[] VectorOf(int number) => SegmentIndexModelTests.RandomVector(new Random(number), Dimension);

    private static byte[] IdOf(string id) => Encoding.UTF8.GetBytes(id);

    private static byte[] PayloadOf(string id, int bytes) => Encoding.UTF8.GetBytes(id.PadRight(bytes, '.'));

    private static PointMutation Upsert(string id, float[] vector, int payloadBytes = 20)
        => PointMutation.Upsert(IdOf(id), 1, vector, PayloadOf(id, payloadBytes));
}
