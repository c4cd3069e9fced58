using System.Buffers;
using System.Buffers.Text;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vectorizer.Server.Api.Json;

/// <summary>Reads vectors: an array of numbers, or the base64 of little-endian 32-bit floats.</summary>
internal static class VectorReader
{
    /// <summary>What a value must be that no vector can be read from.</summary>
    private const string Expected = "an array of numbers, or a string with the base64 of little-endian 32-bit floats";

    /// <summary>Reads the vector on which the reader stands, and refuses what is not finite.</summary>
    /// <param name="json">Stands on the vector.</param>
    /// <param name="vector">Where the floats go, as many as fit.</param>
    /// <returns>Floats that the vector has, perhaps more than fit; −1 after a refusal.</returns>
    public static int Read(ref StrictJsonReader json, Span<float> vector)
    {
        switch (json.Token)
        {
            case JsonTokenType.StartArray:
                return ReadArray(ref json, vector);
            case JsonTokenType.String:
                return ReadBase64(ref json, vector);
            default:
                json.RefuseValue(Expected);
                return -1;
        }
    }

    /// <summary>Where a float is not finite, or −1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> vector)
    {
        // Of no floats at all it says that not all are finite.
        if (vector.IsEmpty || TensorPrimitives.IsFiniteAll(vector))
        {
            return -1;
        }

        int index = 0;
        while (float.IsFinite(vector[index]))
        {
            index++;
        }

        return index;
    }

    private static int ReadArray(ref StrictJsonReader json, Span<float> vector)
    {
        if (json.TryReadNumbers(vector, out int plain))
        {
            return plain;
        }

        bool finite = true;
        int count = 0;
        json.EnterArray(Expected);
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (!json.TryGetFloat(out float value))
            {
                json.RefuseValue(StrictJsonReader.FiniteFloat);
                finite = false;
            }
            else if (index < vector.Length)
            {
                vector[index] = value;
            }
        }

        return finite ? count : -1;
    }

    private static int ReadBase64(ref StrictJsonReader json, Span<float> vector)
    {
        // Some writers escape the slashes and plus signs of base64.
        byte[]? unescaped = json.IsEscaped ? ArrayPool<byte>.Shared.Rent(json.Raw.Length) : null;
        try
        {
            ReadOnlySpan<byte> base64 = unescaped is null ? json.Raw : unescaped.AsSpan(0, json.CopyText(unescaped));
            if (!Base64.IsValid(base64, out int bytes) || bytes % sizeof(float) != 0)
            {
                json.RefuseValue(Expected);
                return -1;
            }

            int count = bytes / sizeof(float);
            if (count > vector.Length)
            {
                return count;
            }

            Base64.DecodeFromUtf8(base64, MemoryMarshal.AsBytes(vector), out _, out _);
            int nonFinite = IndexOfNonFinite(vector[..count]);
            if (nonFinite < 0)
            {
                return count;
            }

            json.Refuse($"{nonFinite}", $"must be {StrictJsonReader.FiniteFloat}, was {vector[nonFinite]}");
            return -1;
        }
        finally
        {
            if (unescaped is not null)
            {
                ArrayPool<byte>.Shared.Return(unescaped);
            }
        }
    }
}
