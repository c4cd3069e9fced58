using K4os.Compression.LZ4;

namespace Vectorizer.Engine.Payloads;

/// <summary>Compresses blocks of bytes by themselves: LZ4 blocks, which carry neither their length nor a checksum.</summary>
/// <remarks>Threads: any. Nothing is kept between calls. Why LZ4: docs/design/payload-compression.md.</remarks>
public static class PayloadCodec
{
    /// <summary>Bytes that <see cref="Compress"/> writes at most for a block of <paramref name="bytes"/>.</summary>
    public static int MaxCompressedBytes(int bytes) => LZ4Codec.MaximumOutputSize(bytes);

    /// <summary>Compresses a block of at least one byte.</summary>
    /// <returns>Bytes written, or 0 when <paramref name="destination"/> is too short for them.</returns>
    public static int Compress(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfZero(block.Length, nameof(block));
        return destination.IsEmpty ? 0 : Math.Max(0, LZ4Codec.Encode(block, destination));
    }

    /// <summary>Restores a block, whose length the caller must know: it fills <paramref name="block"/>.</summary>
    /// <exception cref="InvalidDataException">The compressed bytes are damaged, or of a block of another length.</exception>
    public static void Decompress(ReadOnlySpan<byte> compressed, Span<byte> block)
    {
        // The library checks every length in the bytes, and answers with a negative number.
        int restored = compressed.IsEmpty ? -1 : LZ4Codec.Decode(compressed, block);
        if (restored != block.Length)
        {
            throw new InvalidDataException(restored < 0
                ? $"{compressed.Length} bytes are not what {block.Length} bytes were compressed to: they are damaged."
                : $"{compressed.Length} compressed bytes restore {restored} bytes instead of {block.Length}: they are damaged.");
        }
    }
}
