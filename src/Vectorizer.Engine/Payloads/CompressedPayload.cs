using System.Buffers;
using System.Runtime.InteropServices;

namespace Vectorizer.Engine.Payloads;

/// <summary>A payload as a segment keeps it when it is compressed: its bytes once restored (4), what the codec made of them.</summary>
internal static class CompressedPayload
{
    // Below a saving of a tenth, restoring the payload at every read costs more than the memory is worth.
    private const int MaxStoredTenths = 9;

    // No byte of LZ4 stands for more.
    private const int MaxExpansion = 255;

    /// <summary>Writes a payload, unless that saves less than a tenth of it.</summary>
    /// <param name="payload">The payload as it was given.</param>
    /// <param name="destination">As long as the payload; what it holds behind the bytes written is of no meaning.</param>
    /// <returns>Bytes written, or 0.</returns>
    public static int TryWrite(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        int most = (int)((long)payload.Length * MaxStoredTenths / 10) - sizeof(int);
        int bytes = most > 0 ? PayloadCodec.Compress(payload, destination.Slice(sizeof(int), most)) : 0;
        if (bytes == 0)
        {
            return 0;
        }

        MemoryMarshal.Write(destination, payload.Length);
        return sizeof(int) + bytes;
    }

    /// <summary>Bytes of the payload once restored.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static int Length(ReadOnlySpan<byte> stored)
    {
        int length = stored.Length > sizeof(int) ? MemoryMarshal.Read<int>(stored) : 0;

        // Checked before anyone makes room for it.
        return length > 0 && length <= (long)stored.Length * MaxExpansion
            ? length
            : throw new InvalidDataException($"A compressed payload of {stored.Length} bytes claims to be one of {length}.");
    }

    /// <summary>Restores a payload into <paramref name="buffer"/>, an array of the shared pool.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> stored, ref byte[] buffer)
    {
        int length = Length(stored);
        if (buffer.Length < length)
        {
            byte[] longer = ArrayPool<byte>.Shared.Rent(length);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = longer;
        }

        Span<byte> payload = buffer.AsSpan(0, length);
        PayloadCodec.Decompress(stored[sizeof(int)..], payload);
        return payload;
    }
}
