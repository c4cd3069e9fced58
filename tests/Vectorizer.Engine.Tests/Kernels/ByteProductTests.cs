using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Tests.Payloads;

namespace Vectorizer.Engine.Tests.Kernels;

// Whole numbers: the kernels must give exactly what a plain loop does, on every machine. The bytes end where memory ends.
public sealed unsafe class ByteProductTests
{
    private const int Seed = 6_021;

    public static TheoryData<int> Lengths
        => [.. Enumerable.Range(1, 40).Select(blocks => blocks * ByteProduct.Block), 65_536];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Products_are_exact_up_to_the_largest_numbers(int length)
    {
        var random = new Random(Seed + length);
        using GuardedBytes codes = new(length);
        using GuardedBytes others = new(length);
        short[] shorts = new short[length];

        // Σ |k|·255 just below 2³¹, and bytes whose products fit as well.
        int most = Math.Min(short.MaxValue, (int)(int.MaxValue / 255L / length));
        int mostOther = (int)Math.Min(255, int.MaxValue / 255L / length);
        foreach (bool isExtreme in new[] { false, true })
        {
            long expected = 0;
            long expectedOfBytes = 0;
            for (int i = 0; i < length; i++)
            {
                shorts[i] = (short)(isExtreme ? -most : random.Next(-most, most + 1));
                codes.Span[i] = (byte)(isExtreme ? 255 : random.Next(256));
                others.Span[i] = (byte)(isExtreme ? mostOther : random.Next(mostOther + 1));
                expected += shorts[i] * codes.Span[i];
                expectedOfBytes += others.Span[i] * codes.Span[i];
            }

            fixed (short* x = shorts)
            fixed (byte* c = codes.Span)
            fixed (byte* y = others.Span)
            {
                Assert.Equal(expected, ByteProduct.Compute(x, c, length));
                Assert.Equal(expectedOfBytes, ByteProduct.Compute(c, y, length));
                Assert.Equal(expectedOfBytes, ByteProduct.Compute(y, c, length));
            }
        }
    }
}
