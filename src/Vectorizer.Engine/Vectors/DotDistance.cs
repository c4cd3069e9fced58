using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Vectors;

/// <summary>−x·y.</summary>
internal readonly unsafe struct DotDistance : IDistance
{
    public static bool Normalizes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Between(float* x, float* y, int length)
        => Saturation.Of(-PairSum.Compute<DotProduct>(x, y, length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> BetweenFour(float* x, float* y0, float* y1, float* y2, float* y3, int length)
        => Saturation.Of(-PairSumOfFour.Compute<DotProduct>(x, y0, y1, y2, y3, length));
}
