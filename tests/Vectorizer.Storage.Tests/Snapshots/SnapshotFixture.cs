using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Snapshots;

/// <summary>Small segments, their snapshots as bytes, and the way back.</summary>
internal static class SnapshotFixture
{
    public static readonly ParallelFor OneByOne = static (count, body) =>
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    };

    public static readonly ImmutableArray<SavedKey> Keys =
    [
        new SavedKey("first"u8.ToArray(), 0x0123456789abcdef, 1, 2, 2),
        new SavedKey(Encoding.ASCII.GetBytes(new string('k', 64)), ulong.MaxValue, 4, 0, 0),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// A segment that has something of everything: two fields, points without one of them, a zero vector under cosine,
    /// replaced and deleted points, payloads of both kinds and none. Its numbers are exact on every machine.
    /// </summary>
    public static SegmentIndex Everything()
    {
        SegmentIndex index = new(
            [Field(3, Metric.Euclidean), Field(2, Metric.Cosine)], new PayloadCompression(ThresholdBytes: 64));
        string text = new('x', 80);
        Apply(index, 1, Upsert("a", 3, [1, -0.5f, 0.25f, 3, 4], """{"title":"one"}"""), Upsert("ü", 1, [1, 2, 3], ""));
        Apply(index, 2, Upsert("zero", 2, [0, 0], $$"""{"text":"{{text}}"}"""), Upsert("gone", 3, [9, 9, 9, 4, 3], "{}"));
        Apply(index, 3, Upsert("a", 3, [2, 0, 0, -3, 4], """{"title":"two"}"""));
        Apply(index, 4, PointMutation.Delete("gone"u8.ToArray()));
        for (int i = 0; i < 12; i++)
        {
            Apply(index, 5 + i, Upsert($"p{i}", i % 3 == 0 ? 1UL : 3UL, i % 3 == 0 ? [i, i * i, 0.5f] : [i, i * i, 0.5f, 3 * (i % 2), -4], ""));
        }

        return index;
    }

    /// <summary>A segment with random points, some of them replaced and deleted again.</summary>
    public static SegmentIndex Random(Random random, ImmutableArray<VectorFieldSchema> fields, int writes, PayloadCompression? compression)
    {
        SegmentIndex index = new(fields, compression);
        for (int write = 1; write <= writes; write++)
        {
            string id = $"id{random.Next(1 + (writes / 2))}";
            if (random.Next(5) == 0)
            {
                Apply(index, write, PointMutation.Delete(Encoding.UTF8.GetBytes(id)));
                continue;
            }

            ulong bits = (ulong)random.NextInt64() & ((1UL << (fields.Length - 1) << 1) - 1);
            bits = bits == 0 ? 1 : bits;
            List<float> values = [];
            for (int field = 0; field < fields.Length; field++)
            {
                bool isZero = random.Next(8) == 0;
                for (int i = 0; i < fields[field].Dimension && (bits >> field & 1) != 0; i++)
                {
                    values.Add(isZero ? 0 : random.NextSingle() - 0.5f);
                }
            }

            string payload = random.Next(3) switch
            {
                0 => "",
                1 => $$"""{"n":{{random.Next()}}}""",
                _ => $$"""{"text":"{{new string((char)('a' + random.Next(26)), random.Next(1, 500))}}"}""",
            };
            Apply(index, write, Upsert(id, bits, [.. values], payload));
        }

        return index;
    }

    public static VectorFieldSchema Field(int dimension, Metric metric, int m = 2) => new(dimension, metric, new HnswParameters(m, 16));

    public static PointMutation Upsert(string id, ulong fields, float[] values, string payload)
        => PointMutation.Upsert(Encoding.UTF8.GetBytes(id), fields, values, Encoding.UTF8.GetBytes(payload));

    public static void Apply(SegmentIndex index, long sequence, params PointMutation[] mutations)
        => index.Apply([new SegmentWrite(sequence, mutations)], new int[1], OneByOne);

    /// <summary>The bytes of a snapshot of a segment.</summary>
    public static byte[] Write(SegmentIndex index, IReadOnlyList<SavedKey> keys, ulong nonce = 0x1122334455667788, int segment = 3)
    {
        SimulatedDisk disk = new(new Random(1));
        using SegmentCapture capture = index.Capture();
        SnapshotSummary summary = SnapshotWriter.Write(
            disk, "/new", new SnapshotId(7, segment, capture.Sequence), epoch: 2, nonce, capture, () => keys, Cancellation);
        using IDiskFile file = disk.Open($"/new/{SnapshotWriter.FileName}", DiskAccess.Read);
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        Assert.Equal(bytes.Length, summary.Bytes);
        return bytes;
    }

    /// <summary>Reads a snapshot back.</summary>
    public static SegmentIndex Load(byte[] bytes, out List<SavedKey> keys, PayloadCompression? compression = null)
    {
        using SnapshotReader reader = SnapshotReader.Open(new MemorySnapshot(bytes));
        keys = [];
        return reader.Load(reader.Fields, keys, compression, memoryChanged: null, rowFiles: null, OneByOne, Cancellation);
    }

    /// <summary>What a snapshot holds, as text.</summary>
    public static string TextOf(byte[] bytes)
    {
        using SegmentIndex index = Load(bytes, out List<SavedKey> keys);
        return SegmentText.Of(index, keys);
    }
}
