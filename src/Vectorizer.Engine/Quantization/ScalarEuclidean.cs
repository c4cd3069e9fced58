using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Quantization;

/// <summary>Σ (x − y)², written so that it depends on where the rows lie to one another and not on how far from 0 they lie.</summary>
internal readonly struct ScalarEuclidean : IScalarMetric
{
    public static double Offset => 0;

    /// <remarks>
    /// With d = difference of the bases, Σ (d + step·k − step'·c)². For two equal codes the last two terms are the same
    /// number, so that the distance is exactly 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(in ScalarConstants x, in ScalarConstants y, int dimension, int product)
    {
        float difference = x.Base - y.Base;
        float bases = difference * ((dimension * difference) + (2 * (x.Sum - y.Sum)));
        return bases + (x.Squares + y.Squares - (2 * (x.Step * y.Step * product)));
    }

    public static double Pair(double x, double y) => (x - y) * (x - y);
}
