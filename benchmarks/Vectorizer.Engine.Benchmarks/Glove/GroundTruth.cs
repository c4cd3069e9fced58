using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>Finds the nearest rows by cosine by comparing every query with every row.</summary>
internal static unsafe class GroundTruth
{
    private const int RowsAtOnce = 4;

    /// <summary>The numbers of the <paramref name="limit"/> nearest rows of each query, nearest first.</summary>
    public static int[] Find(
        ReadOnlySpan<float> rows, ReadOnlySpan<float> queries, int dimension, int limit, CancellationToken cancellationToken)
    {
        float[] unitRows = Normalized(rows, dimension);
        float[] unitQueries = Normalized(queries, dimension);
        int[] nearest = new int[queries.Length / dimension * limit];
        Parallel.For(
            0,
            queries.Length / dimension,
            new ParallelOptions { CancellationToken = cancellationToken },
            query => FindNearest(unitRows, unitQueries, dimension, query, nearest.AsSpan(query * limit, limit)));
        return nearest;
    }

    private static void FindNearest(float[] rows, float[] queries, int dimension, int query, Span<int> nearest)
    {
        Span<float> products = stackalloc float[nearest.Length];
        products.Fill(float.NegativeInfinity);
        int rowCount = rows.Length / dimension;
        fixed (float* first = rows)
        fixed (float* x = &queries[query * dimension])
        {
            int row = 0;
            for (; row + RowsAtOnce <= rowCount; row += RowsAtOnce)
            {
                float* y = first + ((long)row * dimension);
                Vector128<float> four = PairSumOfFour.Compute<DotProduct>(
                    x, y, y + dimension, y + (2 * dimension), y + (3 * dimension), dimension);
                for (int i = 0; i < RowsAtOnce; i++)
                {
                    Enter(four[i], row + i, products, nearest);
                }
            }

            for (; row < rowCount; row++)
            {
                float* y = first + ((long)row * dimension);
                Enter(PairSum.Compute<DotProduct>(x, y, dimension), row, products, nearest);
            }
        }
    }

    private static void Enter(float product, int row, Span<float> products, Span<int> nearest)
    {
        if (product <= products[^1])
        {
            return;
        }

        int rank = products.Length - 1;
        for (; rank > 0 && products[rank - 1] < product; rank--)
        {
            products[rank] = products[rank - 1];
            nearest[rank] = nearest[rank - 1];
        }

        products[rank] = product;
        nearest[rank] = row;
    }

    private static float[] Normalized(ReadOnlySpan<float> vectors, int dimension)
    {
        float[] units = vectors.ToArray();
        for (int i = 0; i < units.Length; i += dimension)
        {
            VectorMath.Normalize(units.AsSpan(i, dimension));
        }

        return units;
    }
}
