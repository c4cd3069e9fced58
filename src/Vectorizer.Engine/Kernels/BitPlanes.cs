using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Kernels;

/// <summary>How far bits lie from numbers of four bits, in whole numbers: the same on every machine.</summary>
/// <remarks>
/// The numbers are kept as planes: the plane j holds the bits of value 2^j. Four words that belong to the same 64 numbers lie
/// together, the lowest plane first. Words and population counts, not vectors: .NET has no name for the instruction that counts
/// the bits of a vector, and without it a vector of four words takes nine instructions where four words take twelve.
/// </remarks>
internal static unsafe class BitPlanes
{
    /// <summary>Planes: bits of a number.</summary>
    public const int Count = 4;

    /// <summary>The greatest number.</summary>
    public const int Highest = (1 << Count) - 1;

    /// <summary>Σ |u − Highest·b| over bits b and numbers u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Difference(ulong* bits, ulong* planes, int words)
    {
        // Four counts: in one chain every addition would wait for the last.
        int ones = 0;
        int twos = 0;
        int fours = 0;
        int eights = 0;
        for (int i = 0; i < words; i++)
        {
            ulong word = bits[i];
            ones += BitOperations.PopCount(word ^ planes[0]);
            twos += BitOperations.PopCount(word ^ planes[1]);
            fours += BitOperations.PopCount(word ^ planes[2]);
            eights += BitOperations.PopCount(word ^ planes[3]);
            planes += Count;
        }

        return ones + (2 * twos) + (4 * fours) + (8 * eights);
    }

    /// <summary>The number of bits that differ.</summary>
    public static int Differing(ulong* x, ulong* y, int words)
    {
        int differing = 0;
        for (int i = 0; i < words; i++)
        {
            differing += BitOperations.PopCount(x[i] ^ y[i]);
        }

        return differing;
    }

    /// <summary>Writes 64 numbers as planes.</summary>
    /// <param name="numbers">64 numbers in 0..<see cref="Highest"/>.</param>
    /// <param name="planes">Room for <see cref="Count"/> words.</param>
    public static void Write(ReadOnlySpan<byte> numbers, ulong* planes)
    {
        for (int plane = 0; plane < Count; plane++)
        {
            ulong word = 0;
            for (int i = 0; i < numbers.Length; i++)
            {
                word |= (ulong)(numbers[i] >> plane & 1) << i;
            }

            planes[plane] = word;
        }
    }
}
