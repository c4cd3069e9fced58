using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Quantization;

/// <summary>−x·y.</summary>
internal readonly struct BinaryDot : IBinaryMetric
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double residuals, in BinarySide x, in BinaryConstants y)
        => -((x.Dimension * x.Mean * y.Mean) + residuals);
}
