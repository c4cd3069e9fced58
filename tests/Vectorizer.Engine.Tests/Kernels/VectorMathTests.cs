using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Tests.Kernels;

public sealed class VectorMathTests
{
    private const double HalfUnit = 1.0 / (1 << 24);

    public static TheoryData<float, int> Magnitudes()
        => new MatrixTheoryData<float, int>(
            [float.Epsilon, 1e-42f, 1e-38f, 1e-20f, 1e-10f, 1f, 1e10f, 1e19f, 1e38f, float.MaxValue],
            [1, 3, 4, 100, 384, 65_536]);

    [Theory]
    [MemberData(nameof(Magnitudes))]
    public void A_normalised_vector_has_length_one_whatever_its_magnitude(float magnitude, int length)
    {
        float[] vector = Vector(magnitude, length);
        float[] original = [.. vector];
        double norm = VectorMath.Normalize(vector);

        double tolerance = Tolerance(length);
        double exact = Math.Sqrt(original.Sum(value => (double)value * value));
        Assert.Equal(1, norm / exact, tolerance);
        Assert.Equal(1, Math.Sqrt(vector.Sum(value => (double)value * value)), tolerance);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(original[i] / exact, vector[i], tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Magnitudes))]
    public void Scaling_a_normalised_vector_gives_the_original_within_rounding(float magnitude, int length)
    {
        float[] vector = Vector(magnitude, length);
        float[] unit = [.. vector];
        double norm = VectorMath.Normalize(unit);

        float[] scaled = new float[length];
        VectorMath.Scale(unit, norm, scaled);

        for (int i = 0; i < length; i++)
        {
            Assert.True(float.IsFinite(scaled[i]));
            Assert.Equal(vector[i], scaled[i], Math.Max(Math.Abs((double)vector[i]) * Tolerance(length), float.Epsilon));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void A_vector_of_zeros_has_norm_zero_and_stays_as_it_is(int length)
    {
        float[] vector = new float[length];
        vector[length / 2] = -0f;
        Assert.Equal(0, VectorMath.Normalize(vector));
        Assert.All(vector, value => Assert.Equal(0, value));
    }

    // One large value among small ones: the small ones may vanish, the length may not.
    [Fact]
    public void A_vector_of_mixed_magnitudes_is_normalised_by_its_largest_values()
    {
        float[] vector = [1e-45f, 1e38f, 0, -1e38f, 1];
        double norm = VectorMath.Normalize(vector);
        double tolerance = Tolerance(vector.Length);
        Assert.Equal(1, norm / (1e38 * Math.Sqrt(2)), tolerance);
        Assert.Equal(Math.Sqrt(0.5), vector[1], tolerance);
        Assert.Equal(-Math.Sqrt(0.5), vector[3], tolerance);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void The_first_value_that_is_not_finite_is_found_at_every_place(float bad)
    {
        for (int length = 1; length <= 130; length++)
        {
            float[] vector = new float[length];
            vector.AsSpan().Fill(float.MaxValue);
            Assert.Equal(-1, VectorMath.IndexOfNonFinite(vector));
            for (int i = length - 1; i >= 0; i--)
            {
                vector[i] = bad;
                Assert.Equal(i, VectorMath.IndexOfNonFinite(vector));
            }
        }
    }

    [Fact]
    public void An_empty_vector_holds_nothing_that_is_not_finite() => Assert.Equal(-1, VectorMath.IndexOfNonFinite([]));

    // The roundings of a sum of squares, halved by the root, and those of the root and the quotients.
    private static double Tolerance(int length) => ((length / 2) + 8) * HalfUnit;

    private static float[] Vector(float magnitude, int length)
    {
        float[] vector = new float[length];
        for (int i = 0; i < length; i++)
        {
            // Between the magnitude and a quarter of it, of either sign.
            vector[i] = (float)(magnitude * (1 - (i % 4 * 0.25)) * (i % 3 == 0 ? -1 : 1));
        }

        return vector;
    }
}
