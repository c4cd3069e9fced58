using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.NeighborCodes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>
/// Random writes to an index and to a dictionary, compared after every group: every point by id, the list, exact and
/// graph searches over each field. The ids are few, so that most writes replace or delete.
/// </summary>
public sealed class SegmentIndexModelTests(ITestOutputHelper output)
{
    private const int Groups = 60;
    private const int WalkLimit = 5;
    private const double RelativeError = 1e-4;
    private const int ThresholdBytes = 64;

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 24).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_index_agrees_with_a_dictionary_after_every_group_of_writes(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        ImmutableArray<VectorFieldSchema> fields =
        [
            SegmentModel.Field(random.Next(1, 40), (Metric)random.Next(4)),
            SegmentModel.Field(random.Next(1, 20), (Metric)random.Next(4)),
            SegmentModel.Field(random.Next(1, 20), Metric.Cosine),
        ];
        fields = [.. fields.Select(field => SegmentModel.WithAnyQuantization(field, random))];
        output.WriteLine(string.Join('\n', fields));
        using SegmentIndex index = new(fields, new PayloadCompression(ThresholdBytes), rowFiles: MemoryRowFile.Create);
        SegmentModel model = new(fields);
        long sequence = 0;
        for (int i = 0; i < Groups; i++)
        {
            List<ModelWrite> group = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomWrite(random, fields, ++sequence))];
            int[] affected = new int[group.Count];
            int[] expected = [.. group.Select(write => Affected(model, write))];
            index.Apply(group.Select(write => write.ToWrite()).ToArray(), affected, s_twoThreads);

            Assert.Equal(expected, affected);
            Compare(index, model, random);
        }

        foreach (VectorIndex field in index.Indexes.ToArray())
        {
            Assert.Empty(HnswGraphValidator.Validate(field.Graph));
            Assert.Empty(HnswGraphValidator.CheckInDegrees(field.Graph));
            if (field.Schema.Quantization?.Kind == QuantizationKind.NeighborCodes)
            {
                NeighborCodesIndexTests.AssertLanesAreLinks(field);
            }
        }
    }

    private static int Affected(SegmentModel model, ModelWrite write)
    {
        int affected = 0;
        foreach ((string id, ModelPoint? point) in write.Mutations)
        {
            affected += point is { IsRevision: false } || model.Points.ContainsKey(id) ? 1 : 0;
            model.Apply(new ModelWrite(write.Sequence, [(id, point)]));
        }

        return affected;
    }

    internal static ModelWrite RandomWrite(Random random, ImmutableArray<VectorFieldSchema> fields, long sequence)
    {
        List<(string, ModelPoint?)> mutations = [];
        int kind = random.Next(6);
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            string id = $"id-{random.Next(200)}";
            ModelPoint? point = (kind == 5 ? random.Next(3) : kind) switch
            {
                0 => null,
                1 => ModelPoint.Revision(RandomPayload(random)),
                _ => RandomPoint(random, fields),
            };
            mutations.Add((id, point));
        }

        return new ModelWrite(sequence, mutations);
    }

    private static ModelPoint RandomPoint(Random random, ImmutableArray<VectorFieldSchema> fields)
    {
        float[]?[] vectors = new float[]?[fields.Length];
        int sure = random.Next(fields.Length);
        for (int field = 0; field < fields.Length; field++)
        {
            if (field == sure || random.Next(3) > 0)
            {
                vectors[field] = random.Next(20) == 0
                    ? new float[fields[field].Dimension]
                    : RandomVector(random, fields[field].Dimension);
            }
        }

        return new ModelPoint(vectors, RandomPayload(random));
    }

    private static string RandomPayload(Random random) => random.Next(3) switch
    {
        0 => "",
        1 => $"{{\"n\":{random.Next()}}}",
        _ => $"{{\"n\":[{string.Join(',', Enumerable.Repeat(random.Next(100), random.Next(1, 400)))}]}}",
    };

    internal static float[] RandomVector(Random random, int dimension)
        => [.. Enumerable.Range(0, dimension).Select(_ => (random.NextSingle() * 2) - 1)];

    internal static void Compare(SegmentIndex index, SegmentModel model, Random random)
    {
        Assert.Equal(model.Points.Count, index.PointCount);
        using SegmentReader reader = index.OpenReader();
        foreach ((string id, ModelPoint point) in model.Points)
        {
            Assert.True(reader.TryFind(Encoding.UTF8.GetBytes(id), out int ordinal));
            Assert.Equal(id, Encoding.UTF8.GetString(reader.Id(ordinal)));
            Assert.Equal(point.Payload, Encoding.UTF8.GetString(reader.Payload(ordinal)));
            for (int field = 0; field < point.Vectors.Length; field++)
            {
                Assert.Equal(point.Vectors[field] is not null, (reader.Fields(ordinal) >> field & 1) != 0);
                if (point.Vectors[field] is { } vector)
                {
                    float[] copy = new float[vector.Length];
                    reader.CopyVector(field, ordinal, copy);
                    Assert.All(copy.Zip(vector), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
                }
            }
        }

        Assert.False(reader.TryFind("never written"u8, out _));
        Assert.Equal(
            model.Points.Keys.OrderBy(id => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id))),
            ListAll(reader, random.Next(1, 50)));

        for (int field = 0; field < index.Fields.Length; field++)
        {
            float[] query = RandomVector(random, index.Fields[field].Dimension);
            List<(string Id, double Distance)> truth = model.Rank(field, query);
            int limit = random.Next(1, 30);
            AssertFound(truth, limit, reader, reader.SearchExact(field, query, limit, CancellationToken.None), isExact: true);

            // So few candidates that the graph is walked, even in a segment this small.
            AssertFound(truth, WalkLimit, reader, reader.Search(field, query, WalkLimit, WalkLimit, CancellationToken.None), isExact: false);
        }
    }

    private static List<string> ListAll(SegmentReader reader, int pageSize)
    {
        List<string> ids = [];
        byte[] after = [];
        bool more = true;
        while (more)
        {
            foreach (int ordinal in reader.List(after, pageSize, out more).ToArray())
            {
                after = reader.Id(ordinal).ToArray();
                ids.Add(Encoding.UTF8.GetString(after));
            }
        }

        return ids;
    }

    internal static void AssertFound(
        List<(string Id, double Distance)> truth, int limit, SegmentReader reader, ReadOnlySpan<Neighbor> found, bool isExact)
    {
        Assert.Equal(Math.Min(limit, truth.Count), found.Length);
        Dictionary<string, double> distances = truth.ToDictionary(pair => pair.Id, pair => pair.Distance);
        HashSet<string> ids = [];
        for (int rank = 0; rank < found.Length; rank++)
        {
            string id = Encoding.UTF8.GetString(reader.Id(found[rank].Ordinal));
            double tolerance = RelativeError * Math.Max(1, Math.Abs(truth[rank].Distance));
            Assert.True(ids.Add(id), $"{id} was found twice");
            Assert.Equal(distances[id], found[rank].Distance, tolerance);
            Assert.True(rank == 0 || found[rank].Distance >= found[rank - 1].Distance, "the nearest come first");
            if (isExact)
            {
                Assert.Equal(truth[rank].Distance, found[rank].Distance, tolerance);
            }
        }
    }
}
