using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Quantization;

/// <summary>−x·y.</summary>
internal readonly struct ScalarDot : IScalarMetric
{
    public static double Offset => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(in ScalarConstants x, in ScalarConstants y, int dimension, int product)
        => -Product(x, y, dimension, product);

    public static double Pair(double x, double y) => -x * y;

    /// <summary>x·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Product(in ScalarConstants x, in ScalarConstants y, int dimension, int product)
        => (y.Base * ((dimension * x.Base) + x.Sum)) + (x.Base * y.Sum) + (x.Step * y.Step * product);
}
