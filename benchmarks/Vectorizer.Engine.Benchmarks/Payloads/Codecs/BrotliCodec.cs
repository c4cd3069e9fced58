using System.IO.Compression;

namespace Vectorizer.Engine.Benchmarks.Payloads.Codecs;

/// <summary>Brotli of the base class library.</summary>
internal sealed class BrotliCodec(int quality) : ICodec
{
    private const int WindowBits = 16;

    public string Name => $"brotli {quality}";

    public int Compress(ReadOnlySpan<byte> payload, Span<byte> destination)
        => BrotliEncoder.TryCompress(payload, destination, out int written, quality, WindowBits) ? written : 0;

    public int Decompress(ReadOnlySpan<byte> compressed, Span<byte> payload)
        => BrotliDecoder.TryDecompress(compressed, payload, out int written) ? written : -1;
}
