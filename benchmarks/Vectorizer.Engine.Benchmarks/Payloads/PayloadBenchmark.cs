using K4os.Compression.LZ4;
using Vectorizer.Engine.Benchmarks.Payloads.Codecs;

namespace Vectorizer.Engine.Benchmarks.Payloads;

/// <summary>Compresses payloads one by one, as a segment keeps them, by size and by codec; then the same in a segment.</summary>
internal static class PayloadBenchmark
{
    private const int MaxPayloadsOfSize = 1_000;

    private static readonly (int From, int To)[] s_sizes = [(200, 512), (512, 1024), (1024, 2048), (2048, 4096), (4096, 8192)];

    public static async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        Machine.Print();
        byte[][] payloads = await PayloadDataSet.LoadAsync(cancellationToken);
        using ZstdCodec zstd1 = new(1);
        using ZstdCodec zstd3 = new(3);
        ICodec[] codecs =
        [
            new Lz4Codec(LZ4Level.L00_FAST), new Lz4Codec(LZ4Level.L09_HC), zstd1, zstd3, new BrotliCodec(1), new BrotliCodec(4),
        ];
        foreach ((int from, int to) in s_sizes)
        {
            byte[][] ofSize = [.. payloads.Where(payload => payload.Length >= from && payload.Length < to).Take(MaxPayloadsOfSize)];
            Console.WriteLine();
            Console.WriteLine(
                $"{ofSize.Length:N0} payloads of {from:N0}..{to - 1:N0} bytes, {ofSize.Average(payload => payload.Length):N0} on average");
            CodecTable.Print(ofSize, codecs, rounds, cancellationToken);
        }

        Console.WriteLine();
        PayloadSegments.Print(
            [.. payloads.Where(payload => payload.Length >= s_sizes[2].From && payload.Length < s_sizes[^1].To)],
            rounds,
            cancellationToken);
    }
}
