using System.Numerics.Tensors;

namespace Vectorizer.Engine.Kernels;

/// <summary>What is done to a single vector when it enters and leaves an index.</summary>
internal static class VectorMath
{
    // Below this a sum of squares may have lost terms to underflow: 65,536 lost squares are at most 1e-33, nothing
    // beside 1e-20, but much beside 1e-30.
    private const float LeastSafeSquares = 1e-20f;

    /// <summary>Scales a vector to length 1 and returns the length it had.</summary>
    /// <returns>
    /// The Euclidean norm, 0 only for a vector of zeros, which stays as it is. A double, because the norm of floats can
    /// be larger than any float.
    /// </returns>
    public static double Normalize(Span<float> vector)
    {
        float squares = PairSum.Compute<DotProduct>(vector, vector);
        if (squares is < LeastSafeSquares or > float.MaxValue)
        {
            return NormalizeInDoubles(vector);
        }

        float norm = MathF.Sqrt(squares);
        TensorPrimitives.Multiply(vector, 1 / norm, vector);
        return norm;
    }

    /// <summary>Undoes <see cref="Normalize"/>: gives a vector of length 1 back its <paramref name="norm"/>.</summary>
    /// <remarks>Finite if the vector was before: no value is rounded past the largest float.</remarks>
    public static void Scale(ReadOnlySpan<float> unit, double norm, Span<float> destination)
    {
        for (int i = 0; i < unit.Length; i++)
        {
            destination[i] = (float)Math.Clamp(unit[i] * norm, float.MinValue, float.MaxValue);
        }
    }

    /// <summary>Index of the first NaN or infinity, or −1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> vector)
    {
        if (!TensorPrimitives.IsFiniteAll(vector))
        {
            for (int i = 0; i < vector.Length; i++)
            {
                if (!float.IsFinite(vector[i]))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    // Squares of floats neither overflow nor underflow a double.
    private static double NormalizeInDoubles(Span<float> vector)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        if (squares == 0)
        {
            return 0;
        }

        double norm = Math.Sqrt(squares);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(vector[i] / norm);
        }

        return norm;
    }
}
