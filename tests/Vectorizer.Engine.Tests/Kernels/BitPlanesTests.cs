using System.Runtime.InteropServices;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Tests.Payloads;

namespace Vectorizer.Engine.Tests.Kernels;

// Whole numbers: what the kernel gives must be what a plain loop over the numbers does, on every machine. The words end
// where memory ends.
public sealed unsafe class BitPlanesTests
{
    private const int Seed = 7_411;

    public static TheoryData<int> Words => [.. Enumerable.Range(1, 26), 1_024];

    [Theory]
    [MemberData(nameof(Words))]
    public void Numbers_written_as_planes_differ_from_bits_as_the_numbers_do(int words)
    {
        Random random = new(Seed + words);
        AssertDifference(words, _ => random.Next(BitPlanes.Highest + 1), _ => random.Next(2));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void The_greatest_difference_does_not_overflow(int words) => AssertDifference(words, _ => BitPlanes.Highest, _ => 0);

    [Theory]
    [MemberData(nameof(Words))]
    public void Each_bit_that_differs_is_counted(int words)
    {
        Random random = new(Seed - words);
        using GuardedBytes first = new(words * sizeof(ulong));
        using GuardedBytes second = new(words * sizeof(ulong));
        random.NextBytes(first.Span);
        random.NextBytes(second.Span);
        int expected = 0;
        for (int i = 0; i < 64 * words; i++)
        {
            expected += Bit(first.Span, i) == Bit(second.Span, i) ? 0 : 1;
        }

        fixed (byte* x = first.Span)
        fixed (byte* y = second.Span)
        {
            Assert.Equal(expected, BitPlanes.Differing((ulong*)x, (ulong*)y, words));
        }
    }

    private static void AssertDifference(int words, Func<int, int> number, Func<int, int> bit)
    {
        using GuardedBytes signs = new(words * sizeof(ulong));
        using GuardedBytes planes = new(words * BitPlanes.Count * sizeof(ulong));
        byte[] numbers = [.. Enumerable.Range(0, 64 * words).Select(i => (byte)number(i))];
        Span<ulong> signWords = MemoryMarshal.Cast<byte, ulong>(signs.Span);
        int expected = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            int sign = bit(i);
            signWords[i / 64] |= (ulong)sign << i;
            expected += Math.Abs(numbers[i] - (BitPlanes.Highest * sign));
        }

        fixed (byte* b = signs.Span)
        fixed (byte* p = planes.Span)
        {
            for (int word = 0; word < words; word++)
            {
                BitPlanes.Write(numbers.AsSpan(64 * word, 64), (ulong*)p + (BitPlanes.Count * word));
            }

            Assert.Equal(expected, BitPlanes.Difference((ulong*)b, (ulong*)p, words));
        }
    }

    private static int Bit(ReadOnlySpan<byte> bytes, int i) => bytes[i / 8] >> (i % 8) & 1;
}
