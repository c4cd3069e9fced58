using System.Runtime.CompilerServices;
using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Quantization;

/// <summary>A byte for each float, under a metric that follows from the products of the bytes.</summary>
internal readonly unsafe struct ScalarCodec<TMetric>(int dimension) : IRowCodec<ScalarScorer<TMetric>>
    where TMetric : struct, IScalarMetric
{
    public static bool LinksByRows => false;

    public int CodeBytes => ScalarCode.BytesOf(dimension);

    public int StateBytes => ScalarSide.BytesOf(dimension);

    public void Encode(float* row, byte* code) => ScalarCode.Encode(new ReadOnlySpan<float>(row, dimension), code);

    public ScalarScorer<TMetric> OfRow(float* row, byte* state)
    {
        ScalarSide.OfRow(new ReadOnlySpan<float>(row, dimension), (ScalarSide*)state);
        return new ScalarScorer<TMetric>((ScalarSide*)state);
    }

    public ScalarScorer<TMetric> OfCode(byte* code, byte* state)
    {
        ScalarSide.OfCode(code, dimension, (ScalarSide*)state);
        return new ScalarScorer<TMetric>((ScalarSide*)state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Between(byte* x, byte* y)
    {
        int product = ByteProduct.Compute(ScalarCode.Codes(x), ScalarCode.Codes(y), ScalarCode.PaddedLength(dimension));
        float distance = TMetric.Of(ScalarCode.Constants(x), ScalarCode.Constants(y), dimension, product);
        return float.IsFinite(distance) ? distance : InDoubles(x, y, dimension);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float InDoubles(byte* x, byte* y, int dimension)
    {
        double sum = TMetric.Offset;
        for (int i = 0; i < dimension; i++)
        {
            sum += TMetric.Pair(ScalarCode.Decode(x, i), ScalarCode.Decode(y, i));
        }

        return Saturation.Of((float)sum);
    }
}
