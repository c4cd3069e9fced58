using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>CRC-32C (Castagnoli), by the processor's own instruction where it has one.</summary>
/// <remarks>
/// A state starts as <see cref="Start"/>, takes bytes by <see cref="Append(uint, ReadOnlySpan{byte})"/> in as many
/// pieces as wanted, and ends as <see cref="Finish"/>.
/// </remarks>
internal static class Crc32C
{
    public const uint Start = uint.MaxValue;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Append(Start, bytes));

    public static uint Finish(uint state) => ~state;

    public static uint Append(uint state, ulong value) => BitOperations.Crc32C(state, value);

    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        nint i = 0;
        for (nint last = bytes.Length - sizeof(ulong); i <= last; i += sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i)));
        }

        for (; i < bytes.Length; i++)
        {
            state = BitOperations.Crc32C(state, Unsafe.Add(ref start, i));
        }

        return state;
    }
}
