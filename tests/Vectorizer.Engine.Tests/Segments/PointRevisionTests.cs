using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>A point whose payload changes keeps its vectors and its place in the graph, and every reader sees one of its versions.</summary>
public sealed class PointRevisionTests(ITestOutputHelper output)
{
    private const int Points = 3_000;
    private const int Dimension = 16;
    private const int Neighbors = 10;
    private const int Ef = 40;
    private const int Queries = 200;

    // So few candidates that a graph of 200 points is walked.
    private const int WalkEf = 15;

    // Two graphs of the same points, built in different orders, differ by less.
    private const double Margin = 0.01;

    private static readonly ParallelFor s_run = (count, body) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    private readonly SegmentIndex _index = new([SegmentModel.Field(Dimension, Metric.Cosine)]);
    private long _sequence;

    [Fact]
    public void A_revised_point_has_the_new_payload_the_same_vector_and_the_sequence_of_the_revision()
    {
        Write(Upsert("a", [3, 4, .. new float[Dimension - 2]], "old"));
        long[] affected = [Write(Revise("a", "new"), Revise("b", "nobody"))];

        using SegmentReader reader = _index.OpenReader();
        Assert.Equal([1], affected);
        Assert.Equal(1, _index.PointCount);
        Assert.True(reader.TryFind("a"u8, out int ordinal));
        Assert.False(reader.TryFind("b"u8, out _));
        Assert.Equal(("new", 2L), (Encoding.UTF8.GetString(reader.Payload(ordinal)), reader.SequenceOf(ordinal)));
        float[] vector = new float[Dimension];
        reader.CopyVector(0, ordinal, vector);
        Assert.Equal([3f, 4f], vector[..2]);
    }

    [Fact]
    public void A_reader_from_before_a_revision_goes_on_seeing_the_payload_of_then()
    {
        Store(0, 100);
        using SegmentReader before = _index.OpenReader();
        Write([.. Enumerable.Range(0, 100).Select(number => Revise($"{number}", "new"))]);
        using SegmentReader after = _index.OpenReader();

        Assert.Equal(Enumerable.Repeat("", 100), Payloads(before));
        Assert.Equal(Enumerable.Repeat("new", 100), Payloads(after));
    }

    [Theory]
    [InlineData("upsert revise", "r")]
    [InlineData("revise revise", "r")]
    [InlineData("revise upsert", "u")]
    [InlineData("revise delete", null)]
    [InlineData("delete revise", null)]
    [InlineData("delete upsert revise", "r")]
    [InlineData("upsert revise revise", "r")]
    [InlineData("revise delete upsert revise", "r")]
    public void Within_one_write_the_last_mutation_of_an_id_wins(string mutations, string? payload)
    {
        Store(0, 200);
        Write([.. mutations.Split(' ').Select(mutation => mutation switch
        {
            "upsert" => Upsert("7", VectorOf(1_000), "u"),
            "revise" => Revise("7", "r"),
            _ => PointMutation.Delete("7"u8.ToArray()),
        })]);

        using SegmentReader reader = _index.OpenReader();
        Assert.Equal(payload is not null, reader.TryFind("7"u8, out int ordinal));
        Assert.Equal(payload, payload is null ? null : Encoding.UTF8.GetString(reader.Payload(ordinal)));
        if (payload is not null)
        {
            float[] query = mutations.Contains("upsert", StringComparison.Ordinal) ? VectorOf(1_000) : VectorOf(7);
            Assert.Equal("7", Encoding.UTF8.GetString(reader.Id(reader.Search(0, query, 1, WalkEf, CancellationToken.None)[0].Ordinal)));
        }

        AssertSound();
    }

    public static TheoryData<QuantizationKind?, bool> Kinds => new()
    {
        { null, false },
        { QuantizationKind.Scalar, false },
        { QuantizationKind.Scalar, true },
        { QuantizationKind.Binary, false },
        { QuantizationKind.NeighborCodes, false },
    };

    // Every point is revised three times, in groups of every size, with repairs between them.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Searches_among_revised_points_find_as_much_as_before(QuantizationKind? kind, bool onDisk)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        QuantizationParameters? quantization = kind is null ? null : new QuantizationParameters(kind.Value, onDisk);
        using SegmentIndex index = new(
            [SegmentModel.Field(Dimension, Metric.Euclidean) with { Quantization = quantization }], rowFiles: MemoryRowFile.Create);
        float[][] vectors = [.. Enumerable.Range(0, Points).Select(_ => SegmentIndexModelTests.RandomVector(random, Dimension))];
        foreach (int[] part in Enumerable.Range(0, Points).Chunk(500))
        {
            Apply(index, [.. part.Select(number => Upsert($"{number}", vectors[number], "0"))]);
        }

