using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>Compares one side with codes.</summary>
internal readonly unsafe struct ScalarScorer<TMetric>(ScalarSide* side) : IScorer
    where TMetric : struct, IScalarMetric
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* code)
    {
        ScalarSide* x = side;
        int product = ByteProduct.Compute(ScalarSide.Shorts(x), ScalarCode.Codes(code), x->PaddedLength);
        float distance = TMetric.Of(x->Known, ScalarCode.Constants(code), x->Dimension, product);
        return float.IsFinite(distance) ? distance : InDoubles(x, code);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Distances(byte* code0, byte* code1, byte* code2, byte* code3)
    {
        ScalarSide* x = side;
        Vector128<int> products = ByteProduct.ComputeFour(
            ScalarSide.Shorts(x),
            ScalarCode.Codes(code0),
            ScalarCode.Codes(code1),
            ScalarCode.Codes(code2),
            ScalarCode.Codes(code3),
            x->PaddedLength);
        Vector128<float> distances = Vector128.Create(
            TMetric.Of(x->Known, ScalarCode.Constants(code0), x->Dimension, products[0]),
            TMetric.Of(x->Known, ScalarCode.Constants(code1), x->Dimension, products[1]),
            TMetric.Of(x->Known, ScalarCode.Constants(code2), x->Dimension, products[2]),
            TMetric.Of(x->Known, ScalarCode.Constants(code3), x->Dimension, products[3]));
        return Vector128.AllWhereAllBitsSet(Vector128.IsFinite(distances))
            ? distances
            : Vector128.Create(Distance(code0), Distance(code1), Distance(code2), Distance(code3));
    }

    // Kept out of line: real data never comes here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float InDoubles(ScalarSide* side, byte* code)
    {
        double sum = TMetric.Offset;
        for (int i = 0; i < side->Dimension; i++)
        {
            double x = side->Known.Base + ((double)side->Known.Step * ScalarSide.Shorts(side)[i]);
            sum += TMetric.Pair(x, ScalarCode.Decode(code, i));
        }

        return Saturation.Of((float)sum);
    }
}
