using System.Buffers;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

public sealed class CompressedPayloadTests(ITestOutputHelper output)
{
    private const int Threshold = 256;

    [Fact]
    public void Payloads_around_the_threshold_are_read_as_they_were_given()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using SegmentIndex index = NewIndex(new PayloadCompression(Threshold));
        byte[][] payloads =
        [
            .. Enumerable.Range(0, 3 * Threshold).Select(Json),
            .. Enumerable.Range(0, 50).Select(_ => Noise(random, random.Next(2_000))),
        ];
        Write(index, payloads);

        using SegmentReader reader = index.OpenReader();
        for (int i = 0; i < payloads.Length; i++)
        {
            Assert.True(reader.TryFind(Encoding.UTF8.GetBytes($"{i}"), out int ordinal));
            Assert.Equal(payloads[i].Length, reader.PayloadLength(ordinal));
            Assert.Equal(payloads[i], reader.Payload(ordinal).ToArray());
        }
    }

    [Fact]
    public void Only_payloads_of_the_threshold_and_more_are_compressed_and_the_saving_is_told()
    {
        using SegmentIndex below = NewIndex(new PayloadCompression(Threshold));
        using SegmentIndex at = NewIndex(new PayloadCompression(Threshold));
        using SegmentIndex off = NewIndex(null);
        Write(below, [Json(Threshold - 1)]);
        Write(at, [Json(Threshold)]);
        Write(off, [Json(Threshold)]);

        Assert.Equal((Threshold - 1, Threshold - 1), (below.MemoryUse.Payloads, below.MemoryUse.UncompressedPayloads));
        Assert.Equal(Threshold, at.MemoryUse.UncompressedPayloads);
        Assert.InRange(at.MemoryUse.Payloads, 1, Threshold * 9 / 10);
        Assert.Equal((Threshold, Threshold), (off.MemoryUse.Payloads, off.MemoryUse.UncompressedPayloads));
    }

    [Fact]
    public void Reading_compressed_payloads_allocates_nothing_after_the_first_time()
    {
        using SegmentIndex index = NewIndex(new PayloadCompression(Threshold));
        Write(index, [.. Enumerable.Range(0, 100).Select(i => Json(20 * i))]);

        ReadAll(index);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long read = ReadAll(index);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(20 * 99 * 100 / 2, read);
    }

    [Fact]
    public unsafe void A_payload_that_was_damaged_in_memory_is_refused()
    {
        using PointTable points = new(fieldCount: 1, new PayloadCompression(Threshold));
        PointMutation point = PointMutation.Upsert("a"u8.ToArray(), 1, default, Json(2_000));
        points.EnsureCapacity(1, points.BlobBytes(point));
        int ordinal = points.Add(1, point.Fields, point);
        byte[] buffer = [];
        ReadOnlySpan<byte> id = points.Id(ordinal);
        fixed (byte* first = id)
        {
            // Behind the id of one byte: four bytes of length, then the block, whose first byte tells lengths.
            first[1 + sizeof(int)] ^= 0xFF;
        }

        Assert.Throws<InvalidDataException>(() => points.Payload(ordinal, ref buffer).Length);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static SegmentIndex NewIndex(PayloadCompression? compression)
        => new([new VectorFieldSchema(2, Metric.Euclidean, new HnswParameters(4, 20))], compression);

    private static void Write(SegmentIndex index, byte[][] payloads)
    {
        PointMutation[] points = [.. payloads.Select((payload, i)
            => PointMutation.Upsert(Encoding.UTF8.GetBytes($"{i}"), 1, new float[] { i, i }, payload))];
        index.Apply(
            [new SegmentWrite(1, points)],
            new int[1],
            (count, body) =>
            {
                for (int i = 0; i < count; i++)
                {
                    body(i);
                }
            });
    }

    private static long ReadAll(SegmentIndex index)
    {
        long bytes = 0;
        using SegmentReader reader = index.OpenReader();
        for (int ordinal = 0; ordinal < 100; ordinal++)
        {
            bytes += reader.Payload(ordinal).Length;
        }

        return bytes;
    }

    private static byte[] Json(int length)
        => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"title\":\"a\",\"year\":1999},", (length / 25) + 1)))[..length];

    private static byte[] Noise(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