        double before = Recall(index, vectors, random);
        for (int round = 1; round <= 3; round++)
        {
            int[] order = [.. Enumerable.Range(0, Points)];
            random.Shuffle(order);
            for (int first = 0; first < Points;)
            {
                int size = Math.Min(Points - first, random.Next(1, 400));
                Apply(index, [.. order[first..(first + size)].Select(number => Revise($"{number}", $"{round}"))]);
                first += size;
                for (int step = random.Next(6); step > 0; step--)
                {
                    index.Repair(s_run);
                }
            }
        }

        Assert.Empty(HnswGraphValidator.Validate(index.Indexes[0].Graph));
        Assert.Empty(HnswGraphValidator.FindUnreachable(index.Indexes[0].Graph));
        double after = Recall(index, vectors, random);
        output.WriteLine($"recall {before} before, {after} after");
        Assert.InRange(after, before - Margin, 1);
        while (index.DeletedCount > 0)
        {
            index.Repair(s_run);
        }

        Assert.Empty(HnswGraphValidator.CheckInDegrees(index.Indexes[0].Graph));
        Assert.Empty(HnswGraphValidator.FindUnreachable(index.Indexes[0].Graph));
        Assert.InRange(Recall(index, vectors, random), before - Margin, 1);
        using SegmentReader reader = index.OpenReader();
        Assert.All(Payloads(reader), payload => Assert.Equal("3", payload));
    }

    [Fact]
    public void Revisions_during_a_capture_are_not_in_it()
    {
        Store(0, 500);
        SegmentIndex loaded;
        using (SegmentCapture capture = _index.Capture())
        {
            Write([.. Enumerable.Range(0, 500).Select(number => Revise($"{number}", "new"))]);
            loaded = SegmentCaptureTests.Load(capture, new Random(1)).Index;
        }

        using (loaded)
        {
            using SegmentReader reader = loaded.OpenReader();
            Assert.Equal(Enumerable.Repeat("", 500), Payloads(reader));
            Assert.Empty(HnswGraphValidator.Validate(loaded.Indexes[0].Graph));
            Assert.Empty(HnswGraphValidator.CheckInDegrees(loaded.Indexes[0].Graph));
        }

        AssertSound();
    }

    // The reservation that a write makes before it is logged must cover what it takes.
    [Fact]
    public void A_plan_foretells_enough_memory_for_revisions()
    {
        Store(0, Points);
        GrowthPlan plan = _index.Plan();
        PointMutation[] mutations = [.. Enumerable.Range(0, Points).Select(number => Revise($"{number}", new string('x', 300)))];
        plan.Add(_index.GrowthOf(mutations));
        Write(mutations);

        Assert.InRange(_index.MemoryUse.Total, 0, plan.Bytes);
    }

    private static double Recall(SegmentIndex index, float[][] vectors, Random random)
    {
        int found = 0;
        using SegmentReader reader = index.OpenReader();
        for (int i = 0; i < Queries; i++)
        {
            float[] query = SegmentIndexModelTests.RandomVector(random, Dimension);
            HashSet<string> truth = [.. vectors
                .Select((vector, number) => (number, SegmentModel.Distance(Metric.Euclidean, query, vector)))
                .OrderBy(pair => pair.Item2).Take(Neighbors).Select(pair => $"{pair.number}")];
            foreach (Neighbor hit in reader.Search(0, query, Neighbors, Ef, CancellationToken.None))
            {
                found += truth.Contains(Encoding.UTF8.GetString(reader.Id(hit.Ordinal))) ? 1 : 0;
            }
        }

        return (double)found / (Queries * Neighbors);
    }

    private static List<string> Payloads(SegmentReader reader)
    {
        List<string> payloads = [];
        foreach (Neighbor hit in reader.SearchExact(0, VectorOf(0), Points, CancellationToken.None))
        {
            payloads.Add(Encoding.UTF8.GetString(reader.Payload(hit.Ordinal)));
        }

        return payloads;
    }

    private static float[] VectorOf(int number)
        => SegmentIndexModelTests.RandomVector(new Random(number), Dimension);

    private static PointMutation Upsert(string id, float[] vector, string payload)
        => PointMutation.Upsert(Encoding.UTF8.GetBytes(id), 1, vector, Encoding.UTF8.GetBytes(payload));

    private static PointMutation Revise(string id, string payload)
        => PointMutation.Revise(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(payload));

    private void Store(int first, int count)
        => Write([.. Enumerable.Range(first, count).Select(number => Upsert($"{number}", VectorOf(number), ""))]);

    private int Write(params PointMutation[] mutations)
    {
        int[] affected = new int[1];
        _index.Apply([new SegmentWrite(++_sequence, mutations)], affected, s_run);
        return affected[0];
    }

    private static void Apply(SegmentIndex index, PointMutation[] mutations)
        => index.Apply([new SegmentWrite(index.VisibleSequence + 1, mutations)], new int[1], s_run);

    private void AssertSound()
    {
        Assert.Empty(HnswGraphValidator.Validate(_index.Indexes[0].Graph));
        Assert.Empty(HnswGraphValidator.CheckInDegrees(_index.Indexes[0].Graph));
        Assert.Empty(HnswGraphValidator.FindUnreachable(_index.Indexes[0].Graph));
    }
}
