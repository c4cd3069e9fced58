using System.Collections.Immutable;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.NeighborCodes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>A capture shows one moment whatever is written meanwhile, and a segment loaded from it is that of the moment.</summary>
public sealed class SegmentCaptureTests(ITestOutputHelper output)
{
    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 16).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_segment_loaded_from_a_capture_is_that_of_the_moment_whatever_was_written_meanwhile(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        ImmutableArray<VectorFieldSchema> fields =
        [
            SegmentModel.Field(random.Next(1, 40), (Metric)random.Next(4)),
            SegmentModel.Field(random.Next(1, 20), Metric.Cosine),
        ];
        fields = [.. fields.Select(field => SegmentModel.WithAnyQuantization(field, random))];
        ImmutableArray<VectorFieldSchema> others = [.. fields.Select(field => SegmentModel.WithAnyQuantization(field, random))];
        output.WriteLine($"{string.Join('\n', fields)}\nloaded as\n{string.Join('\n', others)}");
        using SegmentIndex index = new(fields, rowFiles: MemoryRowFile.Create);
        SegmentModel model = new(fields);
        long sequence = Write(index, model, random, 0, writes: 60);
        SegmentModel later = new(fields);
        foreach ((string id, ModelPoint point) in model.Points)
        {
            later.Points[id] = point;
        }

        using SegmentCapture capture = index.Capture();
        List<int>[] links = [.. index.Indexes.ToArray().Select(field => LinksOf(field.Graph))];
        Random other = new(random.Next());
        Task writing = Task.Run(() => Write(index, later, other, sequence, writes: 60), TestContext.Current.CancellationToken);
        (SegmentIndex loaded, List<int>[] taken) = Load(capture, random, others);
        await writing;

        using (loaded)
        {
            Assert.Equal(links, taken);
            Assert.Equal(sequence, loaded.VisibleSequence);
            SegmentIndexModelTests.Compare(loaded, model, random);
            SegmentIndexModelTests.Compare(index, later, random);
            Write(loaded, model, random, sequence, writes: 20);
            SegmentIndexModelTests.Compare(loaded, model, random);
            foreach (VectorIndex field in loaded.Indexes.ToArray())
            {
                Assert.Empty(HnswGraphValidator.Validate(field.Graph));
                if (field.Schema.Quantization?.Kind == QuantizationKind.NeighborCodes)
                {
                    NeighborCodesIndexTests.AssertLanesAreLinks(field);
                }
            }
        }
    }

    [Fact]
    public void Links_are_kept_only_while_a_capture_waits_for_them()
    {
        ImmutableArray<VectorFieldSchema> fields = [SegmentModel.Field(8, Metric.Euclidean)];
        using SegmentIndex index = new(fields);
        SegmentModel model = new(fields);
        Random random = new(1);
        long sequence = Write(index, model, random, 0, writes: 50);

        SegmentCapture capture = index.Capture();
        sequence = Write(index, model, random, sequence, writes: 50);
        long preserved = capture.PreservedBytes;
        Load(capture, random).Index.Dispose();
        long afterwards = capture.PreservedBytes;
        Write(index, model, random, sequence, writes: 50);
        long atTheEnd = capture.PreservedBytes;
        capture.Dispose();

        Assert.True(preserved > 0);
        Assert.Equal(0, afterwards);
        Assert.Equal(0, atTheEnd);
    }

    [Fact]
    public void A_capture_outlives_its_index()
    {
        ImmutableArray<VectorFieldSchema> fields = [SegmentModel.Field(8, Metric.Dot)];
        SegmentIndex index = new(fields);
        SegmentModel model = new(fields);
        Write(index, model, new Random(1), 0, writes: 50);

        using SegmentCapture capture = index.Capture();
        index.Dispose();
        using SegmentIndex loaded = Load(capture, new Random(1)).Index;

        SegmentIndexModelTests.Compare(loaded, model, new Random(1));
        Assert.Throws<ObjectDisposedException>(index.Capture);
    }

    [Theory]
    [InlineData(0, 0, 5, "level of no layer")]
    [InlineData(1, 0, 40, "more links than a node has")]
    [InlineData(1, 1, 99, "a link to a node that does not exist")]
    [InlineData(1, 1, -1, "a link to a negative node")]
    public void Damaged_nodes_are_refused(int place, int index, int value, string what)
    {
        output.WriteLine(what);
        ImmutableArray<VectorFieldSchema> fields = [SegmentModel.Field(2, Metric.Euclidean)];
        int[] numbers = [0, 1, 1];
        numbers[place == 0 ? 0 : index + 1] = value;
        using SegmentLoader loader = new(fields, 3, 2, [(0, 0)], liveCount: 1);

        Assert.Throws<InvalidDataException>(() => loader.PutNodes(0, 0, [(sbyte)numbers[0]], [1], [1, 2], 0, numbers.AsSpan(1)));
    }

    [Fact]
    public void A_segment_that_is_not_whole_is_refused()
    {
        ImmutableArray<VectorFieldSchema> fields = [SegmentModel.Field(2, Metric.Euclidean)];

        Assert.Throws<InvalidDataException>(() => new SegmentLoader(fields, 3, 2, [(0, 2)], liveCount: 2));
        Assert.Throws<InvalidDataException>(() => new SegmentLoader(fields, 3, 2, [], liveCount: 2));
        Assert.Throws<InvalidDataException>(() => new SegmentLoader(fields, 3, 2, [(0, 0)], liveCount: 3));
        using SegmentLoader more = new(fields, 3, 2, [(0, 0)], liveCount: 2);
        more.AddPoint(0, born: 1, fields: 1, "a"u8, default, isCompressed: false);
        Assert.Throws<InvalidDataException>(more.Complete);
        using SegmentLoader loader = new(fields, 3, 2, [(0, 0)], liveCount: 1);
        loader.AddPoint(0, born: 1, fields: 1, "a"u8, default, isCompressed: false);
        Assert.Throws<InvalidDataException>(() => loader.AddPoint(0, 1, 1, "b"u8, default, isCompressed: false));
        Assert.Throws<InvalidDataException>(() => loader.AddPoint(2, 1, 1, "b"u8, default, isCompressed: false));
        Assert.Throws<InvalidDataException>(() => loader.AddPoint(1, 4, 1, "b"u8, default, isCompressed: false));
        Assert.Throws<InvalidDataException>(() => loader.AddPoint(1, 1, 2, "b"u8, default, isCompressed: false));
        Assert.Throws<InvalidDataException>(() => loader.AddPoint(1, 1, 1, default, default, isCompressed: false));
        Assert.Throws<InvalidDataException>(() => loader.AddPoint(1, 1, 1, "a"u8, default, isCompressed: false));
        loader.PutNodes(0, 0, [0], [1], [1, 2], 0, [0]);
        Assert.Throws<InvalidDataException>(loader.Complete);
    }

    private static long Write(SegmentIndex index, SegmentModel model, Random random, long sequence, int writes)
    {
        for (int i = 0; i < writes; i++)
        {
            ModelWrite write = SegmentIndexModelTests.RandomWrite(random, index.Fields, ++sequence);
            index.Apply([write.ToWrite()], new int[1], s_twoThreads);
            model.Apply(write);
        }

        return sequence;
    }

    /// <summary>Loads a capture as a file would: points in order, nodes in any.</summary>
    internal static (SegmentIndex Index, List<int>[] Links) Load(
        SegmentCapture capture, Random random, ImmutableArray<VectorFieldSchema>? fields = null)
    {
        using SegmentLoader loader = new(
            fields ?? capture.Fields,
            capture.Sequence,
            capture.Count,
            capture.Graphs.Select(graph => (graph.UpperCount, graph.Entry)).ToArray(),
            capture.LiveCount,
            rowFiles: MemoryRowFile.Create);
        for (int ordinal = 0; ordinal < capture.Count; ordinal++)
        {
            if (capture.IsLive(ordinal))
            {
                ReadOnlySpan<byte> payload = capture.StoredPayload(ordinal, out bool isCompressed);
                loader.AddPoint(
                    ordinal, capture.SequenceOf(ordinal), capture.FieldsOf(ordinal), capture.Id(ordinal), payload, isCompressed);
            }
        }

        List<int>[] taken = [.. capture.Graphs.Select(_ => new List<int>())];
        for (int field = 0; field < capture.Graphs.Length; field++)
        {
            GraphCapture graph = capture.Graphs[field];
            int upper = 0;
            List<(int Ordinal, int Upper, int[] Links)> nodes = [];
            for (int ordinal = 0; ordinal < capture.Count; ordinal++)
            {
                int[] links = new int[graph.MaxLinkInts(graph.Level(ordinal))];
                links = links[..graph.TakeLinks(ordinal, links)];
                nodes.Add((ordinal, upper, links));
                taken[field].AddRange(links);
                upper += Math.Max(0, graph.Level(ordinal));
            }

            foreach ((int ordinal, int before, int[] links) in nodes.OrderBy(_ => random.Next()).ToArray())
            {
                int level = graph.Level(ordinal);
                loader.PutNodes(
                    field, ordinal, [(sbyte)level], [graph.Scale(ordinal)], level < 0 ? [] : graph.Row(ordinal), before, links);
            }
        }

        return (loader.Complete(), taken);
    }

    private static unsafe List<int> LinksOf(HnswGraph graph)
    {
        List<int> links = [];
        for (int ordinal = 0; ordinal < graph.Count; ordinal++)
        {
            for (int layer = 0; layer <= graph.Level(ordinal); layer++)
            {
                int* ofLayer = graph.Links(ordinal, layer);
                links.AddRange(new ReadOnlySpan<int>(ofLayer, 1 + *ofLayer));
            }
        }

        return links;
    }
}
