using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Vectorizer.Client.Serialization;

/// <summary>Floats as the wire has them: IEEE 754, 4 bytes, little-endian.</summary>
internal static class LittleEndianFloats
{
    public static void Append(ArrayBufferWriter<byte> buffer, ReadOnlySpan<float> values)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        Span<byte> target = buffer.GetSpan(bytes.Length)[..bytes.Length];
        bytes.CopyTo(target);
        SwapOnBigEndian(target);
        buffer.Advance(bytes.Length);
    }

    /// <summary>Null when the bytes are no whole number of floats.</summary>
    public static float[]? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(float) != 0)
        {
            return null;
        }

        float[] values = new float[bytes.Length / sizeof(float)];
        Span<byte> target = MemoryMarshal.AsBytes(values.AsSpan());
        bytes.CopyTo(target);
        SwapOnBigEndian(target);
        return values;
    }

    private static void SwapOnBigEndian(Span<byte> floats)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<byte, int>(floats);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
