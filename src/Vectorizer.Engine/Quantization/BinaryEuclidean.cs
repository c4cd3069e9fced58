using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Quantization;

/// <summary>Σ (x − y)². An estimate may lie below 0.</summary>
internal readonly struct BinaryEuclidean : IBinaryMetric
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double residuals, in BinarySide x, in BinaryConstants y)
    {
        double means = x.Mean - y.Mean;
        return (x.Dimension * means * means) + (x.Norm * x.Norm) + ((double)y.Norm * y.Norm) - (2 * residuals);
    }
}
