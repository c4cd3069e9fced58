using System.Runtime.CompilerServices;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Vectors;

/// <summary>1 − x·y, for rows of length 1.</summary>
internal readonly unsafe struct CosineDistance : IDistance
{
    public static bool Normalizes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Between(float* x, float* y, int length) => 1f - PairSum.Compute<DotProduct>(x, y, length);
}
