using ZstdSharp;

namespace Vectorizer.Engine.Benchmarks.Payloads.Codecs;

/// <summary>Zstandard of ZstdSharp.Port, with contexts that are used again.</summary>
internal sealed class ZstdCodec(int level) : ICodec, IDisposable
{
    private readonly Compressor _compressor = new(level);
    private readonly Decompressor _decompressor = new();

    public string Name => $"zstd {level}";

    public int Compress(ReadOnlySpan<byte> payload, Span<byte> destination)
        => _compressor.TryWrap(payload, destination, out int written) ? written : 0;

    public int Decompress(ReadOnlySpan<byte> compressed, Span<byte> payload) => _decompressor.Unwrap(compressed, payload);

    public void Dispose()
    {
        _compressor.Dispose();
        _decompressor.Dispose();
    }
}
