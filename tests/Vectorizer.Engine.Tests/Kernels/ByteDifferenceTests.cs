using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Tests.Payloads;

namespace Vectorizer.Engine.Tests.Kernels;

public sealed unsafe class ByteDifferenceTests
{
    private const int Seed = 1_729;
    private const double HalfUnit = 1.0 / (1 << 24);

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 70), 784, 65_536];

    // Each term passes through at most n + 8 roundings of half a unit of what is added.
    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_sum_is_as_near_to_the_sum_in_doubles_as_rounding_allows(int length)
    {
        var random = new Random(Seed + length);
        using GuardedBytes codes = new(length);
        random.NextBytes(codes.Span);
        float[] row = [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 4) - 2)];
        const float Low = -1.7f;
        const float Step = 0.013f;
        double expected = 0;
        double magnitude = 0;
        for (int i = 0; i < length; i++)
        {
            double restored = Low + ((double)Step * codes.Span[i]);
            expected += Math.Abs(row[i] - restored);
            magnitude += Math.Abs(row[i]) + Math.Abs(restored) + Math.Abs(Low);
        }

        fixed (float* x = row)
        fixed (byte* c = codes.Span)
        {
            float sum = ByteDifference.Compute(x, Low, Step, c, length);
            Assert.InRange(sum - expected, -magnitude * (length + 8) * HalfUnit, magnitude * (length + 8) * HalfUnit);
        }
    }

    [Fact]
    public void A_range_beyond_the_floats_gives_the_sum_or_infinity_and_never_NaN()
    {
        float[] row = [.. Enumerable.Repeat(float.MaxValue, 9)];
        byte[] codes = [.. Enumerable.Repeat((byte)255, 9)];
        fixed (float* x = row)
        fixed (byte* c = codes)
        {
            Assert.Equal(0, ByteDifference.Compute(x, -float.MaxValue, (float)(2.0 * float.MaxValue / 255), c, 9) / float.MaxValue, 1e-5f);
            codes.AsSpan().Clear();
            Assert.Equal(float.PositiveInfinity, ByteDifference.Compute(x, -float.MaxValue, 1, c, 9));
        }
    }
}
