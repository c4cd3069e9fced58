namespace Vectorizer.Engine.Benchmarks.Payloads.Codecs;

/// <summary>A way to compress one payload by itself.</summary>
internal interface ICodec
{
    string Name { get; }

    /// <summary>Bytes written, or 0 when they do not fit.</summary>
    int Compress(ReadOnlySpan<byte> payload, Span<byte> destination);

    /// <summary>Restores a payload that fills <paramref name="payload"/>; returns its bytes.</summary>
    int Decompress(ReadOnlySpan<byte> compressed, Span<byte> payload);
}
