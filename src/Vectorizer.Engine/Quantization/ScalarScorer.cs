using System.Runtime.CompilerServices;
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
