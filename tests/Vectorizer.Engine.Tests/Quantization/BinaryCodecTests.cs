using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Tests.Kernels;

namespace Vectorizer.Engine.Tests.Quantization;

/// <summary>Estimates of codes against the distances of the rows themselves, in doubles.</summary>
public sealed unsafe class BinaryCodecTests(ITestOutputHelper output)
{
    // One bit leaves sqrt(pi/2 - 1) = 0.76 of a residual's length at random angles to the query: 0.76 / sqrt(bits) of both lengths.
    private const double ErrorOfOneBit = 0.76;

    // Of normal errors one in 500 million is greater; some thousand are looked at. The four bits of the query add a hundredth.
    private const double MostDeviations = 6;

    private const double FloatError = 1e-5;

    private static readonly int[] s_dimensions = [1, 2, 3, 5, 16, 31, 48, 63, 64, 65, 100, 128, 129, 300, 784, 1_000, 1_536];

    public static TheoryData<int> Dimensions => [.. s_dimensions];

    public static TheoryData<Values> EveryKindOfValues => [.. Enum.GetValues<Values>()];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Estimates_are_as_near_to_distances_as_one_bit_allows(int dimension)
    {
        Random random = Seeded();
        for (int i = 0; i < 40; i++)
        {
            // Far from 0 and of any size: what counts is how far components lie from their mean.
            float[] row = Row(random, dimension, size: MathF.Pow(10, random.Next(-3, 4)), middle: random.Next(-3, 4));
            float[] query = Row(random, dimension, size: MathF.Pow(10, random.Next(-3, 4)), middle: random.Next(-3, 4));
            double lengths = Length(Residual(row)) * Length(Residual(query));
            double error = (MostDeviations * ErrorOfOneBit * lengths / Math.Sqrt(BitsOf(dimension)))
                + (FloatError * ((Length(row) * Length(query)) + Product(row, row) + Product(query, query)));

            Assert.Equal(-Product(row, query), Estimate<BinaryDot>(row, query), error);
            Assert.Equal(1 - Product(row, query), Estimate<BinaryCosine>(row, query), error + FloatError);
            Assert.Equal(
                Product(row, row) + Product(query, query) - (2 * Product(row, query)), Estimate<BinaryEuclidean>(row, query), 2 * error);
        }
    }

