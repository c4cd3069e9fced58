using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Tests.DataSets;

public sealed class GroundTruthTests
{
    private const int Dimension = 19;
    private const int Rows = 203;
    private const int Queries = 7;
    private const int Limit = 5;

    // Against distances in double precision, sorted. The number of rows is none of those that are compared at once.
    [Theory]
    [InlineData(Metric.Cosine)]
    [InlineData(Metric.Euclidean)]
    public void The_nearest_rows_are_those_of_a_plain_comparison_with_all_of_them(Metric metric)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Random random = new(seed);
        float[] rows = Vectors(random, Rows);
        float[] queries = Vectors(random, Queries);

        int[] found = GroundTruth.Find(rows, queries, Dimension, metric, Limit, CancellationToken.None);

        for (int query = 0; query < Queries; query++)
        {
            double[] distances = [.. Enumerable.Range(0, Rows).Select(row => Distance(metric, Of(queries, query), Of(rows, row)))];
            double[] expected = [.. distances.Order().Take(Limit)];
            double[] actual = [.. found.AsSpan(query * Limit, Limit).ToArray().Select(row => distances[row])];
            Assert.Equal(expected, actual, (x, y) => Math.Abs(x - y) < 1e-4);
        }
    }

    private static double Distance(Metric metric, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double product = 0;
        double squaresOfX = 0;
        double squaresOfY = 0;
        double difference = 0;
        for (int i = 0; i < x.Length; i++)
        {
            product += (double)x[i] * y[i];
            squaresOfX += (double)x[i] * x[i];
            squaresOfY += (double)y[i] * y[i];
            difference += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        }

        return metric == Metric.Cosine ? 1 - (product / Math.Sqrt(squaresOfX * squaresOfY)) : difference;
    }

    private static ReadOnlySpan<float> Of(float[] vectors, int number) => vectors.AsSpan(number * Dimension, Dimension);

    private static float[] Vectors(Random random, int count)
        => [.. Enumerable.Range(0, count * Dimension).Select(_ => random.NextSingle() - 0.5f)];
}
