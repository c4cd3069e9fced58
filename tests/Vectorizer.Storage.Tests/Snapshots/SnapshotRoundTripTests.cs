using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Snapshots;

/// <summary>A segment that was saved and loaded is the segment that was saved.</summary>
public sealed class SnapshotRoundTripTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Points_payloads_rows_links_and_keys_come_back_as_they_were()
    {
        using SegmentIndex index = SnapshotFixture.Everything();

        string text = SnapshotFixture.TextOf(SnapshotFixture.Write(index, SnapshotFixture.Keys));

        Assert.Equal(SegmentText.Of(index, SnapshotFixture.Keys), text);
        Assert.Contains("dead", text, StringComparison.Ordinal);
        Assert.Contains("compressed", text, StringComparison.Ordinal);
        Assert.Contains("no row", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_random_segment_comes_back_with_and_without_compression(bool compresses)
    {
        int seed = System.Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int round = 0; round < 30; round++)
        {
            ImmutableArray<VectorFieldSchema> fields =
            [
                .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => SnapshotFixture.Field(random.Next(1, 40), (Metric)random.Next(4), random.Next(2, 6))),
            ];
            PayloadCompression? compression = compresses ? new PayloadCompression(random.Next(1, 300)) : null;
            using SegmentIndex index = SnapshotFixture.Random(random, fields, random.Next(1, 120), compression);
            byte[] bytes = SnapshotFixture.Write(index, round % 2 == 0 ? [] : SnapshotFixture.Keys);

            using SegmentIndex loaded = SnapshotFixture.Load(bytes, out List<SavedKey> keys, compression);
            Assert.Equal(SegmentText.Of(index, round % 2 == 0 ? [] : SnapshotFixture.Keys), SegmentText.Of(loaded, keys));

            // And both go on alike, though what a load has found free may be dead in the other one: so ordinals may differ.
            PointMutation next = SnapshotFixture.Upsert("next", 1, [.. Enumerable.Repeat(1f, fields[0].Dimension)], "{}");
            SnapshotFixture.Apply(index, 10_000, next);
            SnapshotFixture.Apply(loaded, 10_000, next);
            Assert.Equal(PointsOf(index), PointsOf(loaded));
        }
    }

    private static List<string> PointsOf(SegmentIndex index)
    {
        using SegmentCapture capture = index.Capture();
        List<string> points = [];
        for (int ordinal = 0; ordinal < capture.Count; ordinal++)
        {
            if (!capture.IsLive(ordinal))
            {
                continue;
            }

            ReadOnlySpan<byte> payload = capture.StoredPayload(ordinal, out bool isCompressed);
            string text = $"{Encoding.UTF8.GetString(capture.Id(ordinal))} {capture.SequenceOf(ordinal)} "
                + $"{capture.FieldsOf(ordinal):x} {isCompressed} {Convert.ToHexString(payload)}";
            foreach (GraphCapture graph in capture.Graphs)
            {
                text += graph.Level(ordinal) < 0 ? " none" : $" {graph.Scale(ordinal)}·[{string.Join(',', graph.Row(ordinal).ToArray())}]";
            }

            points.Add(text);
        }

        points.Sort(StringComparer.Ordinal);
        return points;
    }

    [Fact]
    public void A_segment_without_points_comes_back_with_its_sequence()
    {
        using SegmentIndex index = new([SnapshotFixture.Field(4, Metric.Dot)]);
        Assert.Equal(SegmentText.Of(index, []), SnapshotFixture.TextOf(SnapshotFixture.Write(index, [])));

        SnapshotFixture.Apply(index, 1, SnapshotFixture.Upsert("a", 1, [1, 2, 3, 4], "{}"));
        SnapshotFixture.Apply(index, 2, PointMutation.Delete("a"u8.ToArray()));
        Assert.Equal(SegmentText.Of(index, []), SnapshotFixture.TextOf(SnapshotFixture.Write(index, [])));
    }

    [Fact]
    public void Sixty_four_fields_and_the_longest_id_come_back()
    {
        using SegmentIndex index = new([.. Enumerable.Range(0, 64).Select(i => SnapshotFixture.Field(1, (Metric)(i % 4)))]);
        SnapshotFixture.Apply(index, 1, SnapshotFixture.Upsert(new string('i', 256), ulong.MaxValue, [.. Enumerable.Range(1, 64).Select(i => (float)i)], ""));
        SnapshotFixture.Apply(index, 2, SnapshotFixture.Upsert("b", 1UL << 63, [5], ""));

        Assert.Equal(SegmentText.Of(index, []), SnapshotFixture.TextOf(SnapshotFixture.Write(index, [])));
    }

    [Fact]
    public void The_largest_vectors_and_payloads_make_blocks_of_their_own()
    {
        int seed = System.Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using SegmentIndex index = new([SnapshotFixture.Field(VectorFieldSchema.MaxDimension, Metric.Euclidean)]);
        string incompressible = string.Concat(Enumerable.Range(0, 400_000).Select(_ => $"{random.Next(1000):x3}"));
        for (int i = 1; i <= 9; i++)
        {
            SnapshotFixture.Apply(
                index,
                i,
                SnapshotFixture.Upsert(
                    $"p{i}",
                    1,
                    [.. Enumerable.Range(0, VectorFieldSchema.MaxDimension).Select(_ => random.NextSingle())],
                    i % 4 == 0 ? "{\"text\":\"" + incompressible + "\"}" : "{}"));
        }

        byte[] bytes = SnapshotFixture.Write(index, SnapshotFixture.Keys);

        Assert.Equal(SegmentText.Of(index, SnapshotFixture.Keys), SnapshotFixture.TextOf(bytes));
        List<SnapshotBlockHeader> blocks = SnapshotParts.Of(bytes).Headers;
        Assert.Contains(blocks, block => block.Kind == SnapshotBlockKind.Points && block.RawLength > 1024 * 1024);
        Assert.All(blocks.Where(block => block.Kind == SnapshotBlockKind.Nodes), block => Assert.InRange(block.Count, 1, 3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Blocks_of_points_are_compressed_only_in_a_segment_that_compresses_and_where_it_saves_a_tenth(bool compresses)
    {
        using SegmentIndex index = new([SnapshotFixture.Field(1, Metric.Euclidean)], compresses ? new PayloadCompression(10_000) : null);
        for (int i = 1; i <= 40; i++)
        {
            SnapshotFixture.Apply(index, i, SnapshotFixture.Upsert($"p{i}", 1, [i], """{"text":"the same text again and again"}"""));
        }

        byte[] bytes = SnapshotFixture.Write(index, []);

        Assert.Equal(SegmentText.Of(index, []), SnapshotFixture.TextOf(bytes));
        SnapshotBlockHeader points = Assert.Single(SnapshotParts.Of(bytes).Headers, block => block.Kind == SnapshotBlockKind.Points);
        Assert.Equal(compresses, points.IsCompressed);
        Assert.All(
            SnapshotParts.Of(bytes).Headers.Where(block => block.Kind != SnapshotBlockKind.Points),
            block => Assert.False(block.IsCompressed));

        using SegmentIndex single = new([SnapshotFixture.Field(1, Metric.Euclidean)], new PayloadCompression(10_000));
        byte[] noise = new byte[2_000];
        new Random(1).NextBytes(noise);
        SnapshotFixture.Apply(single, 1, SnapshotFixture.Upsert("p", 1, [1], Convert.ToBase64String(noise)));
        Assert.DoesNotContain(SnapshotParts.Of(SnapshotFixture.Write(single, [])).Headers, block => block.IsCompressed);
    }

    [Fact]
    public void Every_block_can_be_read_by_threads_at_once()
    {
        using SegmentIndex index = SnapshotFixture.Random(new Random(5), [SnapshotFixture.Field(2_000, Metric.Dot, m: 4)], 700, null);
        byte[] bytes = SnapshotFixture.Write(index, SnapshotFixture.Keys);
        using SnapshotReader reader = SnapshotReader.Open(new MemorySnapshot(bytes));
        List<SavedKey> keys = [];

        using SegmentIndex loaded = reader.Load(
            reader.Fields, keys, null, null, null, (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, body), Cancellation);

        Assert.Equal(SegmentText.Of(index, SnapshotFixture.Keys), SegmentText.Of(loaded, keys));
        Assert.True(reader.BlockCount > 5);
        Assert.Equal(
            bytes.Length - SnapshotFileHeader.Size - SnapshotTrailer.Size,
            Enumerable.Range(0, reader.BlockCount).Sum(reader.Check) + SnapshotParts.Of(bytes).ContentsSize);
    }

    [Fact]
    public void The_summary_of_the_writer_is_that_of_the_reader_and_no_two_files_have_one_checksum()
    {
        SimulatedDisk disk = new(new Random(1));
        using SegmentIndex index = SnapshotFixture.Everything();
        SnapshotSummary[] summaries = [.. new[] { "/one", "/two" }.Select(directory =>
        {
            using SegmentCapture capture = index.Capture();
            SnapshotSummary written = SnapshotWriter.Write(
                disk, directory, new SnapshotId(7, 3, capture.Sequence), 5, capture, () => SnapshotFixture.Keys, Cancellation);
            using IDiskFile file = disk.Open($"{directory}/{SnapshotWriter.FileName}", DiskAccess.Read);
            byte[] bytes = new byte[file.Length];
            file.Read(0, bytes);
            using SnapshotReader reader = SnapshotReader.Open(new MemorySnapshot(bytes));
            Assert.Equal(written, reader.Summary);
            return written;
        })];

        Assert.Equal(summaries[0].Bytes, summaries[1].Bytes);
        Assert.NotEqual(summaries[0].Checksum, summaries[1].Checksum);
        Assert.Equal(index.PointCount, summaries[0].Points);
        Assert.Equal(5, summaries[0].Epoch);
    }

    [Fact]
    public void A_save_and_a_load_that_are_given_up_end_at_once()
    {
        using SegmentIndex index = SnapshotFixture.Everything();
        byte[] bytes = SnapshotFixture.Write(index, []);
        using SegmentCapture capture = index.Capture();
        CancellationToken cancelled = new(canceled: true);

        Assert.Throws<OperationCanceledException>(() => SnapshotWriter.Write(
            new SimulatedDisk(new Random(1)), "/new", new SnapshotId(7, 3, 1), 0, capture, () => [], cancelled));
        using SnapshotReader reader = SnapshotReader.Open(new MemorySnapshot(bytes));
        Assert.Throws<OperationCanceledException>(() => reader.Load(reader.Fields, [], null, null, null, SnapshotFixture.OneByOne, cancelled));
    }

    [Theory]
    [InlineData("create directory")]
    [InlineData("create")]
    [InlineData("write")]
    [InlineData("sync")]
    [InlineData("sync directory")]
    public void A_call_of_the_system_that_fails_ends_the_save(string operation)
    {
        using SegmentIndex index = SnapshotFixture.Everything();
        using SegmentCapture capture = index.Capture();
        SimulatedDisk disk = new(new Random(1))
        {
            Inject = (asked, _) => asked == operation ? DiskError.DiskFull : null,
        };

        Exception? failure = Record.Exception(() => SnapshotWriter.Write(
            disk, "/new", new SnapshotId(7, 3, 1), 0, capture, () => [], Cancellation));

        Assert.True(failure is DiskException { IsDiskFull: true }, failure?.ToString() ?? $"a failed {operation} was not told");
    }

    [Fact]
    public void What_a_save_has_reported_survives_a_power_failure_once_its_directory_is_synced()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SimulatedDisk disk = new(new Random(seed));
            using SegmentIndex index = SnapshotFixture.Everything();
            using SegmentCapture capture = index.Capture();
            SnapshotSummary summary = SnapshotWriter.Write(disk, "/new", new SnapshotId(7, 3, 1), 0, capture, () => [], Cancellation);
            disk.SyncDirectory("/");
            disk.LosePower();

            using IDiskFile file = disk.Open($"/new/{SnapshotWriter.FileName}", DiskAccess.Read);
            byte[] bytes = new byte[file.Length];
            file.Read(0, bytes);
            using SnapshotReader reader = SnapshotReader.Open(new MemorySnapshot(bytes));
            Assert.Equal(summary, reader.Summary);
        }
    }
}
