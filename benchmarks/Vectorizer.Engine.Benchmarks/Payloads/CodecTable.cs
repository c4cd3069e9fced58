using System.Diagnostics;
using Vectorizer.Engine.Benchmarks.Payloads.Codecs;

namespace Vectorizer.Engine.Benchmarks.Payloads;

/// <summary>What codecs make of payloads of one size. Codecs take turns, so that a slow second falls on all alike.</summary>
internal static class CodecTable
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.1);

    public static void Print(byte[][] payloads, ICodec[] codecs, int rounds, CancellationToken cancellationToken)
    {
        byte[][][] compressed = [.. codecs.Select(codec => CompressAll(codec, payloads))];
        List<double>[] compressing = [.. codecs.Select(_ => new List<double>())];
        List<double>[] restoring = [.. codecs.Select(_ => new List<double>())];
        byte[] buffer = new byte[2 * payloads.Max(payload => payload.Length)];

        // The first round compiles.
        for (int round = 0; round <= rounds; round++)
        {
            for (int i = 0; i < codecs.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ICodec codec = codecs[i];
                double compress = Microseconds(payloads.Length, p => codec.Compress(payloads[p], buffer));
                byte[][] packed = compressed[i];
                double restore = Microseconds(
                    payloads.Length, p => codec.Decompress(packed[p], buffer.AsSpan(0, payloads[p].Length)));
                if (round > 0)
                {
                    compressing[i].Add(compress);
                    restoring[i].Add(restore);
                }
            }
        }

        double bytes = payloads.Average(payload => payload.Length);
        Console.WriteLine("codec      stored  compress MB/s   µs (range)          restore MB/s   µs (range)");
        for (int i = 0; i < codecs.Length; i++)
        {
            var compress = Spread.Of(compressing[i]);
            var restore = Spread.Of(restoring[i]);
            Console.WriteLine(
                $"{codecs[i].Name,-9}{Stored(payloads, compressed[i]),8:P1}{bytes / compress.Median,15:N0}   {compress,-20:0.00}"
                + $"{bytes / restore.Median,12:N0}   {restore,-20:0.00}");
        }
    }

    private static byte[][] CompressAll(ICodec codec, byte[][] payloads)
    {
        byte[] buffer = new byte[2 * payloads.Max(payload => payload.Length)];
        return [.. payloads.Select(payload =>
        {
            byte[] compressed = buffer[..codec.Compress(payload, buffer)];
            byte[] restored = new byte[payload.Length];
            return codec.Decompress(compressed, restored) == payload.Length && restored.AsSpan().SequenceEqual(payload)
                ? compressed
                : throw new InvalidDataException($"{codec.Name} does not restore what it compressed.");
        })];
    }

    // The part of the bytes that a segment would keep, where payloads that hardly shrink stay as they are.
    private static double Stored(byte[][] payloads, byte[][] compressed)
        => payloads.Zip(compressed, (payload, packed) => packed.Length <= payload.Length * 9 / 10 ? packed.Length : payload.Length)
            .Sum() / (double)payloads.Sum(payload => payload.Length);

    private static double Microseconds(int payloads, Action<int> action)
    {
        long done = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < s_duration)
        {
            for (int i = 0; i < payloads; i++)
            {
                action(i);
            }

            done += payloads;
        }

        return watch.Elapsed.TotalMicroseconds / done;
    }
}
