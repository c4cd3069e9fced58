using System.Runtime.CompilerServices;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.Vectors;

/// <summary>Σ |x − y|.</summary>
internal readonly unsafe struct ManhattanDistance : IDistance
{
    public static bool Normalizes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Between(float* x, float* y, int length)
        => Saturation.Of(PairSum.Compute<AbsoluteDifference>(x, y, length));
}
