using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Quantization;

/// <summary>1 − x·y, for rows of length 1.</summary>
internal readonly struct BinaryCosine : IBinaryMetric
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double residuals, in BinarySide x, in BinaryConstants y) => 1 + BinaryDot.Of(residuals, x, y);
}
