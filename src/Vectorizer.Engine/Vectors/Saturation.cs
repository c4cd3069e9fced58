using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.Vectors;

/// <summary>Keeps sums over huge components in the order of the finite numbers.</summary>
internal static class Saturation
{
    /// <summary>
    /// The sum itself, held within the finite floats: a pool takes no distance that is not below infinity, and a point that
    /// is very far away must not be lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float sum) => sum < float.MaxValue ? MathF.Max(sum, -float.MaxValue) : float.MaxValue;

    /// <summary>Four sums, each held within the finite floats. None is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> sums)
        => Vector128.Min(Vector128.Max(sums, Vector128.Create(-float.MaxValue)), Vector128.Create(float.MaxValue));
}
