using System.Runtime.Intrinsics;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Examples;

/// <summary>Compares rows with the examples of a search, by their floats.</summary>
internal static unsafe class ExampleDistances<TDistance>
    where TDistance : struct, IDistance
{
    private const int RowsAhead = 8;

    /// <summary>Measures how far each point is from the nearest positive and from the nearest negative example.</summary>
    /// <param name="rows">The floats.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="ordinals">The points; each has a row.</param>
    /// <param name="toPositive">Gets a distance for each point; infinite without positive examples.</param>
    /// <param name="toNegative">Gets a distance for each point; infinite without negative examples.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    /// <exception cref="IOException">Rows lie in a file that cannot be read.</exception>
    public static void Measure(
        RowStore rows,
        ExampleRows examples,
        ReadOnlySpan<int> ordinals,
        Span<float> toPositive,
        Span<float> toNegative,
        WalkScratch scratch)
    {
        float* buffer = rows.IsInMemory ? null : scratch.RowBuffer(rows.Stride);
        for (int i = 0; i < Math.Min(RowsAhead, ordinals.Length); i++)
        {
            rows.PrefetchRow(ordinals[i]);
        }

        for (int i = 0; i < ordinals.Length; i++)
        {
            if (i + RowsAhead < ordinals.Length)
            {
                rows.PrefetchRow(ordinals[i + RowsAhead]);
            }

            float* row = rows.Row(ordinals[i], buffer);
            toPositive[i] = Nearest(row, examples, 0, examples.Positives);
            toNegative[i] = Nearest(row, examples, examples.Positives, examples.Count);
        }
    }

    private static float Nearest(float* row, ExampleRows examples, int first, int end)
    {
        int stride = examples.Stride;
        float nearest = float.PositiveInfinity;
        int next = first;
        for (; next + 4 <= end; next += 4)
        {
            Vector128<float> distances = TDistance.BetweenFour(
                row, examples[next], examples[next + 1], examples[next + 2], examples[next + 3], stride);
            for (int i = 0; i < Vector128<float>.Count; i++)
            {
                nearest = MathF.Min(nearest, distances[i]);
            }
        }

        for (; next < end; next++)
        {
            nearest = MathF.Min(nearest, TDistance.Between(row, examples[next], stride));
        }

        return nearest;
    }
}
