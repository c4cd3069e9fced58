using System.Diagnostics;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Payloads;

/// <summary>What compression costs a segment: points upserted and searched with and without it, by turns.</summary>
internal static class PayloadSegments
{
    private const int Points = 5_000;
    private const int PointsPerWrite = 500;
    private const int Dimension = 100;
    private const int Queries = 500;
    private const int Limit = 10;
    private const int Ef = 100;
    private const int MaxPayloadBytes = 8_192;
    private const int Seed = 20_130_801;

    private static readonly PayloadCompression s_compression = new(ThresholdBytes: 1_024);

    public static void Print(byte[][] payloads, int rounds, CancellationToken cancellationToken)
    {
        Console.WriteLine(
            $"{Points:N0} points of {Dimension} random floats with those of {s_compression.ThresholdBytes:N0} bytes and more, "
            + $"{PointsPerWrite} a write, 1 thread; hits: ef={Ef}, limit={Limit}");
        PointMutation[] points = Create(payloads);
        float[][] queries = [.. points.Take(Queries).Select(point => point.Values.ToArray())];
        PayloadCompression?[] contenders = [null, s_compression];
        string[] names = ["as they are", "compressed"];
        double[,,] microseconds = new double[contenders.Length, 3, rounds];
        SegmentMemoryUse[] memory = new SegmentMemoryUse[contenders.Length];

        // The first round compiles.
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Cosine, new HnswParameters())], contenders[i]);
                double upsert = Upsert(index, points);
                double search = Search(index, queries, withPayload: false);
                double searchAndRead = Search(index, queries, withPayload: true);
                memory[i] = index.MemoryUse;
                if (round >= 0)
                {
                    (microseconds[i, 0, round], microseconds[i, 1, round], microseconds[i, 2, round]) = (upsert, search, searchAndRead);
                }
            }
        }

        Console.WriteLine(
            $"payloads      bytes a point  {"µs an upsert (range)",-24}{"µs a search",-24}{"µs a search with payloads",-24}");
        for (int i = 0; i < contenders.Length; i++)
        {
            string[] figures = [.. Enumerable.Range(0, 3).Select(what
                => $"{Spread.Of(Enumerable.Range(0, rounds).Select(round => microseconds[i, what, round])):0.0}")];
            Console.WriteLine(
                $"{names[i],-12}{memory[i].Payloads / (double)Points,15:N0}  {figures[0],-24}{figures[1],-24}{figures[2],-24}");
        }
    }

    private static PointMutation[] Create(byte[][] payloads)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, Points).Select(i => PointMutation.Upsert(
            Encoding.UTF8.GetBytes($"{i}"),
            fields: 1,
            Enumerable.Range(0, Dimension).Select(_ => random.NextSingle() - 0.5f).ToArray(),
            payloads[i % payloads.Length]))];
    }

    private static double Upsert(SegmentIndex index, PointMutation[] points)
    {
        int[] affected = new int[1];
        var watch = Stopwatch.StartNew();
        for (int start = 0; start < points.Length; start += PointsPerWrite)
        {
            index.Apply(
                [new SegmentWrite(start + 1, points.AsMemory(start, PointsPerWrite))],
                affected,
                (count, body) =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        body(i);
                    }
                });
        }

        return watch.Elapsed.TotalMicroseconds / points.Length;
    }

    private static double Search(SegmentIndex index, float[][] queries, bool withPayload)
    {
        byte[] answer = new byte[MaxPayloadBytes * Limit];
        var watch = Stopwatch.StartNew();
        foreach (float[] query in queries)
        {
            using SegmentReader reader = index.OpenReader();
            int length = 0;
            foreach (Neighbor hit in reader.Search(0, query, Limit, Ef, CancellationToken.None))
            {
                if (withPayload)
                {
                    ReadOnlySpan<byte> payload = reader.Payload(hit.Ordinal);
                    payload.CopyTo(answer.AsSpan(length));
                    length += payload.Length;
                }
            }
        }

        return watch.Elapsed.TotalMicroseconds / queries.Length;
    }
}
