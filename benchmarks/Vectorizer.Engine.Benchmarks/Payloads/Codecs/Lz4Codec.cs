using K4os.Compression.LZ4;

namespace Vectorizer.Engine.Benchmarks.Payloads.Codecs;

/// <summary>LZ4 blocks of K4os.Compression.LZ4.</summary>
internal sealed class Lz4Codec(LZ4Level level) : ICodec
{
    public string Name => level == LZ4Level.L00_FAST ? "lz4" : $"lz4 hc {(int)level}";

    public int Compress(ReadOnlySpan<byte> payload, Span<byte> destination)
        => Math.Max(0, LZ4Codec.Encode(payload, destination, level));

    public int Decompress(ReadOnlySpan<byte> compressed, Span<byte> payload) => LZ4Codec.Decode(compressed, payload);
}
