using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>Segments whose walks read codes: what they find, what they cost, and what a failing row file does to them.</summary>
public sealed class QuantizedSegmentTests(ITestOutputHelper output)
{
    private const int Dimension = 48;
    private const int Points = 4_000;
    private const int Clusters = 40;
    private const int Queries = 50;
    private const int Limit = 10;
    private const int Ef = 120;

    // Of the ten nearest in 4,000 rows around 40 centres; over twenty seeds the least was .99.
    private const double MinRecall = 0.95;

    // The same with one bit a float; over six seeds of each case the least was .976.
    private const double MinBinaryRecall = 0.93;

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<QuantizationKind, Metric, bool> Kinds => new(
        from kind in new[] { QuantizationKind.Scalar, QuantizationKind.Binary }
        from metric in Enum.GetValues<Metric>()
        from onDisk in new[] { false, true }
        where kind != QuantizationKind.Binary || metric != Metric.Manhattan
        select (kind, metric, onDisk));

    public static TheoryData<QuantizationKind> KindsOnDisk => [QuantizationKind.Scalar, QuantizationKind.Binary];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_walk_over_codes_finds_nearly_all_of_the_true_neighbours_with_their_exact_distances(
        QuantizationKind kind, Metric metric, bool onDisk)
    {
        Random random = Seeded();
        float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => Vector(random, 1))];
        using SegmentIndex index = NewIndex(metric, new QuantizationParameters(kind, onDisk));
        Write(index, 1, [.. Enumerable.Range(0, Points).Select(i => Point(i, Around(centres, random)))]);
        using SegmentReader reader = index.OpenReader();
        int found = 0;
        for (int i = 0; i < Queries; i++)
        {
            float[] query = Around(centres, random);
            Dictionary<int, float> truth = reader.SearchExact(0, query, Limit, CancellationToken.None).ToArray()
                .ToDictionary(hit => hit.Ordinal, hit => hit.Distance);
            foreach (Neighbor hit in reader.Search(0, query, Limit, Ef, CancellationToken.None))
            {
                if (truth.TryGetValue(hit.Ordinal, out float distance))
                {
                    Assert.Equal(distance, hit.Distance);
                    found++;
                }
            }
        }

        double recall = found / (double)(Queries * Limit);
        output.WriteLine($"recall {recall}");
        Assert.InRange(recall, kind == QuantizationKind.Binary ? MinBinaryRecall : MinRecall, 1);
        Assert.Empty(HnswGraphValidator.Validate(index.Indexes[0].Graph));
    }

    [Theory]
    [InlineData(QuantizationKind.Scalar, Dimension + ScalarCode.HeaderBytes)]
    [InlineData(QuantizationKind.Binary, (64 / 8) + 12)]
    public void Rows_count_as_memory_only_where_they_lie_in_memory_and_codes_only_where_there_are_any(QuantizationKind kind, int codeBytes)
    {
        PointMutation[] points = [.. Enumerable.Range(0, 1_000).Select(i => Point(i, Vector(new Random(i), 1)))];
        SegmentMemoryUse plain = UseOf(null);
        SegmentMemoryUse quantized = UseOf(new QuantizationParameters(kind));
        SegmentMemoryUse onDisk = UseOf(new QuantizationParameters(kind, OnDisk: true));

        Assert.Equal(0, plain.Codes);
        Assert.InRange(quantized.Vectors, 1_000 * Dimension * sizeof(float), plain.Vectors + 4_096);
        Assert.InRange(quantized.Codes, 1_000 * codeBytes, 1_000 * (codeBytes + 4));
        Assert.Equal(0, onDisk.Vectors);
        Assert.Equal(quantized.Codes, onDisk.Codes);
        Assert.Equal(quantized.Total - quantized.Vectors, onDisk.Total);

        SegmentMemoryUse UseOf(QuantizationParameters? quantization)
        {
            using SegmentIndex index = NewIndex(Metric.Cosine, quantization);
            Write(index, 1, points);
            return index.MemoryUse;
        }
    }

    [Theory]
    [MemberData(nameof(KindsOnDisk))]
    public void A_full_disk_refuses_a_group_before_anything_of_it_is_stored(QuantizationKind kind)
    {
        MemoryRowFile file = new(Dimension);
        using SegmentIndex index = NewIndex(Metric.Euclidean, new QuantizationParameters(kind, OnDisk: true), file);
        Write(index, 1, [Point(0, Vector(new Random(0), 1))]);
        file.IsFull = true;

        Assert.Throws<IOException>(() => Write(index, 2, [Point(0, new float[Dimension]), Point(1, new float[Dimension])]));
        using (SegmentReader before = index.OpenReader())
        {
            Assert.Equal(1, before.Sequence);
            Assert.Equal(1, before.SearchExact(0, new float[Dimension], 10, CancellationToken.None).Length);
            Assert.False(before.TryFind("1"u8, out _));
        }

        file.IsFull = false;
        Write(index, 2, [Point(0, new float[Dimension]), Point(1, new float[Dimension])]);
        using SegmentReader after = index.OpenReader();
        Assert.Equal([0, 0], after.SearchExact(0, new float[Dimension], 10, CancellationToken.None).ToArray().Select(hit => hit.Distance));
    }

    // Whatever call of a search fails: an exception for this search, and the next one is right.
    [Theory]
    [MemberData(nameof(KindsOnDisk))]
    public void A_row_that_cannot_be_read_fails_the_search_and_nothing_else(QuantizationKind kind)
    {
        MemoryRowFile file = new(Dimension);
        using SegmentIndex index = NewIndex(Metric.Euclidean, new QuantizationParameters(kind, OnDisk: true), file);
        Random random = new(1);
        Write(index, 1, [.. Enumerable.Range(0, 1_500).Select(i => Point(i, Vector(random, 1)))]);
        float[] query = Vector(random, 1);
        Neighbor[] whole = Search();
        for (int good = 0; good < 3; good++)
        {
            file.GoodCalls = good;
            Assert.Throws<IOException>(() => Search());
            Assert.Throws<IOException>(() => Exact());
            file.GoodCalls = 0;
            Assert.Throws<IOException>(Copy);
            file.GoodCalls = int.MaxValue;
            Assert.Equal(whole, Search());
        }

        Neighbor[] Search()
        {
            using SegmentReader reader = index.OpenReader();
            return reader.Search(0, query, Limit, Ef, CancellationToken.None).ToArray();
        }

        Neighbor[] Exact()
        {
            using SegmentReader reader = index.OpenReader();
            return reader.SearchExact(0, query, Limit, CancellationToken.None).ToArray();
        }

        void Copy()
        {
            using SegmentReader reader = index.OpenReader();
            reader.CopyVector(0, 0, new float[Dimension]);
        }
    }

    [Fact]
    public void Fields_that_cannot_be_are_refused_before_a_file_is_created()
    {
        int created = 0;
        ImmutableArray<VectorFieldSchema> fields =
        [
            Field(Metric.Cosine, new QuantizationParameters(QuantizationKind.Scalar, OnDisk: true)),
            Field(Metric.Cosine, new QuantizationParameters((QuantizationKind)9)),
        ];

        Assert.Throws<ArgumentOutOfRangeException>(() => new SegmentIndex(fields, rowFiles: (_, schema) =>
        {
            created++;
            return new MemoryRowFile(schema.Dimension);
        }));
        Assert.Equal(0, created);
        Assert.Throws<ArgumentException>(() => new SegmentIndex([fields[0]]));
    }

    [Fact]
    public void Manhattan_by_signs_is_refused_by_name()
    {
        string message = Assert.Throws<ArgumentException>(
            () => new SegmentIndex([Field(Metric.Manhattan, new QuantizationParameters(QuantizationKind.Binary))])).Message;

        Assert.Contains("manhattan", message);
        Assert.Contains("binary", message);
    }

    [Fact]
    public void An_index_disposes_of_its_row_files_with_its_last_reader_or_when_it_cannot_be_created()
    {
        MemoryRowFile file = new(Dimension);
        SegmentIndex index = NewIndex(Metric.Dot, new QuantizationParameters(QuantizationKind.Scalar, OnDisk: true), file);
        SegmentReader reader = index.OpenReader();
        index.Dispose();
        Assert.False(file.IsDisposed);
        reader.Dispose();
        Assert.True(file.IsDisposed);

        MemoryRowFile first = new(Dimension);
        VectorFieldSchema field = Field(Metric.Dot, new QuantizationParameters(QuantizationKind.Scalar, OnDisk: true));
        Assert.Throws<IOException>(() => new SegmentIndex(
            [field, field], rowFiles: (number, _) => number == 0 ? first : throw new IOException("No space left on device")));
        Assert.True(first.IsDisposed);
    }

    private static VectorFieldSchema Field(Metric metric, QuantizationParameters? quantization)
        => new(Dimension, metric, new HnswParameters(8, 80), quantization);

    private static SegmentIndex NewIndex(Metric metric, QuantizationParameters? quantization, IRowFile? file = null)
        => new([Field(metric, quantization)], rowFiles: (_, schema) => file ?? new MemoryRowFile(schema.Dimension));

    private static void Write(SegmentIndex index, long sequence, PointMutation[] points)
        => index.Apply([new SegmentWrite(sequence, points)], new int[1], s_twoThreads);

    private static PointMutation Point(int number, float[] vector)
        => PointMutation.Upsert(Encoding.UTF8.GetBytes($"{number}"), 1, vector, default);

    private static float[] Around(float[][] centres, Random random)
        => [.. centres[random.Next(centres.Length)].Zip(Vector(random, 0.4f), (centre, noise) => centre + noise)];

    private static float[] Vector(Random random, float size)
        => [.. Enumerable.Range(0, Dimension).Select(_ => ((random.NextSingle() * 2) - 1) * size)];

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
