using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Tests.Kernels;

// The kernels against one plain loop in doubles. How far a sum of n floats may be off, in any order of additions:
// each term passes through at most n + 4 roundings of half a unit in the last place, and where it falls below the
// smallest normal float each rounding loses up to half of the smallest denormal.
public sealed unsafe class PairSumTests
{
    private const double HalfUnit = 1.0 / (1 << 24);
    private const double SmallestDenormal = 1.401298464324817e-45;

    // Every tail of every width, and both sides of every power of two up to the longest vector.
    private static readonly int[] s_lengths =
    [
        .. Enumerable.Range(1, 300),
        .. Enumerable.Range(9, 8).SelectMany(power => new[] { (1 << power) - 1, 1 << power, (1 << power) + 1 })
            .Where(length => length <= 65_536),
    ];

    public static TheoryData<Step, Values> EveryStepOnEveryKindOfValues()
        => new MatrixTheoryData<Step, Values>(Enum.GetValues<Step>(), Enum.GetValues<Values>());

    [Theory]
    [MemberData(nameof(EveryStepOnEveryKindOfValues))]
    public void A_sum_is_as_near_to_the_sum_in_doubles_as_rounding_allows(Step step, Values values)
    {
        const int seed = 20_817;
        Kernel kernel = Kernel.Of(step);
        using var x = new Floats(65_536);
        using var y = new Floats(65_536);
        for (int alignment = 0; alignment < 16; alignment++)
        {
            // A step of seven visits all sixteen places too, in another order, so that x and y are aligned differently.
            float* xs = x.At(alignment);
            float* ys = y.At(alignment * 7 % 16);
            VectorValues.Fill(values, new Random(seed + alignment), x.Span(xs), y.Span(ys));
            foreach (int length in s_lengths)
            {
                float sum = kernel.Sum(xs, ys, length);
                AssertWithinRounding(kernel, xs, ys, length, sum, $"seed {seed}, alignment {alignment}");
            }
        }
    }

    // Sums of small integers are exact in floats, so that a pair left out, taken twice or read past the end shows.
    [Theory]
    [MemberData(nameof(EveryStep))]
    public void Each_pair_counts_once_and_none_beyond_the_length(Step step)
    {
        const int seed = 4_711;
        Kernel kernel = Kernel.Of(step);
        var random = new Random(seed);
        using var x = new Floats(65_536);
        using var y = new Floats(65_536);
        for (int alignment = 0; alignment < 16; alignment++)
        {
            float* xs = x.At(alignment);
            float* ys = y.At(alignment * 7 % 16);
            foreach (int length in s_lengths)
            {
                for (int i = 0; i < length; i++)
                {
                    xs[i] = random.Next(-8, 8);
                    ys[i] = random.Next(-8, 8);
                }

                // Odd products, differences and squares, each too large to be lost.
                xs[length] = xs[-1] = 1_001;
                ys[length] = ys[-1] = 4;

                float expected = (float)kernel.SumInDoubles(xs, ys, length, out _);
                Assert.True(
                    expected == kernel.Sum(xs, ys, length),
                    $"seed {seed}, alignment {alignment}, length {length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryStepOnEveryKindOfValues))]
    public void Four_rows_at_a_time_give_the_bits_that_each_gives_alone(Step step, Values values)
    {
        const int seed = 99;
        Kernel kernel = Kernel.Of(step);
        var random = new Random(seed);
        using var query = new Floats(65_536);
        Floats[] rows = [new(65_536), new(65_536), new(65_536), new(65_536)];
        float* x = query.At(0);
        foreach (Floats row in rows)
        {
            VectorValues.Fill(values, random, query.Span(x), row.Span(row.At(0)));
        }

        foreach (int length in s_lengths)
        {
            float[] together = kernel.SumFour(
                x, rows[0].At(0), rows[1].At(0), rows[2].At(0), rows[3].At(0), length);
            for (int i = 0; i < 4; i++)
            {
                float alone = kernel.Sum(x, rows[i].At(0), length);
                Assert.True(
                    BitConverter.SingleToInt32Bits(alone) == BitConverter.SingleToInt32Bits(together[i]),
                    $"seed {seed}, length {length}, row {i}: {alone:R} alone, {together[i]:R} beside others");
            }
        }

        Array.ForEach(rows, row => row.Dispose());
    }

    [Fact]
    public void A_dot_product_that_overflows_on_the_way_is_still_right()
    {
        float[] x = new float[100];
        float[] y = new float[100];
        x.AsSpan(0, 40).Fill(1e38f);
        y.AsSpan(0, 20).Fill(1e38f);
        y.AsSpan(20, 20).Fill(-1e38f);
        x[99] = 3;
        y[99] = 5;
        Assert.Equal(15, PairSum.Compute<DotProduct>(x, y));

        y[99] = float.MaxValue;
        Assert.Equal(float.PositiveInfinity, PairSum.Compute<DotProduct>(x, y));
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void The_sum_over_no_pairs_is_zero(Step step) => Assert.Equal(0, Kernel.Of(step).Sum(null, null, 0));

    [Fact]
    public void Spans_give_what_pointers_give_and_may_not_differ_in_length()
    {
        float[] x = [1, 2, 3, 4, 5];
        float[] y = [6, 7, 8, 9, 10];
        Assert.Equal(130, PairSum.Compute<DotProduct>(x, y));
        Assert.Equal(125, PairSum.Compute<SquaredDifference>(x, y));
        Assert.Equal(25, PairSum.Compute<AbsoluteDifference>(x, y));

        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => PairSum.Compute<DotProduct>(x, y.AsSpan(1)));
        Assert.Equal("y", refused.ParamName);
        Assert.Contains("Expected 5 floats", refused.Message);
        Assert.Contains("got 4", refused.Message);
    }

    // Whoever runs these tests with an instruction set switched off says what should be left, so that a knob that
    // does nothing cannot pass for a kernel that was tested.
    [Fact]
    public void The_width_in_use_is_the_one_that_the_run_is_meant_to_test()
    {
        string? expected = Environment.GetEnvironmentVariable("EXPECTED_VECTOR_BITS");
        TestContext.Current.TestOutputHelper?.WriteLine($"{PairSum.VectorBits} bits");
        if (string.IsNullOrEmpty(expected))
        {
            Assert.Contains(PairSum.VectorBits, new[] { 32, 128, 256, 512 });
        }
        else
        {
            Assert.Equal(int.Parse(expected), PairSum.VectorBits);
        }
    }

    public static TheoryData<Step> EveryStep() => new(Enum.GetValues<Step>());

    private static void AssertWithinRounding(Kernel kernel, float* x, float* y, int length, float sum, string where)
    {
        double exact = kernel.SumInDoubles(x, y, length, out double magnitude);
        double allowed = (length + 4) * ((HalfUnit * magnitude) + SmallestDenormal);
        bool mayOverflow = Math.Abs(exact) + allowed >= float.MaxValue;
        Assert.True(
            float.IsInfinity(sum)
                ? mayOverflow && Math.Sign(exact) == Math.Sign(sum)
                : Math.Abs(sum - exact) <= allowed,
            $"{where}, length {length}: {sum:R} instead of {exact:R}, allowed error {allowed:R}");
    }
}
