using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>Compares one side with codes.</summary>
internal readonly unsafe struct BinaryScorer<TMetric>(BinarySide* side) : IScorer
    where TMetric : struct, IBinaryMetric
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* code)
    {
        BinarySide* x = side;
        int difference = BitPlanes.Difference(BinaryCode.Signs(code), BinarySide.Planes(x), x->Words);
        return Estimate(*x, BinaryCode.Constants(code, x->Words), difference);
    }

    /// <summary>The distance.</summary>
    /// <param name="x">One side.</param>
    /// <param name="y">What is known of the other besides its signs.</param>
    /// <param name="difference">How far the signs lie from the numbers of the side.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Estimate(in BinarySide x, in BinaryConstants y, int difference)
    {
        // Σ ±(2u − Highest): all of it, less twice what differs.
        int sum = (BitPlanes.Highest * BinaryCode.WordBits * x.Words) - (2 * difference);
        return Saturation.Of((float)TMetric.Of(x.Factor * sum * y.Weight, x, y));
    }

    public Vector128<float> Distances(byte* code0, byte* code1, byte* code2, byte* code3)
        => Vector128.Create(Distance(code0), Distance(code1), Distance(code2), Distance(code3));
}
