using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Tests.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Quantization;

/// <summary>Codes against the rows that they stand for, and distances of codes against those of the rows they restore.</summary>
public sealed unsafe class ScalarCodecTests
{
    private const int Seed = 31_415;

    // Of the sums of the terms' magnitudes: half a unit for each of a few steps, and for each addition of a long sum.
    private const double HalfUnit = 1.0 / (1 << 24);
    private const double FixedError = 2e-6;

    private static readonly int[] s_dimensions = [.. Enumerable.Range(1, 50), 100, 784, 1_000, 32_768, 32_769, 65_536];

    public static TheoryData<int> Dimensions => [.. s_dimensions];

    public static TheoryData<Values> EveryKindOfValues => [.. Enum.GetValues<Values>()];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void A_component_is_restored_to_half_a_step(int dimension)
    {
        float[] row = RandomRow(new Random(Seed + dimension), dimension);
        using AlignedBytes code = new(ScalarCode.BytesOf(dimension));
        ScalarCode.Encode(row, code.Bytes);

        double step = (row.Max() - row.Min()) / (double)ScalarCode.Most(dimension);
        for (int i = 0; i < dimension; i++)
        {
            Assert.InRange(Math.Abs(ScalarCode.Decode(code.Bytes, i) - row[i]), 0, (step * 0.501) + 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Distances_are_those_of_the_restored_rows(int dimension)
    {
        Random random = new(Seed + dimension);
        float[] x = RandomRow(random, dimension);
        float[] y = RandomRow(random, dimension);
        Check<ScalarCodec<ScalarDot>, ScalarScorer<ScalarDot>>(new(dimension), x, y, (a, b) => -a * b, 0);
        Check<ScalarCodec<ScalarCosine>, ScalarScorer<ScalarCosine>>(new(dimension), x, y, (a, b) => -a * b, 1);
        Check<ScalarCodec<ScalarEuclidean>, ScalarScorer<ScalarEuclidean>>(new(dimension), x, y, (a, b) => (a - b) * (a - b), 0);
        Check<ScalarManhattanCodec, ScalarManhattanScorer>(new(dimension), x, y, (a, b) => Math.Abs(a - b), 0);
    }

    // Rows far from the origin and near to one another: a formula of norms and products would lose all of it.
    [Fact]
    public void A_distance_between_rows_far_away_from_zero_is_not_lost()
    {
        Random random = new(Seed);
        float[] x = [.. Enumerable.Range(0, 64).Select(_ => 100_000 + random.NextSingle())];
        float[] y = [.. Enumerable.Range(0, 64).Select(_ => 100_000 + random.NextSingle())];
        double expected = x.Zip(y).Sum(pair => ((double)pair.First - pair.Second) * ((double)pair.First - pair.Second));
        ScalarCodec<ScalarEuclidean> codec = new(64);
        using AlignedBytes code = new(codec.CodeBytes);
        using AlignedBytes state = new(codec.StateBytes);
        using AlignedBytes row = new(64 * sizeof(float));
        codec.Encode(row.With(y), code.Bytes);

        Assert.Equal(expected, codec.OfRow(row.With(x), state.Bytes).Distance(code.Bytes), expected * 0.1);
    }

    [Theory]
    [MemberData(nameof(EveryKindOfValues))]
    public void No_finite_rows_have_a_distance_that_is_not_finite(Values values)
    {
        foreach (int dimension in new[] { 1, 7, 16, 100, 65_536 })
        {
            float[] x = new float[dimension];
            float[] y = new float[dimension];
            VectorValues.Fill(values, new Random(Seed + dimension), x, y);
            foreach ((float[] a, float[] b) in new[] { (x, y), (y, x), (x, x), (x, new float[dimension]), (y, [.. x.Select(v => -v)]) })
            {
                CheckFinite<ScalarCodec<ScalarDot>, ScalarScorer<ScalarDot>>(new(dimension), a, b);
                CheckFinite<ScalarCodec<ScalarCosine>, ScalarScorer<ScalarCosine>>(new(dimension), a, b);
                CheckFinite<ScalarCodec<ScalarEuclidean>, ScalarScorer<ScalarEuclidean>>(new(dimension), a, b);
                CheckFinite<ScalarManhattanCodec, ScalarManhattanScorer>(new(dimension), a, b);
            }
        }
    }

    [Fact]
    public void A_row_of_equal_components_is_restored_as_it_is()
    {
        using AlignedBytes code = new(ScalarCode.BytesOf(20));
        foreach (float value in new[] { 0f, -0f, 1.25f, -3e38f, 1e-45f })
        {
            ScalarCode.Encode([.. Enumerable.Repeat(value, 20)], code.Bytes);
            Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(value, ScalarCode.Decode(code.Bytes, i)));
        }
    }

    // The limit that operators are promised: codes and their constants at most 0.3 of the rows.
    [Theory]
    [InlineData(100)]
    [InlineData(784)]
    public void A_code_takes_less_than_a_third_of_its_row(int dimension)
        => Assert.InRange(ScalarCode.HeaderBytes + dimension, 0, 0.3 * dimension * sizeof(float));

    private static void Check<TCodec, TScorer>(
        TCodec codec, float[] x, float[] y, Func<double, double, double> pair, double offset)
        where TCodec : struct, IRowCodec<TScorer>
        where TScorer : struct, IScorer
    {
        using AlignedBytes ofX = new(codec.CodeBytes);
        using AlignedBytes ofY = new(codec.CodeBytes);
        using AlignedBytes state = new(codec.StateBytes);
        using AlignedBytes row = new((x.Length + 3) * sizeof(float));
        codec.Encode(row.With(x), ofX.Bytes);
        codec.Encode(row.With(y), ofY.Bytes);
        (double distance, double magnitude) = (offset, 1);
        (double ofQuery, double ofQueryMagnitude) = (offset, 1);
        double relativeError = FixedError + (x.Length * HalfUnit / 4);
        double step = (x.Max() - x.Min()) / short.MaxValue * Math.Max(1, x.Length / 256.0);
        for (int i = 0; i < x.Length; i++)
        {
            double a = ScalarCode.Decode(ofX.Bytes, i);
            double b = ScalarCode.Decode(ofY.Bytes, i);
            distance += pair(a, b);
            magnitude += Math.Abs(pair(a, b)) + Math.Abs(a) + Math.Abs(b) + 1;
            ofQuery += pair(x[i], b);
            ofQueryMagnitude += Math.Abs(pair(x[i], b)) + Math.Abs(x[i]) + Math.Abs(b) + 1;
        }

        Assert.Equal(distance, codec.Between(ofX.Bytes, ofY.Bytes), magnitude * relativeError);
        Assert.Equal(distance, codec.OfCode(ofX.Bytes, state.Bytes).Distance(ofY.Bytes), magnitude * relativeError);
        Assert.Equal(
            ofQuery, codec.OfRow(row.With(x), state.Bytes).Distance(ofY.Bytes), ofQueryMagnitude * (relativeError + step));

        // Copies of a row form chains in the graph only if their distances are the very same.
        TScorer itself = codec.OfCode(ofX.Bytes, state.Bytes);
        Assert.Equal(codec.Between(ofX.Bytes, ofX.Bytes), itself.Distance(ofX.Bytes));
    }

    private static void CheckFinite<TCodec, TScorer>(TCodec codec, float[] x, float[] y)
        where TCodec : struct, IRowCodec<TScorer>
        where TScorer : struct, IScorer
    {
        using AlignedBytes ofX = new(codec.CodeBytes);
        using AlignedBytes ofY = new(codec.CodeBytes);
        using AlignedBytes state = new(codec.StateBytes);
        using AlignedBytes row = new((x.Length + 3) * sizeof(float));
        codec.Encode(row.With(x), ofX.Bytes);
        codec.Encode(row.With(y), ofY.Bytes);
        Assert.True(float.IsFinite(codec.Between(ofX.Bytes, ofY.Bytes)));
        Assert.True(float.IsFinite(codec.OfCode(ofX.Bytes, state.Bytes).Distance(ofY.Bytes)));
        Assert.True(float.IsFinite(codec.OfRow(row.With(x), state.Bytes).Distance(ofY.Bytes)));
    }

    private static float[] RandomRow(Random random, int dimension)
        => [.. Enumerable.Range(0, dimension).Select(_ => (random.NextSingle() * 2) - 0.7f)];
}
