using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>Finds the nearest rows by comparing every query with every row.</summary>
internal static unsafe class GroundTruth
{
    private const int RowsAtOnce = 4;

    /// <summary>The numbers of the <paramref name="limit"/> nearest rows of each query, nearest first.</summary>
    public static int[] Find(
        ReadOnlySpan<float> rows,
        ReadOnlySpan<float> queries,
        int dimension,
        Metric metric,
        int limit,
        CancellationToken cancellationToken)
    {
        bool normalizes = metric == Metric.Cosine;
        float[] preparedRows = Prepared(rows, dimension, normalizes);
        float[] preparedQueries = Prepared(queries, dimension, normalizes);
        int[] nearest = new int[queries.Length / dimension * limit];
        Parallel.For(
            0,
            queries.Length / dimension,
            new ParallelOptions { CancellationToken = cancellationToken },
            query =>
            {
                Span<int> places = nearest.AsSpan(query * limit, limit);
                switch (metric)
                {
                    // The greatest product is the least negative one.
                    case Metric.Cosine or Metric.Dot:
                        FindNearest<DotProduct>(preparedRows, preparedQueries, dimension, query, sign: -1, places);
                        break;
                    case Metric.Euclidean:
                        FindNearest<SquaredDifference>(preparedRows, preparedQueries, dimension, query, sign: 1, places);
                        break;
                    default:
                        throw new ArgumentOutOfRangeException(nameof(metric), metric, "no data set has this metric");
                }
            });
        return nearest;
    }

    private static void FindNearest<TStep>(
        float[] rows, float[] queries, int dimension, int query, float sign, Span<int> nearest)
        where TStep : struct, IPairSum
    {
        Span<float> distances = stackalloc float[nearest.Length];
        distances.Fill(float.PositiveInfinity);
        int rowCount = rows.Length / dimension;
        fixed (float* first = rows)
        fixed (float* x = &queries[query * dimension])
        {
            int row = 0;
            for (; row + RowsAtOnce <= rowCount; row += RowsAtOnce)
            {
                float* y = first + ((long)row * dimension);
                Vector128<float> four = PairSumOfFour.Compute<TStep>(
                    x, y, y + dimension, y + (2 * dimension), y + (3 * dimension), dimension);
                for (int i = 0; i < RowsAtOnce; i++)
                {
                    Enter(sign * four[i], row + i, distances, nearest);
                }
            }

            for (; row < rowCount; row++)
            {
                float* y = first + ((long)row * dimension);
                Enter(sign * PairSum.Compute<TStep>(x, y, dimension), row, distances, nearest);
            }
        }
    }

    private static void Enter(float distance, int row, Span<float> distances, Span<int> nearest)
    {
        if (distance >= distances[^1])
        {
            return;
        }

        int rank = distances.Length - 1;
        for (; rank > 0 && distances[rank - 1] > distance; rank--)
        {
            distances[rank] = distances[rank - 1];
            nearest[rank] = nearest[rank - 1];
        }

        distances[rank] = distance;
        nearest[rank] = row;
    }

    private static float[] Prepared(ReadOnlySpan<float> vectors, int dimension, bool normalizes)
    {
        float[] prepared = vectors.ToArray();
        for (int i = 0; normalizes && i < prepared.Length; i += dimension)
        {
            VectorMath.Normalize(prepared.AsSpan(i, dimension));
        }

        return prepared;
    }
}
