using Vectorizer.Engine.NeighborCodes;

namespace Vectorizer.Engine.Tests.NeighborCodes;

public sealed unsafe class NeighborEstimatesTests(ITestOutputHelper output)
{
    // The error of a code is 0.098 of the row, at random angles to the query: 0.098 / √n of both lengths, and less than as
    // much again for the bytes of the tables. Six times that is beyond what some thousand estimates reach.
    private const double RelativeError = 6 * 0.15;

    public static TheoryData<int, bool> Sizes => new MatrixTheoryData<int, bool>(
        [2, 3, 8, 17, 64, 100, 255, 256, 257, 300, 768, 1_023, 1_024, 1_536], [false, true]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_estimate_is_as_near_to_the_distance_as_four_bits_allow(int dimension, bool hasSquares)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int i = 0; i < 20; i++)
        {
            // Of the size of ordinary data, and so large or small that squares of floats overflow or vanish.
            float rowSize = MathF.Pow(10, random.Next(-30, 30));
            float querySize = MathF.Pow(10, random.Next(-30, 30));
            float[] query = [.. RandomRotationTests.Row(random, dimension).Select(value => value * querySize)];
            float[][] rows = [.. Enumerable.Range(0, 32).Select(_ =>
                RandomRotationTests.Row(random, dimension).Select(value => value * rowSize).ToArray())];
            float[] estimates = Estimate(rows, query, hasSquares, out QueryTables tables);
            double queryLength = Length(query);
            for (int row = 0; row < rows.Length; row++)
            {
                double squares = RandomRotationTests.Product(rows[row], rows[row]);
                double product = RandomRotationTests.Product(rows[row], query) / queryLength;
                double expected = hasSquares
                    ? (Math.Min(squares, float.MaxValue / 4) * tables.SquareFactor) - (product * tables.WeightFactor)
                    : -product;
                Assert.True(float.IsFinite(estimates[row]), $"seed {seed}: {estimates[row]}");
                Assert.Equal(expected, estimates[row], RelativeError * Math.Sqrt(squares / dimension) + (1e-6 * Math.Abs(expected)));
            }
        }
    }

    // The order by estimates is the order by distances, as far as distances differ by more than the error: the factors
    // leave out nothing that differs between rows.
    [Fact]
    public void Euclidean_estimates_sort_rows_that_lie_far_apart_by_their_distances()
    {
        float[] query = [.. Enumerable.Repeat(3f, 64)];
        float[][] rows = [.. Enumerable.Range(0, 32).Select(i => Enumerable.Repeat((float)i, 64).ToArray())];
        float[] estimates = Estimate(rows, query, hasSquares: true, out _);
        int[] expected = [.. Enumerable.Range(0, 32).OrderBy(i => Math.Abs(i - 3.25))];
        int[] found = [.. Enumerable.Range(0, 32).OrderBy(i => estimates[i])];
        Assert.Equal(expected[..1], found[..1]);
        Assert.Equal(Enumerable.Range(10, 22), found[10..]);
    }

    public static TheoryData<string, float[]> HostileRows => new()
    {
        { "zeros", new float[100] },
        { "negative zeros", [.. Enumerable.Repeat(-0f, 100)] },
        { "all equal", [.. Enumerable.Repeat(7f, 100)] },
        { "the largest floats", [.. Enumerable.Repeat(float.MaxValue, 100)] },
        { "the lowest floats", [.. Enumerable.Repeat(float.MinValue, 100)] },
        { "the smallest denormals", [.. Enumerable.Repeat(float.Epsilon, 100)] },
        { "one coordinate", [float.MaxValue, .. new float[99]] },
    };

    [Theory]
    [MemberData(nameof(HostileRows))]
    public void No_row_and_no_query_makes_an_estimate_infinite(string name, float[] hostile)
    {
        Assert.NotEmpty(name);
        float[] ordinary = RandomRotationTests.Row(new Random(1), hostile.Length);
        foreach (bool hasSquares in new[] { false, true })
        {
            foreach ((float[] row, float[] query) in new[] { (hostile, ordinary), (ordinary, hostile), (hostile, hostile) })
            {
                Assert.All(Estimate([row, ordinary], query, hasSquares, out _)[..2], estimate => Assert.True(float.IsFinite(estimate)));
            }
        }
    }

    [Fact]
    public void Only_estimates_below_the_bound_are_told()
    {
        float[] query = [1, 0];
        float[][] rows = [.. Enumerable.Range(0, 32).Select(i => new float[] { i, 0 })];
        using Scene scene = new(rows, query, hasSquares: false);
        float[] distances = new float[32];
        fixed (float* distance = distances)
        {
            Assert.Equal(uint.MaxValue, scene.Compute(float.PositiveInfinity, distance));
            Assert.Equal(0u, scene.Compute(float.NegativeInfinity, distance));
            uint below = scene.Compute(-15.5f, distance);
            for (int lane = 0; lane < 32; lane++)
            {
                Assert.Equal(distances[lane] < -15.5f, (below >> lane & 1) != 0);
            }
        }
    }

    private static double Length(float[] row) => Math.Sqrt(RandomRotationTests.Product(row, row));

    // The estimates of up to 32 rows in the order of the rows.
    private static float[] Estimate(float[][] rows, float[] query, bool hasSquares, out QueryTables tables)
    {
        using Scene scene = new(rows, query, hasSquares);
        float[] distances = new float[32];
        fixed (float* distance = distances)
        {
            scene.Compute(float.PositiveInfinity, distance);
        }

        tables = scene.Tables;
        return distances;
    }

    private sealed class Scene : IDisposable
    {
        private readonly RowCodes _codes;
        private readonly NeighborBlocks _blocks;
        private readonly byte[] _state;

        public Scene(float[][] rows, float[] query, bool hasSquares)
        {
            _codes = new RowCodes(query.Length);
            _codes.EnsureCapacity(rows.Length);
            for (int row = 0; row < rows.Length; row++)
            {
                _codes.Encode(row, rows[row]);
            }

            _blocks = new NeighborBlocks(new NeighborBlockLayout(query.Length, 32, hasSquares), _codes);
            _blocks.EnsureCapacity(1);
            _blocks.Update(0, [.. Enumerable.Range(0, rows.Length)]);
            _state = GC.AllocateArray<byte>(QueryTables.StateBytes(_blocks.Layout), pinned: true);
            Tables = QueryTables.Of(
                _codes.Rotation, _blocks.Layout, query, (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _state[0]));
        }

        public QueryTables Tables { get; }

        public uint Compute(float bound, float* distances)
            => NeighborEstimates.Compute(_blocks[0], _blocks.Layout, Tables, bound, distances);

        public void Dispose()
        {
            _blocks.Dispose();
            _codes.Dispose();
        }
    }
}
