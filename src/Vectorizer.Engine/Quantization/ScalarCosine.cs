using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Quantization;

/// <summary>1 − x·y, for rows of length 1.</summary>
internal readonly struct ScalarCosine : IScalarMetric
{
    public static double Offset => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(in ScalarConstants x, in ScalarConstants y, int dimension, int product)
        => 1f - ScalarDot.Product(x, y, dimension, product);

    public static double Pair(double x, double y) => -x * y;
}