    // Queries near to the row too: a weight that is off by a share shows there, as the error of all of them.
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(784)]
    public void Estimates_are_neither_too_great_nor_too_small_on_average(int dimension)
    {
        const int pairs = 2_000;

        // Standard errors of the mean.
        const double mostErrors = 5;
        Random random = Seeded();
        double[] ofProducts = new double[pairs];
        double[] ofSquares = new double[pairs];
        for (int i = 0; i < pairs; i++)
        {
            float[] row = Row(random, dimension, 1, 0);
            float[] query = [.. Row(random, dimension, 1, 0).Zip(row, (noise, value) => value + (0.7f * noise))];
            double product = Product(row, query);
            double squares = Product(row, row) + Product(query, query);
            ofProducts[i] = (-Estimate<BinaryDot>(row, query) - product) / squares;
            ofSquares[i] = (Estimate<BinaryEuclidean>(row, query) - (squares - (2 * product))) / squares;
        }

        foreach (double[] errors in new[] { ofProducts, ofSquares })
        {
            double mean = errors.Average();
            double standardError = Math.Sqrt(errors.Sum(error => error * error) / pairs) / Math.Sqrt(pairs);
            output.WriteLine($"mean error {mean}, standard error {standardError}");
            Assert.InRange(Math.Abs(mean), 0, mostErrors * standardError);
        }
    }

    [Fact]
    public void Rows_of_equal_components_are_compared_exactly()
    {
        float[] query = Row(Seeded(), 100, 1, 0.5f);
        foreach (float value in new[] { 0f, -0f, 0.1f, 1.25f, -3e10f, 1e-30f })
        {
            float[] row = [.. Enumerable.Repeat(value, 100)];
            Assert.Equal(-Product(row, query), Estimate<BinaryDot>(row, query), 1e-5 * Math.Abs(Product(row, query)));
            Assert.Equal(-Product(row, query), Estimate<BinaryDot>(query, row), 1e-5 * Math.Abs(Product(row, query)));
        }
    }

    [Theory]
    [MemberData(nameof(EveryKindOfValues))]
    public void No_finite_rows_have_a_distance_that_is_not_finite(Values values)
    {
        foreach (int dimension in new[] { 1, 7, 64, 100, 65_536 })
        {
            float[] x = new float[dimension];
            float[] y = new float[dimension];
            VectorValues.Fill(values, Seeded(), x, y);
            foreach ((float[] a, float[] b) in new[] { (x, y), (y, x), (x, x), (x, new float[dimension]), (y, [.. x.Select(v => -v)]) })
            {
                AssertFinite<BinaryDot>(a, b);
                AssertFinite<BinaryCosine>(a, b);
                AssertFinite<BinaryEuclidean>(a, b);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Two_codes_have_the_distance_that_one_of_them_has_as_a_side(int dimension)
    {
        Random random = Seeded();
        float[] x = Row(random, dimension, 1, 1);
        float[] y = Row(random, dimension, 1, 1);
        BinaryCodec<BinaryEuclidean> codec = new(dimension);
        using AlignedBytes ofX = new(codec.CodeBytes);
        using AlignedBytes ofY = new(codec.CodeBytes);
        using AlignedBytes state = new(codec.StateBytes);
        using AlignedBytes row = new((dimension + 3) * sizeof(float));
        codec.Encode(row.With(x), ofX.Bytes);
        codec.Encode(row.With(y), ofY.Bytes);
        BinaryScorer<BinaryEuclidean> side = codec.OfCode(ofX.Bytes, state.Bytes);

        Assert.Equal(codec.Between(ofX.Bytes, ofY.Bytes), side.Distance(ofY.Bytes));
        Assert.Equal(codec.Between(ofX.Bytes, ofX.Bytes), side.Distance(ofX.Bytes));
        Assert.Equal(0, codec.Between(ofX.Bytes, ofX.Bytes), FloatError * Product(x, x));
    }

    // A segment that was loaded on another machine, or compacted, has the codes that it had.
    [Fact]
    public void Equal_rows_have_equal_codes_whoever_encodes_them()
    {
        float[] x = Row(Seeded(), 300, 1, 0);
        BinaryCodec<BinaryDot> codec = new(300);
        using AlignedBytes first = new(codec.CodeBytes);
        using AlignedBytes second = new(codec.CodeBytes);
        using AlignedBytes row = new(300 * sizeof(float));
        codec.Encode(row.With(x), first.Bytes);
        new BinaryCodec<BinaryCosine>(300).Encode(row.With(x), second.Bytes);

        Assert.Equal(
            new ReadOnlySpan<byte>(first.Bytes, codec.CodeBytes).ToArray(), new ReadOnlySpan<byte>(second.Bytes, codec.CodeBytes).ToArray());
    }

    // Bits padded to words, and twelve bytes of constants.
    [Theory]
    [InlineData(1, 20)]
    [InlineData(64, 20)]
    [InlineData(100, 28)]
    [InlineData(784, 116)]
    [InlineData(1_536, 204)]
    public void A_code_takes_a_bit_for_each_float_and_twelve_bytes(int dimension, int bytes)
        => Assert.Equal(bytes, new BinaryCodec<BinaryDot>(dimension).CodeBytes);

    private static float Estimate<TMetric>(float[] row, float[] query)
        where TMetric : struct, IBinaryMetric
    {
        BinaryCodec<TMetric> codec = new(row.Length);
        using AlignedBytes code = new(codec.CodeBytes);
        using AlignedBytes state = new(codec.StateBytes);
        using AlignedBytes floats = new((row.Length + 3) * sizeof(float));
        codec.Encode(floats.With(row), code.Bytes);
        return codec.OfRow(floats.With(query), state.Bytes).Distance(code.Bytes);
    }

    private static void AssertFinite<TMetric>(float[] row, float[] query)
        where TMetric : struct, IBinaryMetric
        => Assert.True(float.IsFinite(Estimate<TMetric>(row, query)));

    private static int BitsOf(int dimension) => BinaryCode.WordsOf(dimension) * BinaryCode.WordBits;

    private static float[] Row(Random random, int dimension, float size, float middle)
        => [.. Enumerable.Range(0, dimension).Select(_ => ((random.NextSingle() * 2) - 1 + middle) * size)];

    private static float[] Residual(float[] row) => [.. row.Select(value => value - row.Average())];

    private static double Length(float[] row) => Math.Sqrt(Product(row, row));

    private static double Product(float[] x, float[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (double)x[i] * y[i];
        }

        return sum;
    }

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
