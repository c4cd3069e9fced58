using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Vectors;

/// <summary>1 − x·y, for rows of length 1.</summary>
internal readonly unsafe struct CosineDistance : IDistance
{
    public static bool Normalizes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Between(float* x, float* y, int length) => 1f - PairSum.Compute<DotProduct>(x, y, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> BetweenFour(float* x, float* y0, float* y1, float* y2, float* y3, int length)
        => Vector128.Create(1f) - PairSumOfFour.Compute<DotProduct>(x, y0, y1, y2, y3, length);
}
