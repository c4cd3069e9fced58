using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Client.Orleans;

/// <summary>One vector that stands for positive and negative examples.</summary>
internal static class ExampleAverage
{
    /// <summary>avg(positive), and with negative examples avg(positive) + (avg(positive) − avg(negative)).</summary>
    /// <remarks>Under cosine an example is its direction: each is brought to length 1, as points are when they are stored.</remarks>
    /// <param name="metric">Of the field.</param>
    /// <param name="positive">At least one vector.</param>
    /// <param name="negative">Vectors of the same length, or none.</param>
    public static float[] Of(DistanceMetric metric, ReadOnlyMemory<float>[] positive, ReadOnlyMemory<float>[] negative)
    {
        double[] to = Mean(metric, positive);
        return negative.Length == 0
            ? [.. to.Select(static value => (float)value)]
            : [.. to.Zip(Mean(metric, negative), static (x, y) => (float)(x + (x - y)))];
    }

    /// <summary>Why nothing can be searched for with an average; null when something can.</summary>
    public static string? Refuse(DistanceMetric metric, ReadOnlySpan<float> average)
    {
        foreach (float value in average)
        {
            if (!float.IsFinite(value))
            {
                return "lies beyond the range of 32-bit floats (at most ±3.4028235e38)";
            }
        }

        return metric == DistanceMetric.Cosine && !average.ContainsAnyExcept(0f)
            ? "is zero, since they cancel each other out: a zero vector has no direction, so nothing is near to it under cosine"
            : null;
    }

    private static double[] Mean(DistanceMetric metric, ReadOnlyMemory<float>[] vectors)
    {
        double[] sum = new double[vectors[0].Length];
        foreach (ReadOnlyMemory<float> vector in vectors)
        {
            double length = metric == DistanceMetric.Cosine ? LengthOf(vector.Span) : 1;
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += vector.Span[i] / length;
            }
        }

        return [.. sum.Select(total => total / vectors.Length)];
    }

    private static double LengthOf(ReadOnlySpan<float> vector)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        return Math.Sqrt(squares);
    }
}
